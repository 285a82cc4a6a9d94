package bpmn

import "io"

// Read reads a BPMN 2.0 file in any encoding and with any prefixes, within
// the default limits. A *ReadError says where and why it cannot be read;
// other errors come from r.
func Read(r io.Reader) (*Definitions, error) { return ReadWithin(r, Limits{}) }

// ReadWithin is Read with limits of the caller's choosing.
func ReadWithin(r io.Reader, limits Limits) (*Definitions, error) {
	root, err := parse(r, limits)
	if err != nil {
		return nil, err
	}
	if root.name != (Name{SpaceModel, "definitions"}) {
		return nil, readError(root.at, "bpmn.not-bpmn", "the file begins with <{found}>, not with definitions of BPMN 2.0", "found", root.raw)
	}
	rd := &reader{}
	d := rd.definitions(root)
	if rd.err != nil {
		return nil, rd.err
	}
	return d, nil
}

func (r *reader) definitions(x *xmlNode) *Definitions {
	c := r.open(x)
	d := &Definitions{}
	c.base(&d.Base)
	d.Name = c.attr("name")
	d.TargetNamespace = c.attr("targetNamespace")
	r.target = d.TargetNamespace
	for i, a := range x.attrs {
		if a.Name.Space == spaceXMLNS {
			c.attrs[i] = true
			d.Namespaces = append(d.Namespaces, Namespace{a.Name.Local, a.Value})
		}
	}
	r.roots(c, d)
	for _, k := range c.all(SpaceModel, "process") {
		d.Processes = append(d.Processes, r.process(k))
	}
	if k := c.one(SpaceModel, "collaboration"); k != nil {
		d.Collaboration = r.collaboration(k)
	}
	for _, k := range c.all(SpaceDiagram, "BPMNDiagram") {
		d.Diagrams = append(d.Diagrams, r.diagram(k))
	}
	c.rest(&d.Base)
	return d
}

// roots reads the small root elements that others refer to.
func (r *reader) roots(c *cursor, d *Definitions) {
	for _, k := range c.all(SpaceModel, "message") {
		m, in := &Message{}, r.open(k)
		in.base(&m.Base)
		m.Name, m.ItemRef = in.attr("name"), in.ref("itemRef")
		in.rest(&m.Base)
		d.Messages = append(d.Messages, m)
	}
	for _, k := range c.all(SpaceModel, "signal") {
		s, in := &Signal{}, r.open(k)
		in.base(&s.Base)
		s.Name = in.attr("name")
		in.rest(&s.Base)
		d.Signals = append(d.Signals, s)
	}
	for _, k := range c.all(SpaceModel, "error") {
		e, in := &Error{}, r.open(k)
		in.base(&e.Base)
		e.Name, e.Code = in.attr("name"), in.attr("errorCode")
		in.rest(&e.Base)
		d.Errors = append(d.Errors, e)
	}
	for _, k := range c.all(SpaceModel, "escalation") {
		e, in := &Escalation{}, r.open(k)
		in.base(&e.Base)
		e.Name, e.Code = in.attr("name"), in.attr("escalationCode")
		in.rest(&e.Base)
		d.Escalations = append(d.Escalations, e)
	}
	for _, k := range c.eventDefinitions() {
		d.Events = append(d.Events, r.eventDefinition(k))
	}
}

func (r *reader) collaboration(x *xmlNode) *Collaboration {
	c, out := r.open(x), &Collaboration{}
	c.base(&out.Base)
	out.Name = c.attr("name")
	for _, k := range c.all(SpaceModel, "participant") {
		p, in := &Participant{}, r.open(k)
		in.base(&p.Base)
		p.Name, p.Process = in.attr("name"), in.ref("processRef")
		in.rest(&p.Base)
		out.Participants = append(out.Participants, p)
	}
	for _, k := range c.all(SpaceModel, "messageFlow") {
		f, in := &MessageFlow{}, r.open(k)
		in.base(&f.Base)
		f.Name, f.Message = in.attr("name"), in.ref("messageRef")
		f.Source, f.Target = in.ref("sourceRef"), in.ref("targetRef")
		in.rest(&f.Base)
		out.MessageFlows = append(out.MessageFlows, f)
	}
	c.artifacts(&out.Artifacts)
	c.rest(&out.Base)
	return out
}

func (r *reader) process(x *xmlNode) *Process {
	c, p := r.open(x), &Process{}
	c.base(&p.Base)
	p.Name = c.attr("name")
	p.Executable = c.is("isExecutable")
	c.scope(&p.Scope)
	c.rest(&p.Base)
	return p
}

