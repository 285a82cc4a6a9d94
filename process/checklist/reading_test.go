package checklist_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"saksgang/process/checklist"
)

// read interprets one row, in a table where these others are named too.
func read(row checklist.Row, others ...string) (checklist.Reading, []string) {
	table := checklist.Table{Rows: []checklist.Row{row}}
	for _, who := range others {
		table.Rows = append(table.Rows, checklist.Row{What: "x", Who: who})
	}
	readings, remarks := checklist.Interpret(table)
	var codes []string
	for _, r := range remarks {
		if r.Position == 1 {
			codes = append(codes, r.Code)
		}
	}
	return readings[0], codes
}

func TestTheTitleIsWhatStandsBeforeTheList(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, cell, title string
		guide             []string
		remark            string
	}{
		{"one line is the title", "Ring søkeren", "Ring søkeren", nil, ""},
		{"lines with dashes are bullets", "Ring\n- si ifra\n- noter", "Ring", []string{"si ifra", "noter"}, ""},
		{"numbered lines are bullets", "Ring:\n1. si ifra\n2) noter", "Ring", []string{"si ifra", "noter"}, ""},
		{"a bullet goes on in the next line", "Ring\n- si ifra\n  i god tid\n- noter", "Ring", []string{"si ifra i god tid", "noter"}, ""},
		{"lines without dashes are guide too", "Ring<br>Si ifra<br/>Noter", "Ring", []string{"Si ifra", "Noter"}, ""},
		{"a list in HTML", "Ring <ul class=\"a\"><li>si ifra</li><li>noter</li></ul>", "Ring", []string{"si ifra", "noter"}, ""},
		{"a list flattened to one line", "Ring <ul style=\"none\"> - si ifra - noter (mai - juni) ", "Ring", []string{"si ifra", "noter (mai - juni)"}, ""},
		{"two dashes in one line are bullets", "Ring - si ifra - noter", "Ring", []string{"si ifra", "noter"}, ""},
		{"a dash between numbers is none", "Ring kl 10 - 12", "Ring kl 10 - 12", nil, ""},
		{"one dash is unclear", "Opplæring - felles", "Opplæring - felles", nil, "dash"},
		{"emphasis is no part of the title", "**Ring**", "Ring", nil, ""},
		{"only bullets leave no title", "- si ifra\n- noter", "si ifra", []string{"noter"}, "no-title"},
		{"a long text is cut at its first sentence", "Avdelingen gjennomgår alle søknader som er kommet inn før fristen, også ev. sene. Hun noterer hvem som er kalt inn.", "Avdelingen gjennomgår alle søknader som er kommet inn før fristen, også ev. sene.", []string{"Hun noterer hvem som er kalt inn."}, ""},
		{"an empty cell has none", "  ", "", nil, "no-what"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, remarks := read(checklist.Row{What: c.cell, Who: "Leder"})
			var want []string
			if c.remark != "" {
				want = []string{c.remark}
			}
			if got.Title != c.title || !cmp.Equal(got.Guide, c.guide) || !cmp.Equal(remarks, want) {
				t.Errorf("title %q, guide %q, remarks %v", got.Title, got.Guide, remarks)
			}
		})
	}
}

