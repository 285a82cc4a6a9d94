package engine

import (
	"slices"
	"strings"

	"saksgang/base/errs"
	"saksgang/process/bpmn"
	"saksgang/process/feel"
)

// Options are what Compile knows of the world around the drawing.
type Options struct {
	// HasAction says whether a module offers the action; nil knows none.
	HasAction func(name string) bool
	// Lanes gives roles to lanes by their name, before the lane's own attribute.
	Lanes map[string][]string
	// Names are variables whose names hold spaces or signs, for FEEL.
	Names []string
	// Language turns a condition in another language than FEEL into FEEL; nil
	// takes every text as FEEL.
	Language func(expression string) string
	// NeedRoles makes a user task that nobody does a fault.
	NeedRoles bool
}

// Compile makes the graph of a process of defs. With faults there is no graph.
func Compile(defs *bpmn.Definitions, process string, opts Options) (*Graph, []Fault) {
	p := defs.Process(process)
	if p == nil {
		return nil, []Fault{{Element: process, Code: "process.no-such-process"}}
	}
	c := &compiler{defs: defs, opts: opts, g: &Graph{ID: p.ID, Name: p.Name, byID: map[string]NodeID{}}, unread: map[int32]bool{}}
	c.g.top = c.scope(&p.Scope, None, nil, nil)
	c.joinFlows(&p.Scope)
	c.links()
	if !c.broken { // else everything behind the gap would be called unreachable
		c.checkWhole()
	}
	if len(c.faults) > 0 {
		return nil, c.faults
	}
	c.inclusiveJoins()
	c.number()
	return c.g, nil
}

type compiler struct {
	defs   *bpmn.Definitions
	opts   Options
	g      *Graph
	faults []Fault
	source []*bpmn.Node // by NodeID
	// broken says that a flow leads nowhere; unread are the flows whose
	// condition is there but cannot be read.
	broken bool
	unread map[int32]bool
}

func (c *compiler) fault(at *bpmn.Base, name, code string, args ...any) {
	f := Fault{Element: at.ID, Name: name, Line: at.Line, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		f.Args = append(f.Args, errs.Arg{Name: args[i].(string), Value: args[i+1]})
	}
	c.faults = append(c.faults, f)
}

func (c *compiler) faultBecause(cause error, at *bpmn.Base, name, code string, args ...any) {
	c.fault(at, name, code, args...)
	c.faults[len(c.faults)-1].Cause = cause
}

// scope enters the nodes of s and of the sub-processes within.
func (c *compiler) scope(s *bpmn.Scope, parent NodeID, roles []string, lane *string) scope {
	var out scope
	for _, n := range s.Nodes {
		id := NodeID(len(c.g.nodes))
		if _, twice := c.g.byID[n.ID]; twice {
			c.fault(&n.Base, n.Name, "process.id-twice")
			continue
		}
		c.g.byID[n.ID] = id
		c.g.nodes = append(c.g.nodes, node{parent: parent, byDefault: -1, host: None, link: None})
		c.source = append(c.source, n)
		x := &c.g.nodes[id]
		x.Index, x.ID, x.Name = id, n.ID, n.Name
		x.Roles, x.Lane = c.rolesOf(s, n, roles, lane)
		c.attributes(x, n)
		c.kind(x, n)
		out.nodes = append(out.nodes, id)
		if n.Body != nil && c.g.nodes[id].Kind == SubProcess {
			r, l := x.Roles, x.Lane
			body := c.scope(n.Body, id, r, &l)
			c.g.nodes[id].body = &body // the slice may have grown
		}
	}
	c.beginnings(s, &out)
	for _, n := range s.Nodes {
		if n.Kind == bpmn.BoundaryEvent {
			c.attach(s, n)
		}
	}
	return out
}

// beginnings finds where a token starts when the scope does.
func (c *compiler) beginnings(s *bpmn.Scope, out *scope) {
	explicit := slices.ContainsFunc(out.nodes, func(id NodeID) bool { return c.g.nodes[id].Kind == Start })
	for _, id := range out.nodes {
		x, n := &c.g.nodes[id], c.source[id]
		switch {
		case x.byEvent:
			out.events = append(out.events, id)
		case x.Kind == Start && x.Event == NoEvent:
			out.starts = append(out.starts, id)
		case !explicit && !x.instantiate && x.Kind != Boundary && !n.ForCompensation && !x.isLinkCatch() && len(s.Incoming(n.ID)) == 0:
			out.starts = append(out.starts, id)
		}
	}
}

func (x *node) isLinkCatch() bool { return x.Kind == Pass && x.Event == LinkEvent }

