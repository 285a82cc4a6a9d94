package checklist

import (
	"cmp"
	"container/heap"
	"strings"

	"saksgang/process/bpmn"
)

// Rows reads a drawing as a table: one row for each task and call, in the order
// of the flow, those of a sub-process in its place. Remarks name the rows whose
// new who reads otherwise than it was drawn.
func Rows(d *bpmn.Definitions) (Table, []Remark) {
	b := &backReader{definitions: d}
	for _, p := range inPoolOrder(d) {
		b.pool = ""
		if pool := d.PoolOf(p.ID); pool != nil {
			b.pool = plain(pool.Name)
		}
		if b.table.Name == "" {
			b.table.Name = firstOf(p.Name, b.pool)
		}
		b.header(p)
		b.scope(&p.Scope, b.pool)
	}
	return b.table, b.remarks
}

// inPoolOrder lists the processes as their pools stand, then those without.
func inPoolOrder(d *bpmn.Definitions) []*bpmn.Process {
	var ordered []*bpmn.Process
	seen := map[*bpmn.Process]bool{nil: true}
	add := func(p *bpmn.Process) {
		if !seen[p] {
			seen[p] = true
			ordered = append(ordered, p)
		}
	}
	if d.Collaboration != nil {
		for _, pool := range d.Collaboration.Participants {
			add(d.Process(pool.Process))
		}
	}
	for _, p := range d.Processes {
		add(p)
	}
	return ordered
}

type backReader struct {
	definitions *bpmn.Definitions
	pool        string
	table       Table
	remarks     []Remark
}

func (b *backReader) header(p *bpmn.Process) {
	for _, e := range p.Extensions(extChecklist) {
		columns := Columns{Number: e.Get("number"), What: e.Get("what"), Who: e.Get("who")}
		for _, column := range e.Children(extColumn) {
			columns.Extra = append(columns.Extra, column.Get("name"))
		}
		if len(b.table.Rows) == 0 {
			b.table.Columns = columns
		}
	}
}

// scope adds the rows of a process or sub-process; who is whose they are where
// no lane says so.
func (b *backReader) scope(s *bpmn.Scope, who string) {
	for _, n := range flowOrder(s) {
		lane := s.LaneOf(n.ID)
		name := who
		if lane != nil && plain(lane.Name) != "" {
			name = plain(lane.Name)
		}
		switch {
		case n.Body != nil && hasTasks(n.Body):
			b.scope(n.Body, name)
		case n.Kind.IsActivity():
			b.row(n, lane, name)
		}
	}
}

func hasTasks(s *bpmn.Scope) bool {
	for _, n := range s.Nodes {
		if n.Kind.IsActivity() {
			return true
		}
	}
	return false
}

func (b *backReader) row(n *bpmn.Node, lane *bpmn.Lane, who string) {
	drawn, ok := Drawn(n)
	if !ok {
		b.table.Rows = append(b.table.Rows, Row{What: plain(n.Name), Who: who})
		return
	}
	row := drawn.Row
	row.What = drawn.renamed(n.Name)
	unnamed := lane == nil || drawn.First == "" && lane.Get(extNobody) == "true"
	if !unnamed {
		row.Who = drawn.moved(lane.Name)
	}
	b.table.Rows = append(b.table.Rows, row)
	if row.Who != drawn.Who {
		b.remarkOnMove(row, plain(lane.Name))
	}
}

// remarkOnMove names what the new who cell says that its mover may not mean.
func (b *backReader) remarkOnMove(row Row, lane string) {
	who := readWho(row.Who, nil, 0)
	if alike(who.first) != alike(lane) {
		b.remarks = append(b.remarks, row.remark(len(b.table.Rows), "lane-reads-otherwise", "lane", lane, "who", who.first))
		return
	}
	named := 0
	for _, either := range append(who.whos, who.consulted...) {
		for _, name := range either {
			if alike(name) == alike(lane) {
				named++
			}
		}
	}
	if named > 1 {
		b.remarks = append(b.remarks, row.remark(len(b.table.Rows), "named-twice", "who", lane))
	}
}

// DrawnRow is the row that a task was drawn from, with what was read as its
// title and first who, verbatim, and the lane it was drawn in ("" for nobody's).
type DrawnRow struct {
	Row
	Title, First, Lane string
}

