// Package engine runs BPMN processes: it compiles a drawing once into a graph
// of small integers, and steps a plain State over it. It knows no database, no
// clock and no person: what time it is comes with each Input, and what is to
// happen outside is returned as Effects.
//
// What it promises: Step is a pure function. The same graph, state and input
// give the same state and effects, and an error leaves the given state as it
// was. A step runs until every token waits; a loop without a wait becomes an
// incident after MaxSteps passed nodes, never a hang. A condition that is
// neither true nor false is an incident too, also where there is a default
// flow: default means "none of these holds", not "nobody can tell". An
// incident keeps its token where it stands until Retry.
//
// What runs: start events (none, timer, message), end events (none, terminate,
// message, error, escalation, signal within the instance), tasks of every kind
// (script tasks only through an action), exclusive, parallel, inclusive and
// event-based gateways, intermediate timers, messages, signals and links,
// embedded sub-processes and event sub-processes, boundary events interrupting
// and not, conditional and default flows, standard loops and multi-instance.
// The rest (compensation, transactions' cancel, conditional events, complex
// gateways, ad-hoc sub-processes, call activities) is a Fault of Compile that
// names the element.
//
// # What the drawing says beside BPMN
//
// Attributes in the namespace https://saksgang.no/bpmn/1:
//
//	lane       role       who does its tasks: one or more roles, any of them
//	user task  role       instead of the lane's
//	           form       the form's key
//	           action     called with the input when the task is done
//	           deadline   "5 working days", "P14D", a date, or "= FEEL"
//	           reminder   the same, also counted from when the task opens
//	           escalate   the role that is told when the deadline has passed
//	           guide, documents
//	any task   action     the verb of a module; a send task or message event
//	                      without one delivers within the case
//	           result     the variable that takes the whole result
//	receive    key        FEEL: the message's correlation key; without it the case
//
// and extension elements: <input name="x">= FEEL, or text</input> is what an
// action or a task is given; <result name="x">= FEEL</result>, over the result
// and the variables, is what is taken over of it. Without either, each entry of
// the result becomes the variable of its name. What reads these attributes first
// is Node; Attributes has them all.
//
// Sources: OMG BPMN 2.0.2, chapters 10 and 13; FEEL from DMN 1.5.
package engine
