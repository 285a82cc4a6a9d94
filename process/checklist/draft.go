package checklist

import (
	"strconv"
	"strings"
	"unicode"

	"saksgang/process/bpmn"
)

// DraftOptions decide what a table does not say.
type DraftOptions struct {
	// Name is the process's name; "" takes the table's, else Untitled.
	Name string
	// Untitled names a process without a name, and Nobody the lane of rows that
	// name nobody. Empty ones are "Sjekkliste" and "Ikke angitt".
	Untitled, Nobody string
}

// The saksgang extension elements of a draft. Attributes are listed; text is
// the reading's text.
//
//	process  checklist number what who, with column name   the header of a table with further columns
//	lane     nobody                                        marks the lane of rows that name nobody
//	task     row number what who title first lane,         the cells, what stood as title and first who,
//	         with cell text                                and its lane where that is spelled otherwise
//	         guide                                         one for each line of Reading.Guide
//	         part who                                      one for each of Reading.Parts
//	         decision by joint                             Reading.Decision
//	         consult who                                   one for each of Reading.Consulted
//	         condition                                     one for each of Reading.Conditions
//	         deadline kind amount unit                     one for each of Reading.Deadlines
//
// Alternatives in who and by are parted by "/", those who act together by ";".
const (
	extChecklist = "checklist"
	extColumn    = "column"
	extNobody    = "nobody"
	extRow       = "row"
	extCell      = "cell"
)

// Draft draws the table: one pool, a lane for each first who in the order they
// appear, and one user task for each row between a start and an end. Remarks
// name what could not be read with certainty.
func Draft(t Table, o DraftOptions) (*bpmn.Definitions, []Remark) {
	readings, remarks := Interpret(t)
	d := &drafter{ids: idMaker{}, lanes: map[string]*bpmn.Lane{}, options: o}
	d.begin(t, firstOf(o.Name, t.Name, o.Untitled, "Sjekkliste"))
	previous := d.process.AddNode(bpmn.StartEvent, "start", "")
	start := previous.ID
	for i, row := range t.Rows {
		task := d.task(t.Columns, row, readings[i])
		if i == 0 {
			lane := d.process.LaneOf(task.ID)
			lane.Nodes = append([]string{start}, lane.Nodes...)
		}
		d.process.Connect("flow-"+strconv.Itoa(i+1), previous.ID, task.ID)
		previous = task
	}
	end := d.process.AddNode(bpmn.EndEvent, "end", "")
	if lane := d.process.LaneOf(previous.ID); lane != nil {
		lane.Nodes = append(lane.Nodes, end.ID)
	}
	d.process.Connect("flow-"+strconv.Itoa(len(t.Rows)+1), previous.ID, end.ID)
	bpmn.Layout(d.definitions)
	return d.definitions, append(remarks, repeatedNumbers(t.Rows)...)
}

func firstOf(names ...string) string {
	for _, name := range names {
		if name = plain(name); name != "" {
			return name
		}
	}
	return ""
}

func repeatedNumbers(rows []Row) []Remark {
	var remarks []Remark
	first := map[string]int{}
	for i, row := range rows {
		label := row.Label()
		if at, taken := first[label]; taken && label != "" {
			remarks = append(remarks, row.remark(i+1, "number-repeated", "first", at, "position", i+1))
			continue
		}
		first[label] = i + 1
	}
	return remarks
}

type drafter struct {
	definitions *bpmn.Definitions
	process     *bpmn.Process
	ids         idMaker
	lanes       map[string]*bpmn.Lane // by name made alike; "" is nobody's
	options     DraftOptions
}

func (d *drafter) begin(t Table, name string) {
	d.definitions = bpmn.New("definitions", name)
	d.process = d.definitions.AddProcess("process", name)
	d.definitions.AddPool("pool", name, d.process.ID)
	if !hasNames(t.Columns.Extra) { // text without a header gives the same drawing
		return
	}
	head := bpmn.NewElement(extChecklist, "", pairs("number", t.Columns.Number, "what", t.Columns.What, "who", t.Columns.Who)...)
	for _, column := range t.Columns.Extra {
		head.Content = append(head.Content, bpmn.NewElement(extColumn, "", "name", column))
	}
	d.process.Extend(head)
}