// Drawn returns the row that a task was drawn from; ok is false for a task that
// was made in another way.
func Drawn(n *bpmn.Node) (DrawnRow, bool) {
	found := n.Extensions(extRow)
	if len(found) == 0 {
		return DrawnRow{}, false
	}
	e := found[0]
	drawn := DrawnRow{
		Row:   Row{Number: e.Get("number"), What: e.Get("what"), Who: e.Get("who")},
		Title: e.Get("title"), First: e.Get("first"), Lane: cmp.Or(e.Get("lane"), e.Get("first")),
	}
	for _, cell := range e.Children(extCell) {
		drawn.Extra = append(drawn.Extra, cell.Get("text"))
	}
	return drawn, true
}

// renamed is the what cell with the task's present name as its title.
func (d DrawnRow) renamed(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	at := strings.Index(d.What, d.Title)
	switch {
	case plain(name) == plain(d.Title):
		return d.What
	case d.Title == "" || at < 0:
		return strings.TrimRight(name+" "+d.What, " ")
	}
	return d.What[:at] + name + d.What[at+len(d.Title):]
}

// moved is the who cell with the lane's name as its first who.
func (d DrawnRow) moved(lane string) string {
	lane = plain(lane)
	at := strings.Index(d.Who, d.First)
	switch {
	case alike(lane) == alike(d.Lane):
		return d.Who
	case d.First == "" || at < 0 || alike(d.Who) == alike(d.Lane):
		return lane
	}
	return d.Who[:at] + lane + d.Who[at+len(d.First):]
}

// flowOrder lists the nodes of a scope so that each comes after those that lead
// to it, and otherwise as they stand in the file. Where the flow goes in a ring,
// the node through which it is entered begins it.
func flowOrder(s *bpmn.Scope) []*bpmn.Node {
	leads, waiting := successors(s)
	ready := &places{}
	for i := range s.Nodes {
		if waiting[i] == 0 {
			heap.Push(ready, i)
		}
	}
	done, entered := make([]bool, len(s.Nodes)), &places{}
	rest := 0 // all before it are done
	ordered := make([]*bpmn.Node, 0, len(s.Nodes))
	for len(ordered) < len(s.Nodes) {
		if ready.Len() == 0 { // a ring
			for rest < len(done) && done[rest] {
				rest++
			}
			next := rest
			for entered.Len() > 0 {
				if i := heap.Pop(entered).(int); !done[i] {
					next = i
					break
				}
			}
			heap.Push(ready, next)
		}
		i := heap.Pop(ready).(int)
		if done[i] {
			continue
		}
		done[i] = true
		ordered = append(ordered, s.Nodes[i])
		for _, to := range leads[i] {
			if waiting[to]--; waiting[to] == 0 && !done[to] {
				heap.Push(ready, to)
			} else if !done[to] {
				heap.Push(entered, to)
			}
		}
	}
	return ordered
}

// successors gives, by place in the file, the nodes each node leads to, and
// how many lead to each. A boundary event comes after what it stands on.
func successors(s *bpmn.Scope) (leads [][]int, waiting []int) {
	place := map[string]int{}
	for i, n := range s.Nodes {
		place[n.ID] = i
	}
	leads, waiting = make([][]int, len(s.Nodes)), make([]int, len(s.Nodes))
	lead := func(source, target string) {
		from, ok := place[source]
		to, also := place[target]
		if ok && also && from != to {
			leads[from] = append(leads[from], to)
			waiting[to]++
		}
	}
	for _, f := range s.Flows {
		lead(f.Source, f.Target)
	}
	for _, n := range s.Nodes {
		if n.AttachedTo != "" {
			lead(n.AttachedTo, n.ID)
		}
	}
	return leads, waiting
}

// places is a heap of places in the file.
type places []int

func (p places) Len() int           { return len(p) }
func (p places) Less(i, j int) bool { return p[i] < p[j] }
func (p places) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *places) Push(x any)        { *p = append(*p, x.(int)) }
func (p *places) Pop() any {
	last := len(*p) - 1
	x := (*p)[last]
	*p = (*p)[:last]
	return x
}
