package engine

import (
	"strconv"
	"strings"

	"saksgang/process/bpmn"
)

// attributes reads what Saksgang adds to an element.
func (c *compiler) attributes(x *node, n *bpmn.Node) {
	for _, a := range n.Attrs {
		if a.Name.Space != bpmn.SpaceSaksgang {
			continue
		}
		if x.Attributes == nil {
			x.Attributes = map[string]string{}
		}
		x.Attributes[a.Name.Local] = a.Value
	}
	x.Action, x.Form, x.Escalate = n.Get("action"), n.Get("form"), n.Get("escalate")
	x.Result = n.Get("result")
	x.Documents = Words(n.Get("documents"))
	x.Guide = n.Get("guide")
	if x.Guide == "" {
		x.Guide = n.ExtensionText("guide")
	}
	x.due = c.moment(n, "deadline")
	x.remind = c.moment(n, "reminder")
	x.inputs = c.bindings(n, "input")
	x.results = c.bindings(n, "result")
}

func (c *compiler) moment(n *bpmn.Node, attribute string) *moment {
	text := strings.TrimSpace(n.Get(attribute))
	if text == "" {
		return nil
	}
	m, err := c.readMoment(n, text)
	if err != nil {
		c.faultBecause(err, &n.Base, n.Name, "process.deadline-unreadable", "attribute", attribute, "text", text)
	}
	return m
}

// bindings reads <saksgang:input name="x">= FEEL, or text</saksgang:input>.
func (c *compiler) bindings(n *bpmn.Node, local string) []binding {
	var all []binding
	for _, e := range n.Extensions(local) {
		b := binding{name: e.Get("name"), text: strings.TrimSpace(e.InnerText())}
		if b.name == "" {
			c.fault(&n.Base, n.Name, "process.mapping-without-name", "mapping", local)
			continue
		}
		if strings.HasPrefix(b.text, "=") || local == "result" {
			b.expr = c.expression(&n.Base, n.Name, b.text)
		}
		all = append(all, b)
	}
	return all
}

// kind decides what a node does.
func (c *compiler) kind(x *node, n *bpmn.Node) {
	if n.Kind.IsEvent() {
		c.event(x, n)
		return
	}
	if n.Kind.IsActivity() {
		c.activity(x, n)
		return
	}
	switch n.Kind {
	case bpmn.ExclusiveGateway:
		x.Kind = Exclusive
	case bpmn.ParallelGateway:
		x.Kind = Parallel
	case bpmn.InclusiveGateway:
		x.Kind = Inclusive
	case bpmn.EventBasedGateway:
		x.Kind, x.instantiate = EventBased, n.Instantiate
	default:
		c.unsupported(n, string(n.Kind))
	}
}

func (c *compiler) unsupported(n *bpmn.Node, what string) {
	c.fault(&n.Base, n.Name, "process.unsupported-element", "what", what)
}

func (c *compiler) activity(x *node, n *bpmn.Node) {
	switch n.Kind {
	case bpmn.UserTask:
		x.Kind = User
		if c.opts.NeedRoles && len(x.Roles) == 0 {
			c.fault(&n.Base, n.Name, "process.task-without-role")
		}
	case bpmn.ServiceTask, bpmn.BusinessRuleTask, bpmn.ScriptTask:
		x.Kind = Action
		if x.Action == "" {
			c.fault(&n.Base, n.Name, "process.task-without-action")
		}
	case bpmn.SendTask:
		c.throwing(x, n, n.Message, Throw)
	case bpmn.ReceiveTask:
		x.Kind, x.Event, x.instantiate = Catch, MessageEvent, n.Instantiate
		c.message(x, n.Message)
	case bpmn.Task, bpmn.ManualTask:
		x.Kind = Pass
		if x.Action != "" {
			x.Kind = Action
		}
	case bpmn.SubProcess, bpmn.Transaction:
		x.Kind, x.byEvent = SubProcess, n.ByEvent
	default:
		c.unsupported(n, string(n.Kind))
	}
	if x.Action != "" && (c.opts.HasAction == nil || !c.opts.HasAction(x.Action)) {
		c.fault(&n.Base, n.Name, "process.unknown-action", "action", x.Action)
	}
	for _, quantity := range []string{"startQuantity", "completionQuantity"} {
		if v := plainAttr(n, quantity); v != "" && v != "1" {
			c.unsupported(n, quantity+"="+v)
		}
	}
	if n.ForCompensation {
		c.unsupported(n, "isForCompensation")
	}
	x.loop = c.loop(n)
}

// throwing is what causes an event: by an action where one is named.
func (c *compiler) throwing(x *node, n *bpmn.Node, message string, kind Kind) {
	x.Kind, x.Event = kind, MessageEvent
	if x.Action != "" {
		x.Kind, x.Event = Action, NoEvent
	}
	c.message(x, message)
}

func (c *compiler) message(x *node, ref string) {
	x.Ref = ref
	for _, m := range c.defs.Messages {
		if m.ID == ref {
			x.Ref = m.Name
			if x.Ref == "" {
				x.Ref = m.ID
			}
			x.Key = m.Get("key")
		}
	}
	if x.Ref == "" {
		x.Ref = x.ID // a message nobody named is known by who waits for it
	}
	if own := x.Attributes["key"]; own != "" {
		x.Key = own
	}
	if x.Key != "" {
		x.key = c.expression(&c.source[x.Index].Base, x.Name, x.Key)
	}
}

func (c *compiler) loop(n *bpmn.Node) *loop {
	if n.Loop == nil {
		return nil
	}
	l := &loop{multi: n.Loop.Multi, sequential: n.Loop.Sequential, before: n.Loop.TestBefore, items: n.Loop.Items, item: n.Loop.ItemName()}
	if e := n.Loop.Condition; e != nil {
		l.when = c.expression(&n.Base, n.Name, e.Text)
	}
	if e := n.Loop.Completion; e != nil {
		l.completion = c.expression(&n.Base, n.Name, e.Text)
	}
	if e := n.Loop.Cardinality; e != nil {
		l.cardinality = c.expression(&n.Base, n.Name, e.Text)
	}
	if most := plainAttrOf(&n.Loop.Base, "loopMaximum"); most != "" {
		number, err := strconv.Atoi(most)
		if err != nil || number < 0 {
			c.unsupported(n, "loopMaximum="+most)
		}
		l.most = number
	}
	switch behavior := plainAttrOf(&n.Loop.Base, "behavior"); behavior {
	case "", "All":
	default:
		c.unsupported(n, "behavior="+behavior)
	}
	if l.multi && l.cardinality == nil && l.items == "" {
		c.fault(&n.Base, n.Name, "process.loop-without-number")
	}
	return l
}

// plainAttr is an attribute of BPMN's own that the model has no field for.
func plainAttr(n *bpmn.Node, local string) string { return plainAttrOf(&n.Base, local) }

func plainAttrOf(b *bpmn.Base, local string) string {
	for _, a := range b.Attrs {
		if a.Name.Space == "" && a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
