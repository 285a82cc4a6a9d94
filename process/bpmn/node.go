package bpmn

// Kind is the element name of a flow node.
type Kind string

// The kinds of flow node.
const (
	StartEvent             Kind = "startEvent"
	EndEvent               Kind = "endEvent"
	IntermediateCatchEvent Kind = "intermediateCatchEvent"
	IntermediateThrowEvent Kind = "intermediateThrowEvent"
	BoundaryEvent          Kind = "boundaryEvent"

	Task             Kind = "task"
	UserTask         Kind = "userTask"
	ManualTask       Kind = "manualTask"
	ServiceTask      Kind = "serviceTask"
	ScriptTask       Kind = "scriptTask"
	BusinessRuleTask Kind = "businessRuleTask"
	SendTask         Kind = "sendTask"
	ReceiveTask      Kind = "receiveTask"
	CallActivity     Kind = "callActivity"
	SubProcess       Kind = "subProcess"
	AdHocSubProcess  Kind = "adHocSubProcess"
	Transaction      Kind = "transaction"

	ExclusiveGateway  Kind = "exclusiveGateway"
	ParallelGateway   Kind = "parallelGateway"
	InclusiveGateway  Kind = "inclusiveGateway"
	EventBasedGateway Kind = "eventBasedGateway"
	ComplexGateway    Kind = "complexGateway"
)

// IsEvent says that k is a start, end, intermediate or boundary event.
func (k Kind) IsEvent() bool {
	switch k {
	case StartEvent, EndEvent, IntermediateCatchEvent, IntermediateThrowEvent, BoundaryEvent:
		return true
	}
	return false
}

// IsGateway says that k divides or joins the flow.
func (k Kind) IsGateway() bool {
	switch k {
	case ExclusiveGateway, ParallelGateway, InclusiveGateway, EventBasedGateway, ComplexGateway:
		return true
	}
	return false
}

// IsSubProcess says that a node of kind k has a Body.
func (k Kind) IsSubProcess() bool {
	return k == SubProcess || k == AdHocSubProcess || k == Transaction
}

// IsActivity says that k is a task of any kind, a call or a sub-process.
func (k Kind) IsActivity() bool { return k.known() && !k.IsEvent() && !k.IsGateway() }

// IsTask says that k is an activity that is neither a call nor a sub-process.
func (k Kind) IsTask() bool {
	return k.IsActivity() && !k.IsSubProcess() && k != CallActivity
}

func (k Kind) known() bool {
	switch k {
	case Task, UserTask, ManualTask, ServiceTask, ScriptTask, BusinessRuleTask, SendTask,
		ReceiveTask, CallActivity, SubProcess, AdHocSubProcess, Transaction:
		return true
	}
	return k.IsEvent() || k.IsGateway()
}

// Node is a flow node: an event, an activity or a gateway. Fields that do not
// belong to its Kind are empty.
type Node struct {
	Base
	Kind Kind
	Name string

	// Events are the event definitions of an event, EventRefs the ids of
	// shared ones (Definitions.Events). An event with none is a plain one.
	Events    []*EventDefinition
	EventRefs []string
	// ParallelMultiple: all of several events must occur, not only one.
	ParallelMultiple bool
	// NonInterrupting: a boundary event or an event sub-process's start event
	// that lets the work it stands on go on.
	NonInterrupting bool
	// AttachedTo is the activity that a boundary event stands on.
	AttachedTo string

	// Default is the flow an activity or a gateway takes when no condition holds.
	Default string
	// ForCompensation marks an activity that only undoes another.
	ForCompensation bool
	Loop            *Loop
	// Inputs and Outputs tie an activity or event to data.
	Inputs, Outputs []*DataAssociation

	// Message is what a send or receive task sends or receives.
	Message string
	// Instantiate: a receive task or event-based gateway that starts an instance.
	Instantiate bool
	// Script and ScriptFormat belong to a script task.
	Script, ScriptFormat string
	// Called is the id of the process or global task of a call activity.
	Called string

	// Activation belongs to a complex gateway.
	Activation *Expression

	// Body is the content of a sub-process; never nil for one that was read.
	Body *Scope
	// ByEvent: an event sub-process, started by its start event.
	ByEvent bool
	// Completion belongs to an ad-hoc sub-process.
	Completion *Expression
}

// EventKind is what an event definition is about.
type EventKind string

// The kinds of event definition. The element's name is the kind followed by
// "EventDefinition".
const (
	EventMessage     EventKind = "message"
	EventTimer       EventKind = "timer"
	EventSignal      EventKind = "signal"
	EventError       EventKind = "error"
	EventEscalation  EventKind = "escalation"
	EventConditional EventKind = "conditional"
	EventLink        EventKind = "link"
	EventCompensate  EventKind = "compensate"
	EventCancel      EventKind = "cancel"
	EventTerminate   EventKind = "terminate"
)

// EventDefinition says what an event waits for or causes.
type EventDefinition struct {
	Base
	Kind EventKind
	// Ref is the id of the message, signal, error, escalation, or of the
	// activity that is compensated.
	Ref string
	// Timer and Time belong to a timer.
	Timer TimerKind
	Time  *Expression
	// Condition belongs to a conditional event.
	Condition *Expression
	// Name belongs to a link.
	Name string
}

// TimerKind says how the Time of a timer is meant; it is the element's name.
type TimerKind string

// The kinds of timer.
const (
	TimeDate     TimerKind = "timeDate"
	TimeDuration TimerKind = "timeDuration"
	TimeCycle    TimerKind = "timeCycle"
)

// Loop says that an activity is done several times.
type Loop struct {
	Base
	// Multi: once for each of several (multi-instance); otherwise it is
	// repeated until a condition no longer holds (standard loop).
	Multi bool
	// Sequential belongs to multi-instance: one after another.
	Sequential bool
	// Cardinality and Completion belong to multi-instance.
	Cardinality, Completion *Expression
	// Items is multi-instance's loopDataInputRef: the collection it goes
	// through. What each one is called is ItemName.
	Items string
	// TestBefore and Condition belong to a standard loop.
	TestBefore bool
	Condition  *Expression
}

// ItemName is what one of Items is called within the activity, or "".
func (l *Loop) ItemName() string {
	for i := range l.Rest {
		if l.Rest[i].Name == inputDataItem {
			return l.Rest[i].Get("name")
		}
	}
	return ""
}

// SetItemName says what one of Items is called within the activity.
func (l *Loop) SetItemName(name string) {
	item := Element{Name: inputDataItem, Attrs: []Attr{{Name{"", "name"}, name}}}
	for i := range l.Rest {
		if l.Rest[i].Name == inputDataItem {
			l.Rest[i] = item
			return
		}
	}
	l.Rest = append(l.Rest, item)
}

var inputDataItem = Name{SpaceModel, "inputDataItem"}

// DataAssociation moves data into or out of a node.
type DataAssociation struct {
	Base
	Sources []string
	Target  string
}
