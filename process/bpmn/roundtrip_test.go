package bpmn_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/ianaindex"
	"pgregory.net/rapid"

	"saksgang/process/bpmn"
	"saksgang/testkit"
)

// sameButLines compares definitions as Write promises to keep them.
var sameButLines = cmpopts.IgnoreFields(bpmn.Base{}, "Line")

func foreignFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, folder := range []string{"data/bpmn/miwg", "data/bpmn/betsy"} {
		err := filepath.WalkDir(testkit.Data(t, folder), func(path string, _ fs.DirEntry, err error) error {
			if strings.HasSuffix(path, ".bpmn") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 100 {
		t.Fatalf("only %d models found", len(files))
	}
	return files
}

func readFile(t *testing.T, path string) (*bpmn.Definitions, []byte) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := bpmn.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	return d, data
}

func writeString(t testing.TB, d *bpmn.Definitions) string {
	t.Helper()
	var b bytes.Buffer
	if err := bpmn.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReadingWhatWasWrittenGivesTheSame(t *testing.T) {
	t.Parallel()
	for _, path := range foreignFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			first, _ := readFile(t, path)
			text := writeString(t, first)
			second, err := bpmn.Read(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(first, second, sameButLines); diff != "" {
				t.Errorf("written and read again (-before +after):\n%s", diff)
			}
			if again := writeString(t, second); again != text {
				t.Error("writing the same definitions twice gave different bytes")
			}
		})
	}
}

func TestNothingIsLostByReadingAndWriting(t *testing.T) {
	t.Parallel()
	for _, path := range foreignFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			d, data := readFile(t, path)
			before, after := census(t, data), census(t, []byte(writeString(t, d)))
			for what, n := range before {
				if after[what] < n && !repeats(what) {
					t.Errorf("%d × %s became %d", n, what, after[what])
				}
			}
			for what, n := range after {
				if before[what] < n && !derived(what) {
					t.Errorf("%d × %s became %d", before[what], what, n)
				}
			}
		})
	}
}

// census counts elements, attributes and texts of a file with the standard
// library's own reading of namespaces, not with this package.
func census(t *testing.T, data []byte) map[string]int {
	t.Helper()
	counts := map[string]int{}
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		enc, err := ianaindex.IANA.Encoding(label)
		if err != nil {
			return nil, err
		}
		return enc.NewDecoder().Reader(in), nil
	}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return counts
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			name := x.Name.Space + " " + x.Name.Local
			counts["element "+name]++
			for _, a := range x.Attr {
				if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
					continue
				}
				counts["attribute "+name+"/"+a.Name.Space+" "+a.Name.Local+"="+plainValue(a)]++
			}
		case xml.CharData:
			if s := strings.TrimSpace(string(x)); s != "" {
				counts["text "+local(s)]++
			}
		}
	}
}

// plainValue writes numbers alike and leaves out the prefix of references,
// which is free to change.
func plainValue(a xml.Attr) string {
	if strings.HasPrefix(a.Value, "http") {
		return a.Value
	}
	switch a.Name.Local {
	case "x", "y", "width", "height":
		if strings.Contains(a.Value, ".") {
			return strings.TrimSuffix(strings.TrimRight(a.Value, "0"), ".")
		}
	}
	return local(a.Value)
}

func local(s string) string {
	if prefix, rest, ok := strings.Cut(s, ":"); ok && !strings.ContainsAny(prefix, " \n") {
		return rest
	}
	return s
}

// repeats names what says nothing: attributes with their default value, empty
// ones, and the type of a point, which can be nothing else.
func repeats(what string) bool {
	for _, end := range []string{
		"isExecutable=false", "isCollection=false", "isInterrupting=true", "cancelActivity=true",
		"parallelMultiple=false", "isForCompensation=false", "triggeredByEvent=false",
		"instantiate=false", "isSequential=false", "testBefore=false", "waypoint/" + bpmn.SpaceXSI + " type=Point",
	} {
		if strings.HasSuffix(what, end) {
			return true
		}
	}
	return strings.HasPrefix(what, "attribute") && strings.HasSuffix(what, "=") && !strings.Contains(what, "/http")
}

// derived names what Write adds: the list of flows at each node.
func derived(what string) bool {
	return strings.HasSuffix(what, " incoming") || strings.HasSuffix(what, " outgoing") || strings.HasPrefix(what, "text ")
}

func TestWhatWasBuiltComesBackTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyProcess(t)
		bpmn.Layout(d)
		var b bytes.Buffer
		if err := bpmn.Write(&b, d); err != nil {
			t.Fatal(err)
		}
		again, err := bpmn.Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, again, sameButLines); diff != "" {
			t.Fatal(diff)
		}
	})
}
