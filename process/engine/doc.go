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
// Sources: OMG BPMN 2.0.2, chapters 10 and 13; FEEL from DMN 1.5.
package engine
