package bpmn_test

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"saksgang/process/bpmn"
)

// anyProcess draws processes of every shape: branches, loops, many lanes,
// nested lanes, boundary events, notes, data, sub-processes, other pools.
func anyProcess(t *rapid.T) *bpmn.Definitions {
	d := bpmn.New("d", "Prosess")
	p := d.AddProcess("p", "Prosess")
	if rapid.Bool().Draw(t, "black box above") {
		d.AddPool("above", anyName(t), "")
	}
	d.AddPool("pool", anyName(t), p.ID)
	if rapid.Bool().Draw(t, "black box below") {
		d.AddPool("below", anyName(t), "")
	}
	fillScope(t, &p.Scope, "", 2)
	fillLanes(t, &p.Scope)
	if rapid.Bool().Draw(t, "second pool") {
		q := d.AddProcess("q", "Annen")
		d.AddPool("pool2", anyName(t), q.ID)
		fillScope(t, &q.Scope, "q", 1)
		fillLanes(t, &q.Scope)
	}
	fillMessages(t, d)
	return d
}

func anyName(t *rapid.T) string {
	return rapid.SampledFrom([]string{
		"", "Leder", "Søk", "Kontroller at alle vedlegg er med og at de kan leses",
		"Intervjuutvalget/ansettelsesutvalget", "Enkeltordsomerlangtnoktilatdetmåbrytesmidtiordet",
		strings.Repeat("En lang tekst som går over mange linjer. ", 6), "To\nlinjer", "🙂 漢字 & <æøå>",
	}).Draw(t, "name")
}

var anyKinds = []bpmn.Kind{
	bpmn.Task, bpmn.UserTask, bpmn.ServiceTask, bpmn.CallActivity, bpmn.SubProcess, bpmn.StartEvent,
	bpmn.EndEvent, bpmn.IntermediateCatchEvent, bpmn.ExclusiveGateway, bpmn.ParallelGateway,
}

// fillScope adds nodes and what belongs to them; ids begin with the prefix.
func fillScope(t *rapid.T, s *bpmn.Scope, prefix string, deeper int) {
	n := rapid.IntRange(1, 12).Draw(t, "nodes")
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("%sn%d", prefix, i)
		node := s.AddNode(rapid.SampledFrom(anyKinds).Draw(t, "kind"), ids[i], anyName(t))
		if node.Body != nil && deeper > 0 {
			fillScope(t, node.Body, ids[i], deeper-1)
		}
	}
	sources := append([]string{}, ids...)
	for i := range rapid.IntRange(0, 4).Draw(t, "boundary events") {
		host := rapid.SampledFrom(ids).Draw(t, "host")
		if !s.Node(host).Kind.IsActivity() {
			continue
		}
		id := fmt.Sprintf("%sb%d", prefix, i)
		s.AddBoundary(host, id, anyName(t), bpmn.Timer(bpmn.TimeDuration, "P1D"))
		sources = append(sources, id)
	}
	everything := append([]string{}, sources...)
	for i := range rapid.IntRange(0, 2*n).Draw(t, "flows") {
		id := fmt.Sprintf("%sf%d", prefix, i)
		source := rapid.SampledFrom(sources).Draw(t, "source")
		s.Connect(id, source, rapid.SampledFrom(ids).Draw(t, "target")).Name = anyName(t)
		everything = append(everything, id)
	}
	for i := range rapid.IntRange(0, 5).Draw(t, "notes") {
		s.Annotate(fmt.Sprintf("%sa%d", prefix, i), anyName(t), rapid.SampledFrom(append([]string{"nothing"}, everything...)).Draw(t, "noted"))
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "data") {
		id := fmt.Sprintf("%sd%d", prefix, i)
		kind := rapid.SampledFrom([]bpmn.DataKind{bpmn.DataObjectReference, bpmn.DataStoreReference}).Draw(t, "kind of data")
		s.Data = append(s.Data, &bpmn.Data{Base: bpmn.Base{ID: id}, Kind: kind, Name: anyName(t)})
		for k := range rapid.IntRange(0, 3).Draw(t, "uses") {
			user := s.Node(rapid.SampledFrom(ids).Draw(t, "user"))
			if !user.Kind.IsActivity() {
				continue
			}
			user.Inputs = append(user.Inputs, &bpmn.DataAssociation{Base: bpmn.Base{ID: fmt.Sprintf("%su%d", id, k)}, Sources: []string{id}})
		}
	}
}

// fillLanes puts every node in one lane; some lanes are divided, some empty.
func fillLanes(t *rapid.T, s *bpmn.Scope) {
	n := rapid.IntRange(0, 5).Draw(t, "lanes")
	var leaves []*bpmn.Lane
	for i := range n {
		l := s.AddLane(fmt.Sprintf("%sl%d", s.Nodes[0].ID, i), anyName(t))
		leaves = append(leaves, l)
		if rapid.IntRange(0, 3).Draw(t, "divided") == 0 {
			leaves[len(leaves)-1] = l.AddLane(l.ID+"a", anyName(t))
			leaves = append(leaves, l.AddLane(l.ID+"b", anyName(t)))
		}
	}
	for _, node := range s.Nodes {
		if n > 0 && node.Kind != bpmn.BoundaryEvent {
			l := rapid.SampledFrom(leaves).Draw(t, "lane")
			l.Nodes = append(l.Nodes, node.ID)
		}
	}
}

func fillMessages(t *rapid.T, d *bpmn.Definitions) {
	var ends []string
	for _, p := range d.Collaboration.Participants {
		ends = append(ends, p.ID)
		if process := d.Process(p.Process); process != nil {
			for _, n := range process.Nodes {
				ends = append(ends, n.ID)
			}
		}
	}
	for i := range rapid.IntRange(0, 5).Draw(t, "messages") {
		d.Collaboration.MessageFlows = append(d.Collaboration.MessageFlows, &bpmn.MessageFlow{
			Base: bpmn.Base{ID: fmt.Sprintf("m%d", i)}, Name: anyName(t),
			Source: rapid.SampledFrom(ends).Draw(t, "from"), Target: rapid.SampledFrom(ends).Draw(t, "to"),
		})
	}
}