func (c *compiler) rolesOf(s *bpmn.Scope, n *bpmn.Node, inherited []string, lane *string) ([]string, string) {
	roles, name := inherited, ""
	if lane != nil {
		name = *lane
	}
	if l := s.LaneOf(n.ID); l != nil {
		name = l.Name
		if given := c.opts.Lanes[l.Name]; len(given) > 0 {
			roles = given
		} else if own := Words(l.Get("role")); len(own) > 0 {
			roles = own
		}
	}
	if own := Words(n.Get("role")); len(own) > 0 {
		roles = own
	}
	return roles, name
}

// Words splits an attribute that is a list, written with spaces or commas.
func Words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' })
}

func (c *compiler) attach(s *bpmn.Scope, n *bpmn.Node) {
	host, found := c.g.byID[n.AttachedTo]
	id := c.g.byID[n.ID]
	if on := s.Node(n.AttachedTo); !found || on == nil || !on.Kind.IsActivity() {
		c.fault(&n.Base, n.Name, "process.boundary-on-nothing", "host", n.AttachedTo)
		return
	}
	c.g.nodes[id].host = host
	c.g.nodes[id].gentle = n.NonInterrupting
	c.g.nodes[host].boundaries = append(c.g.nodes[host].boundaries, id)
}

// joinFlows enters the flows of s and of the sub-processes within.
func (c *compiler) joinFlows(s *bpmn.Scope) {
	for _, f := range s.Flows {
		from, okFrom := c.g.byID[f.Source]
		to, okTo := c.g.byID[f.Target]
		if !okFrom || !okTo || s.Node(f.Source) == nil || s.Node(f.Target) == nil {
			c.fault(&f.Base, f.Name, "process.flow-leads-nowhere", "from", f.Source, "to", f.Target)
			c.broken = true
			continue
		}
		number := int32(len(c.g.flows))
		x := flow{id: f.ID, from: from, to: to, into: int32(len(c.g.nodes[to].in))}
		if f.Condition != nil && strings.TrimSpace(f.Condition.Text) != "" {
			x.when = c.expression(&f.Base, f.Name, f.Condition.Text)
			c.unread[number] = x.when == nil
		}
		c.g.flows = append(c.g.flows, x)
		c.g.nodes[from].out = append(c.g.nodes[from].out, number)
		c.g.nodes[to].in = append(c.g.nodes[to].in, number)
		if n := c.source[from]; n.Default != "" && n.Default == f.ID {
			c.g.nodes[from].byDefault = number
		}
	}
	for _, n := range s.Nodes {
		c.checkFlows(n)
		if n.Body != nil {
			c.joinFlows(n.Body)
		}
	}
}

func (c *compiler) checkFlows(n *bpmn.Node) {
	x := &c.g.nodes[c.g.byID[n.ID]]
	if n.Default != "" && x.byDefault < 0 {
		c.fault(&n.Base, n.Name, "process.default-flow-missing", "flow", n.Default)
	}
	if (x.Kind == Exclusive || x.Kind == Inclusive) && len(x.out) > 1 {
		for _, f := range x.out {
			if c.g.flows[f].when == nil && f != x.byDefault && !c.unread[f] {
				c.fault(&n.Base, n.Name, "process.flow-without-condition", "flow", c.g.flows[f].id)
			}
		}
	}
	if x.Kind == EventBased {
		for _, f := range x.out {
			if to := &c.g.nodes[c.g.flows[f].to]; to.Kind != Catch {
				c.fault(&n.Base, n.Name, "process.choice-without-event", "node", to.ID)
			}
		}
	}
}

// expression compiles FEEL; a fault names the element, and the place in the text.
func (c *compiler) expression(at *bpmn.Base, name, text string) *feel.Expr {
	text = strings.TrimSpace(text)
	if c.opts.Language != nil {
		text = c.opts.Language(text)
	}
	text = strings.TrimSpace(strings.TrimPrefix(text, "="))
	expr, err := feel.Parse(text, c.opts.Names...)
	if err != nil {
		c.faultBecause(err, at, name, "process.expression-unreadable", "text", text)
		return nil
	}
	return expr
}

// links joins each throwing link with the catching one of its name.
func (c *compiler) links() {
	for i := range c.g.nodes {
		x := &c.g.nodes[i]
		if x.Kind != Throw || x.Event != LinkEvent {
			continue
		}
		for j := range c.g.nodes {
			if y := &c.g.nodes[j]; y.isLinkCatch() && y.Ref == x.Ref && y.parent == x.parent {
				x.link = NodeID(j)
			}
		}
		if x.link == None {
			c.fault(&c.source[i].Base, x.Name, "process.link-leads-nowhere", "link", x.Ref)
		}
	}
}
