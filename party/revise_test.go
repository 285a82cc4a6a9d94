package party

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"saksgang/base/calendar"
	"saksgang/base/period"
)

// Whatever is corrected and in whichever order, on each day the register
// believes the last thing it was told about that day, and one thing only.
func TestACorrectionHoldsOverItsPeriodAndChangesNothingOutside(t *testing.T) {
	t.Parallel()
	const first, days = calendar.Date(738000), 40
	rapid.Check(t, func(t *rapid.T) {
		var beliefs []contactRow
		told := map[calendar.Date]string{}
		for n := range rapid.IntRange(1, 8).Draw(t, "corrections") {
			from := first + calendar.Date(rapid.IntRange(0, days-2).Draw(t, "from"))
			value := Contact{Kind: Phone, Value: string(rune('a' + n)), Valid: period.Dates{From: from}}
			if rapid.Bool().Draw(t, "ends") {
				value.Valid.To = from + calendar.Date(rapid.IntRange(1, days).Draw(t, "length"))
			}
			givenUp, added := revise(beliefs, value)
			beliefs = slices.DeleteFunc(beliefs, func(b contactRow) bool { return slices.Contains(givenUp, b) })
			for _, c := range added {
				beliefs = append(beliefs, contactRow{Contact: c})
			}
			for day := first; day < first+days; day++ {
				if value.Valid.Contains(day) {
					told[day] = value.Value
				}
			}
		}
		for day := first; day < first+days; day++ {
			var believed []string
			for _, b := range beliefs {
				if b.Valid.IsEmpty() {
					t.Fatalf("an empty belief %v", b.Valid)
				}
				if b.Valid.Contains(day) {
					believed = append(believed, b.Value)
				}
			}
			if want := told[day]; len(believed) > 1 || (want == "") != (len(believed) == 0) || want != "" && believed[0] != want {
				t.Fatalf("on %v: believed %v, told %q", day, believed, want)
			}
		}
	})
}

func TestACorrectionLeavesOtherKindsAlone(t *testing.T) {
	t.Parallel()
	mail := contactRow{Contact: Contact{Kind: Mail, Value: "a@example.org", Valid: period.Dates{From: 1}}}
	givenUp, added := revise([]contactRow{mail}, Contact{Kind: Phone, Value: "22 33 44 55", Valid: period.Dates{From: 5}})
	if len(givenUp) != 0 || len(added) != 1 {
		t.Fatalf("%v %v", givenUp, added)
	}
}

func TestContactIsKeptAsWrittenOrRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind        ContactKind
		value, kept string
		fault       bool
	}{
		{Mail, " kari@example.org ", "kari@example.org", false},
		{Mail, "Kari <kari@example.org>", "", true},
		{Mail, "kari", "", true},
		{Phone, "+47 22 33 44 55", "+47 22 33 44 55", false},
		{Phone, "call me", "", true},
		{Phone, "12", "", true},
		{Address, "Storgata 1\r\n6800 Fjordvik", "Storgata 1\n6800 Fjordvik", false},
		{Address, "  ", "", true},
		{"pigeon", "home", "", true},
	} {
		kept, err := clean(c.kind, c.value)
		if kept != c.kept || (err != nil) != c.fault {
			t.Errorf("%s %q: %q, %v", c.kind, c.value, kept, err)
		}
	}
}

func TestNamesAreSortedAndFoundTheNordicWay(t *testing.T) {
	t.Parallel()
	want := []string{"Aas", "Berg", "Bergan", "Éclair", "Eide", "van Dam", "Zimmer", "Ærø", "Ökland", "Østby", "Åberg"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return slices.Compare(SortKey(a), SortKey(b)) })
	// Aas is Ås: it stands among the Å.
	want = append(want[1:10:10], "Åberg", "Aas")
	if !slices.Equal(got, want) {
		t.Errorf("sorted as %v", got)
	}
	for _, c := range []struct{ text, folded string }{
		{"Åse  AASEN", "åse åsen"},
		{"Øberg-Ödegård", "øberg ødegård"},
		{"José Müller", "jose muller"},
		{"A\u030ase", "åse"},
		{"Strauß 7%_", "strauss 7"},
		{"", ""},
	} {
		if got := Fold(c.text); got != c.folded {
			t.Errorf("%q folds to %q", c.text, got)
		}
	}
}

func FuzzAFoldedTextFoldsToItself(f *testing.F) {
	for _, seed := range []string{"Åse Aasen", "ﬁ", "İ", "ǅ", "a\u0301\u0327", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := Fold(text)
		for _, r := range once {
			if r == '%' || r == '_' {
				t.Fatalf("%q could be a pattern", once)
			}
		}
		if got := words(once); len(got) != len(words(text)) {
			t.Fatalf("%q has words %v, then %v", text, words(text), got)
		}
	})
}
