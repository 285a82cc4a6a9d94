package municipality_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"saksgang/base/calendar"
	"saksgang/base/i18n"
	"saksgang/municipality"
)

type parks struct {
	Parks []park `yaml:"parks" check:"required"`
}

type park struct {
	Key     string            `yaml:"key" check:"required,define=test.park"`
	Name    string            `yaml:"name" check:"required"`
	Opened  calendar.Date     `yaml:"opened"`
	Closes  calendar.Span     `yaml:"closes"`
	Kind    string            `yaml:"kind" check:"one=wood|lawn"`
	Next    string            `yaml:"next" check:"refer=test.park"`
	Near    []string          `yaml:"near" check:"refer=test.park"`
	Right   string            `yaml:"right" check:"refer=test.right"`
	Trees   int               `yaml:"trees"`
	Hectare float64           `yaml:"hectare"`
	Lit     bool              `yaml:"lit"`
	Titles  map[string]string `yaml:"titles"`
	Gate    *gate             `yaml:"gate"`
}

type gate struct {
	Code string `yaml:"code" check:"required"`
}

func newRegistry() *municipality.Registry {
	r := municipality.NewRegistry()
	municipality.Register(r, municipality.Section[parks]{
		Name: "test.parks", Pattern: "parks*.yaml", Required: true,
		Check: func(c *municipality.Checker, f *municipality.File[parks]) {
			for i := range f.Value.Parks {
				if p := &f.Value.Parks[i]; p.Trees < 0 {
					c.Fault(f.At(&p.Trees), "test.too-few-trees", "park", p.Key)
				}
			}
		},
	})
	r.Know("test.right", "park.read")
	return r
}

func check(t *testing.T, files map[string]string) (*municipality.Loaded, []municipality.Fault) {
	t.Helper()
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	loaded, faults, err := newRegistry().Check(folder)
	if err != nil {
		t.Fatal(err)
	}
	return loaded, faults
}

// brief writes a fault as file:line:col code name=value….
func brief(faults []municipality.Fault) []string {
	var lines []string
	for _, f := range faults {
		lines = append(lines, f.Position.String()+" "+strings.TrimPrefix(f.Err().Error(), "invalid: "))
	}
	return lines
}

const wholePark = `schema: 1
parks:
  - key: bypark
    name: Byparken
    opened: 1998-05-17
    closes: P1Y
    kind: lawn
    next: byskog
    near: [byskog]
    right: park.read
    trees: 40
    hectare: 2.5
    lit: true
    titles: {nb: Byparken, en: The town park}
    gate: {code: 0042}
  - {key: byskog, name: "Byskogen", hectare: 3}
`

