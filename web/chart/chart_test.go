package chart_test

import (
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"

	"saksgang/web/chart"
)

func draw(t testing.TB, c chart.Chart) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func waits() chart.Chart {
	return chart.Chart{
		ID: "w", Question: "Where do <hirings> wait?", Unit: "days", AsOf: "as of 16 Nov", Labels: []string{"Need", "Ad"},
		Series: []chart.Series{{Name: "2025", Values: []float64{4, 11}}, {Name: "2026", Values: []float64{6, math.NaN()}}}, Summary: "The ad takes longest.",
	}
}

// wellFormed says that a browser and a printer read the same thing.
func wellFormed(t testing.TB, text string) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(text))
	for {
		_, err := dec.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
}

func TestAChartCarriesItsQuestionUnitAgeAndTable(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]chart.Kind{"bars": chart.Bars, "lines": chart.Lines} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := waits()
			c.Kind = kind
			got := draw(t, c)
			wellFormed(t, got)
			for _, want := range []string{
				"Where do &lt;hirings&gt; wait?", "days, as of 16 Nov", `role="img"`, `<desc id="w-d">The ad takes longest.</desc>`,
				`<th scope="row">Ad</th>`, `data-label="2025">11</td>`, `data-label="2026">–</td>`, ">2026</text>",
			} {
				if !strings.Contains(got, want) {
					t.Errorf("lacks %s", want)
				}
			}
			if strings.Contains(got, "NaN") || strings.Contains(got, "style=") {
				t.Error("holds NaN or inline style")
			}
		})
	}
}

func TestHiddenGroupsAreSaid(t *testing.T) {
	t.Parallel()
	c := waits()
	c.Hidden = "Groups under 5 are not shown."
	if !strings.Contains(draw(t, c), "Groups under 5 are not shown.") {
		t.Error("the chart hides in silence")
	}
}

func TestAChartWithoutFiguresIsATableWithoutDrawing(t *testing.T) {
	t.Parallel()
	got := draw(t, chart.Chart{ID: "w", Question: "Q"})
	wellFormed(t, got)
	if strings.Contains(got, "<svg") {
		t.Error("an empty drawing was made")
	}
}

func FuzzAChartStandsAnyFigures(f *testing.F) {
	f.Add(0.0, 1.0, -3.5, "a")
	f.Add(math.Inf(1), math.NaN(), 1e300, "<b>")
	f.Add(-1.0, -1.0, -1.0, "")
	f.Fuzz(func(t *testing.T, a, b, c float64, name string) {
		if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0xFFFD || r >= 0xFFFE }) {
			t.Skip("not text that XML can hold")
		}
		for _, kind := range []chart.Kind{chart.Bars, chart.Lines} {
			got := draw(t, chart.Chart{ID: "w", Kind: kind, Question: name, Labels: []string{name, "x", "y"}, Series: []chart.Series{{Name: name, Values: []float64{a, b, c}}}})
			wellFormed(t, got)
		}
	})
}
