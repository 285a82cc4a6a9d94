package checklist

// Reading is what a row says, as far as it can be read. It is made from the
// cells alone; the cells stay the truth.
type Reading struct {
	// Title is the task's name, and TitleAt where it stands in the what cell.
	Title   string
	TitleAt Span
	// Guide are the bullets, or the lines, that follow the title.
	Guide []string
	// First is who has the task, "" if nobody is named; FirstAt is where it
	// stands in the who cell.
	First   string
	FirstAt Span
	// Whos are all who do the task together; each is the names of those of
	// whom any one will do.
	Whos []Either
	// Parts are the bullets with a who each, where there are as many of both.
	Parts []Part
	// Decision is set where those named decide.
	Decision *Decision
	// Consulted are those the matter is discussed with.
	Consulted []Either
	// Conditions are the clauses that say whether or when ("hvis …", "når …"),
	// in the order of the row.
	Conditions []string
	Deadlines  []Deadline

	unclear []Remark // without row and position
}

// Either is the names of whom any one will do.
type Either []string

// Part is one bullet of a task that several share.
type Part struct {
	Text string
	Who  Either
}

// Decision says who decides; Joint, that it takes more than one.
type Decision struct {
	By    []Either
	Joint bool
}

// Deadline is a time limit or a wait. Amount is 0 where the text names a day or
// an event instead of a number.
type Deadline struct {
	Text   string // as it stands: "innen 14 dager etter fristen"
	Kind   DeadlineKind
	Amount int
	Unit   Unit

	column bool // it stands in a column for deadlines
}

// DeadlineKind is how a time is meant.
type DeadlineKind string

// The kinds of deadline.
const (
	Within DeadlineKind = "within" // done at the latest when the time has passed
	Latest DeadlineKind = "latest" // done at the latest then
	After  DeadlineKind = "after"  // not begun before the time has passed
)

// Unit is what an amount of time is counted in.
type Unit string

// The units of time.
const (
	Hours       Unit = "hour"
	Days        Unit = "day"
	WorkingDays Unit = "working-day"
	Weeks       Unit = "week"
	Months      Unit = "month"
	Years       Unit = "year"
)

// Interpret reads every row. Rows are read together, since the names in one
// tell where a name ends in another ("Leder Leder HTV").
func Interpret(t Table) ([]Reading, []Remark) {
	known := knownNames(t.Rows)
	var readings []Reading
	var remarks []Remark
	for i, row := range t.Rows {
		r := interpret(row, t.Columns, known)
		for _, remark := range r.unclear {
			remark.Row, remark.Position = row.Label(), i+1
			remarks = append(remarks, remark)
		}
		r.unclear = nil
		readings = append(readings, r)
	}
	return readings, remarks
}

func interpret(row Row, columns Columns, known names) Reading {
	r := Reading{}
	what := readWhat(row.What)
	r.Title, r.TitleAt, r.Guide = what.title, what.at, what.guide
	r.unclear = append(r.unclear, what.unclear...)

	who := readWho(row.Who, known, len(what.bullets))
	r.First, r.FirstAt, r.Whos = who.first, who.at, who.whos
	r.Decision, r.Consulted = who.decision, who.consulted
	r.unclear = append(r.unclear, who.unclear...)
	r.parts(what.bullets, who)

	for _, text := range append([]string{r.Title}, r.Guide...) {
		r.clauses(text)
		r.Consulted = append(r.Consulted, consultedIn(text)...)
	}
	r.clauses(plain(row.Who))
	r.extras(row, columns)
	return r
}

// parts ties bullets to who's where there are as many of both.
func (r *Reading) parts(bullets []string, who whoReading) {
	if len(who.slots) < 2 || who.decision != nil {
		return
	}
	if len(bullets) != len(who.slots) {
		if who.listed {
			r.say("parts-differ", "whos", len(who.slots), "bullets", len(bullets))
		}
		return
	}
	for i, text := range bullets {
		r.Parts = append(r.Parts, Part{Text: text, Who: who.slots[i]})
	}
	if !who.listed {
		r.say("parts-assumed", "whos", len(who.slots))
	}
}

// clauses adds the conditions and deadlines of a piece of text.
func (r *Reading) clauses(text string) {
	found := clausesIn(text)
	r.Conditions = append(r.Conditions, found.conditions...)
	r.Deadlines = append(r.Deadlines, found.deadlines...)
	for _, code := range found.unclear {
		r.say(code.code, "text", code.text)
	}
}

// extras reads a deadline out of a column for it.
func (r *Reading) extras(row Row, columns Columns) {
	for i, cell := range row.Extra {
		text := plain(cell)
		if i >= len(columns.Extra) || text == "" || !namesDeadline(columns.Extra[i]) {
			continue
		}
		if found := clausesIn(text).deadlines; len(found) > 0 {
			for _, d := range found {
				d.column = true
				r.Deadlines = append(r.Deadlines, d)
			}
			continue
		}
		d := Deadline{Text: text, Kind: Latest, column: true}
		if amount, unit, _, ok := amountAt(words(text), 0); ok {
			d.Kind, d.Amount, d.Unit = Within, amount, unit
		}
		r.Deadlines = append(r.Deadlines, d)
	}
}

func (r *Reading) say(code string, args ...any) {
	r.unclear = append(r.unclear, Remark{Code: code, Args: args})
}