func TestAWholeFileHasNoFaults(t *testing.T) {
	t.Parallel()
	loaded, faults := check(t, map[string]string{"parks.yaml": wholePark, "README.md": "# x", ".git/config": "x"})
	if len(faults) != 0 {
		t.Fatal(brief(faults))
	}
	got := municipality.Values[parks](loaded, "test.parks")[0].Parks[0]
	want := park{
		Key: "bypark", Name: "Byparken", Opened: calendar.MustDate("1998-05-17"), Closes: calendar.MustSpan("P1Y"),
		Kind: "lawn", Next: "byskog", Near: []string{"byskog"}, Right: "park.read", Trees: 40, Hectare: 2.5, Lit: true,
		Titles: map[string]string{"nb": "Byparken", "en": "The town park"}, Gate: &gate{Code: "0042"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
}

func TestEachFaultIsFoundAtItsPlace(t *testing.T) {
	t.Parallel()
	head := "schema: 1\nparks:\n  - key: bypark\n    name: Byparken\n"
	cases := []struct {
		say, text string
		want      []string
	}{
		{
			"an unknown key, with the one that was meant", head + "    oppened: 1998-05-17\n",
			[]string{"parks.yaml:5:5 municipality.unknown-key key=oppened near=opened"},
		},
		{
			"a key that stands twice", head + "    trees: 1\n    trees: 2\n",
			[]string{"parks.yaml:6:5 municipality.duplicate-key key=trees line=5"},
		},
		{
			"a date that does not exist", head + "    opened: 2026-02-29\n",
			[]string{"parks.yaml:5:13 municipality.not-a-date key=opened value=2026-02-29"},
		},
		{
			"a limit that cannot be read", head + "    closes: two weeks\n",
			[]string{"parks.yaml:5:13 municipality.not-a-span key=closes value=two weeks"},
		},
		{
			"text where a number belongs", head + "    trees: mange\n",
			[]string{"parks.yaml:5:12 municipality.not-a-whole-number key=trees value=mange"},
		},
		{
			"a fraction where a whole number belongs", head + "    trees: 1.5\n",
			[]string{"parks.yaml:5:12 municipality.not-a-whole-number key=trees value=1.5"},
		},
		{
			"yes where true belongs", head + "    lit: yes\n",
			[]string{"parks.yaml:5:10 municipality.not-true-or-false key=lit value=yes"},
		},
		{
			"a list where text belongs", head + "    kind: [wood]\n",
			[]string{"parks.yaml:5:11 municipality.not-text key=kind"},
		},
		{
			"text where a list belongs", head + "    near: bypark\n",
			[]string{"parks.yaml:5:11 municipality.not-a-list key=near"},
		},
		{
			"text where a map belongs", head + "    gate: open\n",
			[]string{"parks.yaml:5:11 municipality.not-a-map key=gate"},
		},
		{
			"a choice there is not", head + "    kind: lawm\n",
			[]string{"parks.yaml:5:11 municipality.not-one-of key=kind value=lawm allowed=wood, lawn near=lawn"},
		},
		{
			"a reference to nothing, with the nearest name", head + "    next: bypakr\n",
			[]string{"parks.yaml:5:11 municipality.unknown-reference kind=test.park key=bypakr near=bypark"},
		},
		{
			"one reference of several", head + "    near: [bypark, skog]\n",
			[]string{"parks.yaml:5:20 municipality.unknown-reference kind=test.park key=skog near="},
		},
		{
			"a right the program does not have", head + "    right: park.raed\n",
			[]string{"parks.yaml:5:12 municipality.unknown-reference kind=test.right key=park.raed near=park.read"},
		},
		{
			"a key missing in a map within", head + "    gate: {}\n",
			[]string{"parks.yaml:5:11 municipality.missing-key key=code"},
		},
		{
			"a required key without a value", "schema: 1\nparks:\n  - key: a\n    name:\n",
			[]string{"parks.yaml:4:5 municipality.empty-value key=name"},
		},
		{
			"a required list that is empty", "schema: 1\nparks: []\n",
			[]string{"parks.yaml:2:8 municipality.empty-value key=parks"},
		},
		{
			"a thing defined twice", head + "  - {key: bypark, name: B}\n",
			[]string{"parks.yaml:5:11 municipality.defined-twice kind=test.park key=bypark file=parks.yaml line=3"},
		},
		{
			"a key with a space", "schema: 1\nparks:\n  - {key: By park, name: B}\n",
			[]string{"parks.yaml:3:11 municipality.bad-key key=By park"},
		},
		{
			"what a module's own check says", head + "    trees: -1\n",
			[]string{"parks.yaml:5:12 test.too-few-trees park=bypark"},
		},
		{
			"no schema", "parks:\n  - {key: a, name: A}\n",
			[]string{"parks.yaml:1:1 municipality.schema-missing key=schema known=1"},
		},
		{
			"a schema of a later program, and nothing else said of it", "schema: 2\nplaces: 1\n",
			[]string{"parks.yaml:1:9 municipality.schema-too-new schema=2 known=1"},
		},
		{
			"a schema that is no number", "schema: one\nparks:\n  - {key: a, name: A}\n",
			[]string{"parks.yaml:1:9 municipality.not-a-whole-number key=schema value=one"},
		},
		{
			"a schema before the first", "schema: 0\nparks:\n  - {key: a, name: A}\n",
			[]string{"parks.yaml:1:9 municipality.schema-unknown key=schema schema=0 known=1"},
		},
		{
			"an alias", head + "    titles: &t {nb: B}\n",
			[]string{"parks.yaml:5:13 municipality.yaml-feature text=&t {nb: B}"},
		},
		{
			"two documents", "schema: 1\n---\nschema: 1\n",
			[]string{"parks.yaml:3:1 municipality.two-documents"},
		},
		{"an empty file", "# later\n", []string{"parks.yaml:1:1 municipality.empty-file"}},
		{"a list at the top", "- a\n", []string{"parks.yaml:1:1 municipality.not-a-map key="}},
		{
			"several faults in one file, all of them, in order", "schema: 1\nparks:\n  - name: 1998-05-17\n    trees: x\n    lit: 1\n    kidn: wood\n",
			[]string{
				"parks.yaml:3:5 municipality.missing-key key=key",
				"parks.yaml:4:12 municipality.not-a-whole-number key=trees value=x",
				"parks.yaml:5:10 municipality.not-true-or-false key=lit value=1",
				"parks.yaml:6:5 municipality.unknown-key key=kidn near=kind",
			},
		},
	}
	for _, c := range cases {
		_, faults := check(t, map[string]string{"parks.yaml": c.text})
		if d := cmp.Diff(c.want, brief(faults)); d != "" {
			t.Errorf("%s:\n%s", c.say, d)
		}
	}
}

func TestSyntaxIsReportedAtItsLine(t *testing.T) {
	t.Parallel()
	_, faults := check(t, map[string]string{"parks.yaml": "schema: 1\nparks: [\n  a\n"})
	if len(faults) != 1 || faults[0].Code != "municipality.not-yaml" || faults[0].Line < 2 {
		t.Fatal(brief(faults))
	}
}

func TestFaultsOfTheFolderItself(t *testing.T) {
	t.Parallel()
	cases := []struct {
		say   string
		files map[string]string
		want  []string
	}{
		{
			"a required file is missing",
			map[string]string{},
			[]string{"parks*.yaml:1:1 municipality.missing-file file=parks*.yaml"},
		},
		{
			"a file that belongs nowhere",
			map[string]string{"parks.yaml": wholePark, "prks.yaml": "schema: 1"},
			[]string{"prks.yaml:1:1 municipality.unknown-file file=prks.yaml near="},
		},
		{
			"a file that is no text",
			map[string]string{"parks.yaml": wholePark, "parks-b.yaml": "schema: 1\n# bl\xe5"},
			[]string{"parks-b.yaml:1:1 municipality.not-utf8 file=parks-b.yaml limit=4"},
		},
		{"a name from one file used in another", map[string]string{
			"parks.yaml":   wholePark,
			"parks-b.yaml": "schema: 1\nparks:\n  - {key: c, name: C, next: bypark}\n",
		}, nil},
	}
	for _, c := range cases {
		_, faults := check(t, c.files)
		if d := cmp.Diff(c.want, brief(faults)); d != "" {
			t.Errorf("%s:\n%s", c.say, d)
		}
	}
}

func TestTheDigestLooksAtContentAlone(t *testing.T) {
	t.Parallel()
	unix, _ := check(t, map[string]string{"parks.yaml": wholePark})
	windows, faults := check(t, map[string]string{"parks.yaml": "\ufeff" + strings.ReplaceAll(wholePark, "\n", "\r\n")})
	if len(faults) != 0 || unix.Digest != windows.Digest {
		t.Errorf("line ends count: %s %s %v", unix.Digest, windows.Digest, brief(faults))
	}
	other, _ := check(t, map[string]string{"parks.yaml": strings.Replace(wholePark, "40", "41", 1)})
	renamed, _ := check(t, map[string]string{"parks-a.yaml": wholePark})
	if other.Digest == unix.Digest || renamed.Digest == unix.Digest {
		t.Error("another content or name gives the same digest")
	}
}

func TestEveryProblemHasWordsInEachLanguage(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.NewBundle(i18n.Source{Package: "municipality", Files: municipality.Locales})
	if err != nil {
		t.Fatal(err)
	}
	for _, gap := range bundle.Gaps() {
		t.Error(gap)
	}
	_, faults := check(t, map[string]string{"parks.yaml": "schema: 1\nparks:\n  - {key: skog, name: A, next: skok}\n"})
	sentence, remedy := faults[0].Words(bundle.Localizer(i18n.Settings{Interface: i18n.English}))
	if sentence != `There is no test.park "skok".` || remedy != `Did you mean "skog"?` {
		t.Error(sentence, remedy)
	}
}

func FuzzDecodeYAML(f *testing.F) {
	for _, seed := range []string{wholePark, "schema: 1\nparks: [", "a: &a [*a]", "? x\n: y", "{", "- - -", "a: !!binary x", "schema: 1\n<<: {}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		src := municipality.NewSource("parks.yaml", []byte(text))
		var into parks
		municipality.DecodeYAML(src, &into)
		for _, fault := range src.Faults() {
			if fault.Line < 1 || fault.Column < 1 || fault.Code == "" {
				t.Fatalf("%q: %+v", text, fault)
			}
		}
	})
}

// TestWhatIsNoOrdinaryFileIsToldAndTheRestIsChecked: one thing that cannot be
// read hides no other fault, and nothing is waited for.
func TestWhatIsNoOrdinaryFileIsToldAndTheRestIsChecked(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range map[string]string{"parks.yaml": wholePark, "parks-deep.yaml": "schema: 1\nparks: " + strings.Repeat("[", 100000), "parks-dashes.yaml": strings.Repeat("- ", 100000)} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"parks-ring.yaml": "parks-ring.yaml", "parks-gone.yaml": "nowhere", "parks-all": ".", "parks-zero.yaml": os.DevNull} {
		if err := os.Symlink(to, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	_, faults, err := newRegistry().Check(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range faults {
		got = append(got, fmt.Sprintf("%s:%d %s", f.File, f.Line, f.Code))
	}
	want := []string{
		"parks-all:1 municipality.link-to-folder", "parks-dashes.yaml:1 municipality.too-deep", "parks-deep.yaml:2 municipality.too-deep",
		"parks-gone.yaml:1 municipality.broken-link", "parks-ring.yaml:1 municipality.broken-link", "parks-zero.yaml:1 municipality.not-a-file",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