// pairs leaves out the attributes without a value.
func pairs(all ...string) []string {
	var kept []string
	for i := 0; i+1 < len(all); i += 2 {
		if all[i+1] != "" {
			kept = append(kept, all[i], all[i+1])
		}
	}
	return kept
}

func (d *drafter) task(columns Columns, row Row, r Reading) *bpmn.Node {
	task := d.process.AddNode(bpmn.UserTask, d.ids.make("task", row.Label()), r.Title)
	lane := d.lane(r.First)
	lane.Nodes = append(lane.Nodes, task.ID)
	task.Extend(rowElement(row, r))
	for _, e := range r.elements() {
		task.Extend(e)
	}
	if note := r.note(columns, row); note != "" {
		d.process.Annotate("note-"+task.ID, note, task.ID)
	}
	return task
}

func (d *drafter) lane(who string) *bpmn.Lane {
	key := alike(who)
	if lane := d.lanes[key]; lane != nil {
		return lane
	}
	name := strings.TrimRight(who, ". ")
	if key == "" {
		name = firstOf(d.options.Nobody, "Ikke angitt")
	}
	lane := d.process.AddLane(d.ids.make("lane", name), name)
	if key == "" {
		lane.Set(extNobody, "true")
	}
	d.lanes[key] = lane
	return lane
}

func rowElement(row Row, r Reading) bpmn.Element {
	first, lane := r.FirstAt.of(row.Who), ""
	if alike(first) != alike(r.First) { // markup stands within the name
		lane = r.First
	}
	e := bpmn.NewElement(extRow, "", pairs("number", row.Number, "what", row.What, "who", row.Who,
		"title", r.TitleAt.of(row.What), "first", first, "lane", lane)...)
	for _, cell := range row.Extra {
		e.Content = append(e.Content, bpmn.NewElement(extCell, "", "text", cell))
	}
	return e
}

// elements are the reading as extension elements, for those who run the task.
func (r Reading) elements() []bpmn.Element {
	var all []bpmn.Element
	add := func(name, text string, attributes ...string) {
		all = append(all, bpmn.NewElement(name, text, pairs(attributes...)...))
	}
	for _, text := range r.Guide {
		add("guide", text)
	}
	for _, p := range r.Parts {
		add("part", p.Text, "who", p.Who.String())
	}
	if r.Decision != nil {
		add("decision", "", "by", together(r.Decision.By), "joint", strconv.FormatBool(r.Decision.Joint))
	}
	for _, who := range r.Consulted {
		add("consult", "", "who", who.String())
	}
	for _, text := range r.Conditions {
		add("condition", text)
	}
	for _, l := range r.Deadlines {
		amount := ""
		if l.Amount > 0 {
			amount = strconv.Itoa(l.Amount)
		}
		add("deadline", l.Text, "kind", string(l.Kind), "amount", amount, "unit", string(l.Unit))
	}
	return all
}

// String is the alternatives with "/" between them.
func (e Either) String() string { return strings.Join(e, "/") }

func together(whos []Either) string {
	var all []string
	for _, who := range whos {
		all = append(all, who.String())
	}
	return strings.Join(all, "; ")
}

// idMaker makes ids that are XML names and not taken.
type idMaker map[string]int

func (m idMaker) make(kind, name string) string {
	id := kind
	for _, w := range words(name) {
		id += "-" + asciiWord(w.text)
	}
	m[id]++
	for n := m[id]; n > 1; n = m[id] {
		next := id + "-again-" + strconv.Itoa(n)
		if m[next] == 0 {
			m[next]++
			return next
		}
		m[id]++
	}
	return id
}

var asciiLetters = strings.NewReplacer("æ", "ae", "ø", "o", "å", "a", "ä", "a", "ö", "o", "é", "e", "ü", "u")

// asciiWord spells a word with the letters that every tool takes in an id.
func asciiWord(w string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return 'x'
		}
		return r
	}, asciiLetters.Replace(w))
}
