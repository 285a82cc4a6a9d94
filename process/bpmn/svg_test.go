package bpmn_test

import (
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"saksgang/process/bpmn"
)

// wellFormed parses a drawing with the standard library and returns how many
// times each id occurs.
func wellFormed(t interface {
	Helper()
	Fatalf(string, ...any)
}, svg string,
) map[string]int {
	t.Helper()
	ids := map[string]int{}
	dec := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return ids
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, svg)
		}
		if x, ok := token.(xml.StartElement); ok {
			if x.Name.Local == "script" {
				t.Fatalf("a script in the drawing")
			}
			for _, a := range x.Attr {
				if a.Name.Local == "id" {
					ids[a.Value]++
				}
				if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" && strings.HasPrefix(strings.ToLower(a.Value), "javascript") {
					t.Fatalf("%s=%q runs script", a.Name.Local, a.Value)
				}
				if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
					t.Fatalf("%s=%q", a.Name.Local, a.Value)
				}
			}
		}
	}
}

func TestEveryTaskIsAGroupWithItsId(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyProcess(t)
		bpmn.Layout(d)
		ids := wellFormed(t, bpmn.SVG(d, bpmn.Options{Prefix: "x-"}))
		for id, n := range pictureOf(d).nodes {
			want := "x-node-" + id
			if n.Kind.IsActivity() {
				want = "x-task-" + id
			}
			if ids[want] != 1 {
				t.Fatalf("%s occurs %d times", want, ids[want])
			}
		}
	})
}

func TestForeignModelsAreDrawnAsTheyStand(t *testing.T) {
	t.Parallel()
	for _, path := range foreignFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			d, _ := readFile(t, path)
			wellFormed(t, bpmn.SVG(d, bpmn.Options{}))
		})
	}
}

func TestStateIsToldByWordAndLineAndNotByColourAlone(t *testing.T) {
	t.Parallel()
	d := checklist()
	svg := bpmn.SVG(d, bpmn.Options{
		State: map[string]bpmn.State{"row-1": bpmn.Past, "row-2": bpmn.Now, "row-3": bpmn.Next, "row-4": `"><script>`},
		Words: map[bpmn.State]string{bpmn.Past: "Utført", bpmn.Now: "Nå"},
	})
	wellFormed(t, svg)
	for _, want := range []string{
		`<g id="task-row-1" class="task userTask past"><title>Behov meldes (Utført)</title>`,
		`<g id="task-row-2" class="task userTask now"><title>Kravprofil (Nå)</title>`,
		`<g id="task-row-3" class="task userTask next"><title>Utvalg for intervju (Next)</title>`,
		`<g id="task-row-4" class="task userTask"><title>`,
		`font-weight="bold" fill="#fff">Utført</text>`, `stroke-dasharray="6 3"`, `stroke-width="3.2"`,
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("missing: %s", want)
		}
	}
}

func TestTheDrawingIsReadAloud(t *testing.T) {
	t.Parallel()
	svg := bpmn.SVG(checklist(), bpmn.Options{})
	for _, want := range []string{
		`role="img" aria-labelledby="bpmn-title bpmn-desc"`, `<title id="bpmn-title">Ansettelse</title>`,
		"Personalkontoret: Annonse godkjennes; Tilbud og arbeidsavtale; Svar til øvrige søkere.",
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("missing: %s", want)
		}
	}
}

func TestLinksLeadToPagesAndNowhereElse(t *testing.T) {
	t.Parallel()
	svg := bpmn.SVG(checklist(), bpmn.Options{Link: map[string]string{
		"row-1": "/desk/tasks/1?a=b&c=\"d\"", "row-2": "javascript:alert(1)", "row-3": " JavaScript:alert(1)", "row-4": "https://example.org/",
	}})
	wellFormed(t, svg)
	if got := strings.Count(svg, "<a href="); got != 2 {
		t.Errorf("%d links", got)
	}
	if !strings.Contains(svg, `role="group"`) {
		t.Error("links within an img cannot be reached by keyboard and reader")
	}
}

func TestNamesAreEscapedEverywhere(t *testing.T) {
	t.Parallel()
	evil := `</text><script>alert("1")</script>&'` + "\x00"
	d := bpmn.New("d", evil)
	p := d.AddProcess("p", evil)
	d.AddPool("pool", evil, "p")
	p.AddNode(bpmn.StartEvent, "s", evil)
	p.AddNode(bpmn.Task, `t"<x>`, evil)
	p.Connect("f", "s", `t"<x>`).Name = evil
	p.AddLane("l", evil, "s", `t"<x>`)
	p.Annotate("a", evil, "s")
	svg := bpmn.SVG(d, bpmn.Options{Title: evil, Desc: evil, Prefix: evil, Link: map[string]string{"s": evil}})
	wellFormed(t, svg)
	if d.Diagrams != nil {
		t.Error("drawing a definition has changed it")
	}
}

func TestTheChecklistReadsFromLeftToRight(t *testing.T) {
	t.Parallel()
	d := checklist()
	p, x := pictureOf(d), 0.0
	for _, n := range d.Processes[0].Nodes {
		b := p.shapes[n.ID].Bounds
		if b.X <= x {
			t.Errorf("%s at %v does not follow what ends at %v", n.ID, b, x)
		}
		x = b.Right()
	}
	if pool := p.shapes["pool"].Bounds; pool.Width > 16*230 || pool.Height > 4*260 {
		t.Errorf("14 tasks in 4 lanes take %v by %v", pool.Width, pool.Height)
	}
}
