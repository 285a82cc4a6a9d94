package feel_test

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"saksgang/process/feel"
	"saksgang/testkit"
)

var update = flag.Bool("update", false, "write the list of passing TCK cases anew")

const ratchet = "testdata/tck-passed.txt"

// outcome is what became of one case.
type outcome struct {
	id     string
	passed bool
	plain  bool // only literal expressions
	why    string
}

// TestTheDMNTCKStaysAsFarAsItHasCome runs the technology compatibility kit of
// DMN and fails if a case that has passed before does not. With -v it prints the
// figures by folder and every failure.
func TestTheDMNTCKStaysAsFarAsItHasCome(t *testing.T) {
	t.Parallel()
	root := testkit.Data(t, "data/dmn/tck")
	folders, err := filepath.Glob(filepath.Join(root, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	passed := map[string]bool{}
	var all, plain tally
	for _, folder := range slices.Sorted(slices.Values(folders)) {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			continue
		}
		name := filepath.Base(filepath.Dir(folder)) + "/" + filepath.Base(folder)
		if strings.Contains(name, "external-java") {
			continue // FEEL calling Java classes; there are none here
		}
		var here tally
		for _, o := range runFolder(t, name, folder) {
			here.add(o.passed)
			all.add(o.passed)
			if o.plain {
				plain.add(o.passed)
			}
			passed[o.id] = o.passed
			if !o.passed {
				t.Logf("  %s: %s", o.id, o.why)
			}
		}
		t.Logf("%-55s %s", name, here)
	}
	t.Logf("all cases %s; literal expressions alone %s", all, plain)
	compareWithRatchet(t, passed)
	const enough = 95
	if plain.passed*100 < plain.total*enough {
		t.Errorf("literal expressions: %s, want %d %%", plain, enough)
	}
}

type tally struct{ passed, total int }

func (n *tally) add(passed bool) {
	n.total++
	if passed {
		n.passed++
	}
}

func (n tally) String() string { return fmt.Sprintf("%d of %d", n.passed, n.total) }

func compareWithRatchet(t *testing.T, passed map[string]bool) {
	t.Helper()
	if *update {
		var b strings.Builder
		for _, id := range slices.Sorted(maps.Keys(passed)) {
			if passed[id] {
				b.WriteString(id + "\n")
			}
		}
		if err := os.WriteFile(ratchet, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Open(ratchet)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if !passed[lines.Text()] {
			t.Errorf("%s passed before", lines.Text())
		}
	}
}

func runFolder(t *testing.T, name, folder string) []outcome {
	t.Helper()
	models := readModels(t, folder)
	files, err := filepath.Glob(filepath.Join(folder, "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	var out []outcome
	for _, file := range files {
		root := readXML(t, file)
		m := models[strings.TrimSpace(root.child("modelName").text)]
		if m == nil {
			t.Errorf("%s: no model", file)
			continue
		}
		for _, c := range root.all("testCase") {
			o := runCase(m, c)
			o.id = name + "/" + strings.TrimSuffix(filepath.Base(file), ".xml") + "#" + c.attrs["id"]
			out = append(out, o)
		}
	}
	return out
}

func runCase(m *model, c *element) outcome {
	o := outcome{passed: true, plain: true}
	inputs := map[string]feel.Value{}
	for _, in := range c.all("inputNode") {
		inputs[in.attrs["name"]] = readValue(in)
	}
	for _, r := range c.all("resultNode") {
		e := m.byName[r.attrs["name"]]
		ev := newEvaluation(inputs, &o.plain)
		var got feel.Value
		switch {
		case c.attrs["type"] == "decisionService" || c.attrs["type"] == "bkm":
			got = ev.called(m, m.byName[c.attrs["invocableName"]], r.attrs["name"])
		case e != nil:
			got = ev.value(m, e, "")
		}
		want := readValue(r.child("expected"))
		if !alike(got, want) {
			o.passed = false
			o.why = fmt.Sprintf("%s is %s, want %s", r.attrs["name"], feel.Format(got), feel.Format(want))
		}
	}
	return o
}

// called evaluates a decision service or knowledge model with the case's inputs.
func (ev *evaluation) called(m *model, e *element, result string) feel.Value {
	if e == nil {
		return nil
	}
	w := world{in: m, values: feel.Vars{}}
	w = w.with("callee", ev.value(m, e, ""), "")
	var args []string
	for _, name := range slices.Sorted(maps.Keys(ev.inputs)) {
		hidden := fmt.Sprintf("argument%d", len(args))
		w = w.with(hidden, ev.inputs[name], "")
		args = append(args, name+": "+hidden)
	}
	v := ev.literal("callee("+strings.Join(args, ", ")+")", w)
	if c, ok := v.(*feel.Context); ok && len(e.all("outputDecision")) > 1 {
		v, _ = c.Get(result)
	}
	return v
}

// readValue reads the value of an input or an expected result.
func readValue(e *element) feel.Value {
	if components := e.all("component"); len(components) > 0 {
		c := feel.NewContext()
		for _, part := range components {
			c.Set(part.attrs["name"], readValue(part))
		}
		return c
	}
	if list := e.child("list"); list.name != "" {
		if list.attrs["nil"] == "true" {
			return nil
		}
		out := feel.List{}
		for _, item := range list.all("item") {
			out = append(out, readValue(item))
		}
		return out
	}
	v := e.child("value")
	if v.name == "" || v.attrs["nil"] == "true" {
		return nil
	}
	_, kind, _ := strings.Cut(v.attrs["type"], ":")
	return readScalar(kind, v.text)
}

func readScalar(kind, text string) feel.Value {
	var v any
	ok := true
	switch kind {
	case "decimal", "double", "integer", "int", "float", "long":
		n, err := feel.ParseNumber(strings.TrimSpace(text))
		v, ok = n, err == nil
	case "boolean":
		v = strings.TrimSpace(text) == "true"
	case "date":
		v, ok = feel.ParseDate(text)
	case "time":
		v, ok = feel.ParseTime(text)
	case "dateTime":
		v, ok = feel.ParseDateTime(text)
	case "duration":
		if v, ok = feel.ParseYMDuration(text); !ok {
			v, ok = feel.ParseDTDuration(text)
		}
	case "":
		if text == "true" || text == "false" {
			return text == "true"
		}
		if n, err := feel.ParseNumber(text); err == nil {
			return n
		}
		if d, ok := feel.ParseDateTime(text); ok && strings.Contains(text, "T") {
			return d
		}
		v = text
	default:
		v = text
	}
	if !ok {
		return "unreadable " + kind + " " + text
	}
	return v
}

// alike compares as the kit does: numbers to 8 places.
func alike(got, want feel.Value) bool {
	switch w := want.(type) {
	case feel.Number:
		g, ok := got.(feel.Number)
		if !ok {
			return false
		}
		x, err := feel.Parse("abs(a - b) <= 0.00000001 * max(1, abs(b))", "a", "b")
		if err != nil {
			return false
		}
		near, err := x.Eval(feel.Vars{"a": g, "b": w}, feel.Options{})
		return err == nil && near == true
	case feel.List:
		g, ok := got.(feel.List)
		if !ok || len(g) != len(w) {
			return false
		}
		for i := range w {
			if !alike(g[i], w[i]) {
				return false
			}
		}
		return true
	case *feel.Context:
		g, ok := got.(*feel.Context)
		if !ok || g.Len() != w.Len() {
			return false
		}
		for _, key := range w.Keys() {
			a, there := g.Get(key)
			b, _ := w.Get(key)
			if !there || !alike(a, b) {
				return false
			}
		}
		return true
	}
	return feel.Equal(got, want) == true
}