// scope takes what a process and a sub-process have in common.
func (c *cursor) scope(s *Scope) {
	for _, k := range c.all(SpaceModel, "laneSet") {
		s.LaneSets = append(s.LaneSets, c.laneSet(k))
	}
	for _, k := range c.all(SpaceModel, "sequenceFlow") {
		s.Flows = append(s.Flows, c.sequenceFlow(k))
	}
	flows := indexFlows(s.Flows)
	for i, k := range c.x.children {
		if k.name.Space != SpaceModel || c.kids[i] {
			continue
		}
		if Kind(k.name.Local).known() {
			c.kids[i] = true
			s.Nodes = append(s.Nodes, c.node(k, flows))
		}
	}
	for _, k := range c.all(SpaceModel, string(DataObject), string(DataObjectReference), string(DataStoreReference)) {
		s.Data = append(s.Data, c.data(k))
	}
	c.artifacts(&s.Artifacts)
}

func (r *reader) laneSet(x *xmlNode) *LaneSet {
	c, set := r.open(x), &LaneSet{}
	c.base(&set.Base)
	set.Name = c.attr("name")
	for _, k := range c.all(SpaceModel, "lane") {
		l, in := &Lane{}, r.open(k)
		in.base(&l.Base)
		l.Name = in.attr("name")
		l.Nodes = in.refs("flowNodeRef")
		if child := in.one(SpaceModel, "childLaneSet"); child != nil {
			l.Child = r.laneSet(child)
		}
		in.rest(&l.Base)
		set.Lanes = append(set.Lanes, l)
	}
	c.rest(&set.Base)
	return set
}

func (r *reader) sequenceFlow(x *xmlNode) *Flow {
	c, f := r.open(x), &Flow{}
	c.base(&f.Base)
	f.Name = c.attr("name")
	f.Source, f.Target = c.ref("sourceRef"), c.ref("targetRef")
	f.Condition = c.expression("conditionExpression")
	c.rest(&f.Base)
	return f
}

// expression takes the child with this name as an expression, nil if absent.
func (c *cursor) expression(local string) *Expression {
	x := c.one(SpaceModel, local)
	if x == nil {
		return nil
	}
	in, e := c.open(x), &Expression{}
	in.base(&e.Base)
	e.Language = in.attr("language")
	for i, a := range x.attrs {
		if a.Name == (Name{SpaceXSI, "type"}) && in.isFormal(a.Value) {
			in.attrs[i] = true
			e.Formal = true
		}
	}
	elements := false
	for i, k := range x.children {
		if k.isText() {
			e.Text += string(k.text)
			in.kids[i] = true
			continue
		}
		elements = true
	}
	if elements && blank(e.Text) {
		e.Text = ""
	}
	in.rest(&e.Base)
	return e
}

func (c *cursor) isFormal(typeName string) bool {
	prefix, local, ok := cutPrefix(typeName)
	uri, known := c.x.prefixes.lookup(prefix)
	return local == "tFormalExpression" && known && (uri == SpaceModel || !ok)
}

func (r *reader) data(x *xmlNode) *Data {
	c, d := r.open(x), &Data{Kind: DataKind(x.name.Local)}
	c.base(&d.Base)
	d.Name = c.attr("name")
	switch d.Kind {
	case DataObject:
		d.Collection = c.is("isCollection")
	case DataObjectReference:
		d.Ref = c.ref("dataObjectRef")
	case DataStoreReference:
		d.Ref = c.ref("dataStoreRef")
	}
	c.rest(&d.Base)
	return d
}

func (c *cursor) artifacts(a *Artifacts) {
	for _, k := range c.all(SpaceModel, "textAnnotation") {
		n, in := &Annotation{}, c.open(k)
		in.base(&n.Base)
		n.Format = in.attr("textFormat")
		n.Text = in.plain("text")
		in.rest(&n.Base)
		a.Annotations = append(a.Annotations, n)
	}
	for _, k := range c.all(SpaceModel, "association") {
		t, in := &Association{}, c.open(k)
		in.base(&t.Base)
		t.Source, t.Target = in.ref("sourceRef"), in.ref("targetRef")
		t.Direction = in.attr("associationDirection")
		in.rest(&t.Base)
		a.Associations = append(a.Associations, t)
	}
	for _, k := range c.all(SpaceModel, "group") {
		g, in := &Group{}, c.open(k)
		in.base(&g.Base)
		g.Category = in.ref("categoryValueRef")
		in.rest(&g.Base)
		a.Groups = append(a.Groups, g)
	}
}
