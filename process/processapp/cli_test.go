package processapp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/rogpeppe/go-internal/testscript"

	"saksgang/base/console"
	"saksgang/base/i18n"
	"saksgang/process/bpmn"
	"saksgang/process/checklist"
	"saksgang/process/processapp"
	"saksgang/testkit"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"saksgang": func() { os.Exit(program(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }})
}

// program is the process verbs alone, bound as app binds them.
func program(args []string, in io.Reader, out, problems io.Writer) int {
	var line struct {
		Lang    string                `default:"nb"`
		Process processapp.ProcessCmd `cmd:""`
	}
	bundle, err := i18n.NewBundle(i18n.Source{Package: "checklist", Files: checklist.Locales})
	if err != nil {
		panic(err)
	}
	parsed, err := kong.Must(&line).Parse(args)
	if err != nil {
		fmt.Fprintln(problems, err)
		return console.Misuse
	}
	s := console.Streams{In: in, Out: out, Err: problems, Words: bundle.Localizer(i18n.Settings{Interface: i18n.Language(line.Lang)})}
	err = parsed.Run(s)
	s.Report(context.Background(), err)
	return console.Status(err)
}

func TestTheCommandLine(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"sound": sound, "rename": rename, "move": move, "latin1": latin1, "crlf": crlf, "rows": rows, "ends": ends,
		},
	})
}

// TestTheHiringChecklist is the demand of issue 2: 14 rows drawn, and back.
func TestTheHiringChecklist(t *testing.T) {
	t.Parallel()
	name := testkit.Data(t, "seeds/002_a81d40bdad913f9b.txt")
	source, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	x := t.TempDir() + "/x.bpmn"
	var out, problems bytes.Buffer
	if status := program([]string{"process", "draw", name, "-o", x, "--svg", x + ".svg"}, nil, &out, &problems); status != 0 {
		t.Fatalf("status %d: %s", status, &problems)
	}
	if faults := faultsOf(t, x, 14); len(faults) > 0 {
		t.Errorf("the drawing is unsound:\n%s", strings.Join(faults, "\n"))
	}
	if status := program([]string{"process", "text", x}, nil, &out, &problems); status != 0 {
		t.Fatalf("status %d: %s", status, &problems)
	}
	text := out.String()
	if strings.Count(text, "\n") != 14 || !bytes.Contains(source, []byte(text)) {
		t.Errorf("the 14 rows do not come back as they stood:\n%s", text)
	}
}

func readDrawing(t interface{ Fatalf(string, ...any) }, name string) *bpmn.Definitions {
	f, err := os.Open(name)
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer f.Close()
	d, err := bpmn.Read(f)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return d
}

// faultsOf checks the drawing as the issue words it.
func faultsOf(t interface{ Fatalf(string, ...any) }, name string, tasks int) []string {
	d := readDrawing(t, name)
	p, diagram := d.Processes[0], d.Diagrams[0]
	var faults []string
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	var boxes []*bpmn.Shape
	for _, n := range p.Nodes {
		shape := diagram.ShapeOf(n.ID)
		if shape == nil {
			say("%s is not drawn", n.ID)
			continue
		}
		in := 0
		for _, lane := range p.Lanes() {
			if slices.Contains(lane.Nodes, n.ID) {
				in++
				if !diagram.ShapeOf(lane.ID).Bounds.Contains(shape.Bounds) {
					say("%s stands outside %s", n.ID, lane.ID)
				}
			}
		}
		if in != 1 {
			say("%s is in %d lanes", n.ID, in)
		}
		if n.Kind.IsTask() {
			boxes = append(boxes, shape)
		}
	}
	if len(boxes) != tasks {
		say("%d tasks are drawn", len(boxes))
	}
	for i, a := range boxes {
		for _, b := range boxes[i+1:] {
			if a.Bounds.Overlaps(b.Bounds) {
				say("%s overlaps %s", a.Element, b.Element)
			}
		}
		for _, e := range diagram.Edges {
			if crosses(e, a.Bounds) {
				say("%s goes through %s", e.Element, a.Element)
			}
		}
	}
	return faults
}