func TestWhoIsReadFromTheCell(t *testing.T) {
	t.Parallel()
	type e = checklist.Either
	for _, c := range []struct {
		name, cell string
		first      string
		whos       []e
		decision   *checklist.Decision
		consulted  []e
	}{
		{"a final dot is no part of the name", " Leder. ", "Leder", []e{{"Leder"}}, nil, nil},
		{"a slash is either, a comma is both", "Leder/kommunalsjef, Personalkontor.", "Leder", []e{{"Leder", "kommunalsjef"}, {"Personalkontor"}}, nil, nil},
		{"og is both", "rektor og HR", "rektor", []e{{"rektor"}, {"HR"}}, nil, nil},
		{"och is both, eller is either", "Chef eller HR och facket", "Chef", []e{{"Chef", "HR"}, {"facket"}}, nil, nil},
		{"og/eller is either", "Leder og/eller HR", "Leder", []e{{"Leder", "HR"}}, nil, nil},
		{"a hyphen holds a name together", "Plan- og byggavdelingen og Leder", "Plan- og byggavdelingen", []e{{"Plan- og byggavdelingen"}, {"Leder"}}, nil, nil},
		{"brackets are part of their name", "Leder (skole, SFO)", "Leder (skole, SFO)", []e{{"Leder (skole, SFO)"}}, nil, nil},
		{"two who decide, decide together", "Kommunalsjef og personalkontoret avgjør. Drofter med tillitsvalgt/HTV", "Kommunalsjef", []e{{"Kommunalsjef"}, {"personalkontoret"}}, &checklist.Decision{By: []e{{"Kommunalsjef"}, {"personalkontoret"}}, Joint: true}, []e{{"tillitsvalgt", "HTV"}}},
		{"one who decides, decides alone", "Rådmannen avgjør", "Rådmannen", []e{{"Rådmannen"}}, &checklist.Decision{By: []e{{"Rådmannen"}}}, nil},
		{"Danish", "Leder og HR afgør efter drøftelse med TR.", "Leder", []e{{"Leder"}, {"HR"}}, &checklist.Decision{By: []e{{"Leder"}, {"HR"}}, Joint: true}, []e{{"TR"}}},
		{"Swedish", "Chef och HR beslutar i samråd med facket", "Chef", []e{{"Chef"}, {"HR"}}, &checklist.Decision{By: []e{{"Chef"}, {"HR"}}, Joint: true}, []e{{"facket"}}},
		{"consulted before the decision", "Leder drøfter med HTV og avgjør", "Leder", []e{{"Leder"}}, &checklist.Decision{By: []e{{"Leder"}}}, []e{{"HTV"}}},
		{"decided by, in the passive", "Avgjøres av Leder og HR", "Leder", []e{{"Leder"}, {"HR"}}, &checklist.Decision{By: []e{{"Leder"}, {"HR"}}, Joint: true}, nil},
		{"when is no part of who", "Leder, ev. HR hvis det trengs", "Leder", []e{{"Leder"}, {"HR"}}, nil, nil},
		{"markup is no part of who", "<p><b>Leder</b></p>", "Leder", []e{{"Leder"}}, nil, nil},
		{"lines are several", "- Leder\n- HR", "Leder", []e{{"Leder"}, {"HR"}}, nil, nil},
		{"nobody", " – ", "", nil, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, _ := read(checklist.Row{What: "x", Who: c.cell})
			type answer struct {
				First     string
				Whos      []e
				Decision  *checklist.Decision
				Consulted []e
			}
			if diff := cmp.Diff(answer{c.first, c.whos, c.decision, c.consulted}, answer{got.First, got.Whos, got.Decision, got.Consulted}, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBulletsAndWhosMakeParts(t *testing.T) {
	t.Parallel()
	three := "Søknader\n- motta\n- vurder\n- velg"
	for _, c := range []struct {
		name, what, who string
		others          []string
		parts           []string
		remarks         []string
	}{
		{"one on each line", three, "Leder\nLeder\nUtvalget/ nemnda", nil, []string{"Leder", "Leder", "Utvalget/nemnda"}, nil},
		{"side by side, known from other rows", three, "Leder Leder Utvalget/ nemnda", []string{"Leder", "Utvalget"}, []string{"Leder", "Leder", "Utvalget/nemnda"}, []string{"side-by-side"}},
		{"side by side, the first known and as many as bullets", three, "Leder HTV HR", []string{"Leder"}, []string{"Leder", "HTV", "HR"}, []string{"side-by-side"}},
		{"names with two capitals are one", three, "Per Hansen", []string{"Leder"}, nil, nil},
		{"a comma is probably parts", "x\n- a\n- b", "Leder, HR", nil, []string{"Leder", "HR"}, []string{"parts-assumed"}},
		{"who decide together have no parts", "x\n- a\n- b", "Leder og HR avgjør", nil, nil, nil},
		{"lines that do not fit the bullets", "x\n- a", "Leder\nHR", nil, nil, []string{"parts-differ"}},
		{"one who has all bullets", three, "Leder", nil, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, remarks := read(checklist.Row{What: c.what, Who: c.who}, c.others...)
			var parts []string
			for _, p := range got.Parts {
				parts = append(parts, p.Who.String())
			}
			if !cmp.Equal(parts, c.parts) || !cmp.Equal(remarks, c.remarks) {
				t.Errorf("parts %q, remarks %v", parts, remarks)
			}
		})
	}
}

func TestConditionsAndWaitsAreFound(t *testing.T) {
	t.Parallel()
	type d = checklist.Deadline
	for _, c := range []struct {
		text       string
		conditions []string
		deadlines  []d
		remarks    []string
	}{
		{"Hent politiattest der det er et krav (hvis i tvil, spør HR)", []string{"der det er et krav", "hvis i tvil"}, nil, nil},
		{"Dersom ingen er kvalifisert, lys ut på nytt", []string{"Dersom ingen er kvalifisert"}, nil, nil},
		{"Legg den i saken, om leder ønsker det", []string{"om leder ønsker det"}, nil, nil},
		{"Beställ dator om den anställde behöver en", []string{"om den anställde behöver en"}, nil, nil},
		{"Svar på søknad om permisjon", nil, nil, nil},
		{"Sørg for skriv om våren", nil, nil, []string{"om"}},
		{"Send svar innen 14 dager etter fristen", nil, []d{{Text: "innen 14 dager etter fristen", Kind: checklist.Within, Amount: 14, Unit: checklist.Days}}, nil},
		{"Svara inom fem arbetsdagar", nil, []d{{Text: "inom fem arbetsdagar", Kind: checklist.Within, Amount: 5, Unit: checklist.WorkingDays}}, nil},
		{"Svar inden 2-3 uger, hvis sagen er klar", []string{"hvis sagen er klar"}, []d{{Text: "inden 2-3 uger", Kind: checklist.Within, Amount: 3, Unit: checklist.Weeks}}, nil},
		{"Meld frå seinast 1. mai", nil, []d{{Text: "seinast 1. mai", Kind: checklist.Latest}}, nil},
		{"Bekreft senest tre måneder før", nil, []d{{Text: "senest tre måneder før", Kind: checklist.Latest, Amount: 3, Unit: checklist.Months}}, nil},
		{"Purr etter 10 virkedager", nil, []d{{Text: "etter 10 virkedager", Kind: checklist.After, Amount: 10, Unit: checklist.WorkingDays}}, nil},
		{"Ring igen om 3 dagar", nil, []d{{Text: "om 3 dagar", Kind: checklist.After, Amount: 3, Unit: checklist.Days}}, nil},
		{"Reply within 10 working days if asked", []string{"if asked"}, []d{{Text: "within 10 working days", Kind: checklist.Within, Amount: 10, Unit: checklist.WorkingDays}}, nil},
		{"Ansatte inom vården", nil, nil, nil},
		{"Erfaring innen helse", nil, nil, []string{"within"}},
		{"Send skjema når brukernavnet er klart", []string{"når brukernavnet er klart"}, nil, nil},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			got, remarks := read(checklist.Row{What: c.text, Who: "Leder"})
			if diff := cmp.Diff(c.conditions, got.Conditions); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.deadlines, got.Deadlines, cmpopts.IgnoreUnexported(d{})); diff != "" {
				t.Error(diff)
			}
			if !cmp.Equal(remarks, c.remarks) {
				t.Errorf("remarks %v", remarks)
			}
		})
	}
}

func TestAColumnForDeadlinesIsRead(t *testing.T) {
	t.Parallel()
	table := parse(t, "Nr\tHva\tHvem\tFrist\n1\tRing\tLeder\t14 dager\n2\tSkriv\tLeder\t1. mai\n3\tVent\tLeder\tinnen 2 uker\n4\tx\tLeder\t\n")
	readings, _ := checklist.Interpret(table)
	type d = checklist.Deadline
	for i, want := range [][]d{
		{{Text: "14 dager", Kind: checklist.Within, Amount: 14, Unit: checklist.Days}},
		{{Text: "1. mai", Kind: checklist.Latest}},
		{{Text: "innen 2 uker", Kind: checklist.Within, Amount: 2, Unit: checklist.Weeks}},
		nil,
	} {
		if diff := cmp.Diff(want, readings[i].Deadlines, cmpopts.IgnoreUnexported(d{})); diff != "" {
			t.Errorf("row %d: %s", i+1, diff)
		}
	}
}