// crosses says that an edge has a stretch inside a box; edges are orthogonal.
func crosses(e *bpmn.Edge, box bpmn.Bounds) bool {
	for i := 1; i < len(e.Waypoints); i++ {
		a, b := e.Waypoints[i-1], e.Waypoints[i]
		stretch := bpmn.Bounds{X: min(a.X, b.X), Y: min(a.Y, b.Y), Width: max(a.X, b.X) - min(a.X, b.X), Height: max(a.Y, b.Y) - min(a.Y, b.Y)}
		if stretch.X < box.Right() && box.X < stretch.Right() && stretch.Y < box.Bottom() && box.Y < stretch.Bottom() ||
			stretch.Width == 0 && box.X < stretch.X && stretch.X < box.Right() && stretch.Y < box.Bottom() && box.Y < stretch.Bottom() ||
			stretch.Height == 0 && box.Y < stretch.Y && stretch.Y < box.Bottom() && stretch.X < box.Right() && box.X < stretch.Right() {
			return true
		}
	}
	return false
}

// ends STATUS COMMAND…: the command ends with this status.
func ends(ts *testscript.TestScript, _ bool, args []string) {
	status := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		status = exit.ExitCode()
	}
	if fmt.Sprint(status) != args[0] {
		ts.Fatalf("status %d, want %s", status, args[0])
	}
}

// sound FILE N: the drawing has N tasks and is sound.
func sound(ts *testscript.TestScript, neg bool, args []string) {
	var tasks int
	if _, err := fmt.Sscan(args[1], &tasks); err != nil || neg {
		ts.Fatalf("usage: sound FILE N")
	}
	if faults := faultsOf(ts, ts.MkAbs(args[0]), tasks); len(faults) > 0 {
		ts.Fatalf("%s", strings.Join(faults, "\n"))
	}
}

// rename FILE OLD NEW changes the name attribute in the text of the file.
func rename(ts *testscript.TestScript, _ bool, args []string) {
	change(ts, args[0], func(text string) string {
		return strings.Replace(text, `<bpmn:userTask`+between(ts, text, `<bpmn:userTask`, `name="`+args[1]+`"`)+`name="`+args[1]+`"`,
			`<bpmn:userTask`+between(ts, text, `<bpmn:userTask`, `name="`+args[1]+`"`)+`name="`+args[2]+`"`, 1)
	})
}

// between is what stands between the last start before end, and end.
func between(ts *testscript.TestScript, text, start, end string) string {
	at := strings.Index(text, end)
	if at < 0 {
		ts.Fatalf("no %s in the file", end)
	}
	from := strings.LastIndex(text[:at], start)
	return text[from+len(start) : at]
}

// move FILE TASK LANE moves the reference to a task, by its name, to the lane
// of that name, in the text of the file.
func move(ts *testscript.TestScript, _ bool, args []string) {
	change(ts, args[0], func(text string) string {
		task := regexp.MustCompile(`<bpmn:userTask id="([^"]+)" name="` + regexp.QuoteMeta(args[1]) + `"`).FindStringSubmatch(text)
		lane := regexp.MustCompile(`<bpmn:lane id="[^"]+" name="` + regexp.QuoteMeta(args[2]) + `"[^>]*>`).FindString(text)
		if task == nil || lane == "" {
			ts.Fatalf("no task %q or no lane %q", args[1], args[2])
		}
		ref := `<bpmn:flowNodeRef>` + task[1] + `</bpmn:flowNodeRef>`
		return strings.Replace(strings.Replace(text, ref, "", 1), lane, lane+ref, 1)
	})
}

func change(ts *testscript.TestScript, name string, by func(string) string) {
	name = ts.MkAbs(name)
	old, err := os.ReadFile(name)
	ts.Check(err)
	ts.Check(os.WriteFile(name, []byte(by(string(old))), 0o644))
}

// latin1 FILE writes the file anew in ISO 8859-1.
func latin1(ts *testscript.TestScript, _ bool, args []string) {
	change(ts, args[0], func(text string) string {
		var b []byte
		for _, r := range text {
			b = append(b, byte(r))
		}
		return string(b)
	})
}

// crlf FILE gives the file a byte order mark and line ends of CR LF.
func crlf(ts *testscript.TestScript, _ bool, args []string) {
	change(ts, args[0], func(text string) string { return "\uFEFF" + strings.ReplaceAll(text, "\n", "\r\n") })
}

// rows N: standard output has N rows.
func rows(ts *testscript.TestScript, _ bool, args []string) {
	t, _, err := checklist.Parse([]byte(ts.ReadFile("stdout")), checklist.Options{})
	ts.Check(err)
	if got := fmt.Sprint(len(t.Rows)); got != args[0] {
		ts.Fatalf("%s rows, want %s", got, args[0])
	}
}
