package format_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"saksgang/base/errs"
	"saksgang/record/format"
)

// office writes a stand-in for the office program: a script that does what its
// body says with $out, the folder for the result.
func office(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "soffice")
	script := "#!/bin/sh\nwhile [ $# -gt 0 ]; do\n case \"$1\" in --outdir) out=\"$2\"; shift;; esac\n shift\ndone\nmkdir -p \"$out\"\n" + body + "\n"
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// pdfFile writes a letter as PDF/A and returns its path.
func pdfFile(t *testing.T, l format.Letter) string {
	t.Helper()
	out, err := format.RenderPDFA(l)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(path, out, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWithoutAnOfficeProgramTheCallerIsToldToMakeATask(t *testing.T) {
	t.Parallel()
	c := format.Converter{Program: filepath.Join(t.TempDir(), "not-there")}
	_, err := c.Convert(t.Context(), docx(t, "Søknad"), format.PDFA2b)
	if !errs.Has(err, "record.no-converter") || errs.KindOf(err) != errs.KindUnavailable {
		t.Fatalf("got %v", err)
	}
}

func TestAConversionIsTakenOnlyWhenItIsPDFAWithTheSourcesWords(t *testing.T) {
	t.Parallel()
	l := letter()
	l.Sender = append(l.Sender, "Topptekst") // what docx puts into its header
	good := pdfFile(t, l)
	source := docx(t, "Vi viser til søknaden din på stillingen som sykepleier ved Skogheim.")
	cases := map[string]struct{ script, code string }{
		"the whole text in PDF/A is taken":             {"cp '" + good + "' \"$out/in.pdf\"", ""},
		"a file that is not PDF/A is refused":          {"echo '%PDF-1.4 nonsense' > \"$out/in.pdf\"", "record.conversion-not-archive-format"},
		"a program that fails is told":                 {"exit 3", "record.conversion-failed"},
		"a program that writes nothing is told":        {"exit 0", "record.conversion-failed"},
		"a program that never ends is stopped in time": {"sleep 60", "record.conversion-timed-out"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limit := 20 * time.Second
			if c.code == "record.conversion-timed-out" {
				limit = 500 * time.Millisecond
			}
			got, err := format.Converter{Program: office(t, c.script), Limit: limit}.Convert(t.Context(), source, format.PDFA2b)
			if c.code == "" {
				if err != nil || got.From != format.DOCX || got.To != format.PDFA2b || got.Tool == "" {
					t.Fatalf("got %+v, %v", got.Tool, err)
				}
				return
			}
			if !errs.Has(err, c.code) {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func TestAConversionThatLosesWordsIsRefused(t *testing.T) {
	t.Parallel()
	script := fmt.Sprintf("cp '%s' \"$out/in.pdf\"", pdfFile(t, letter()))
	source := docx(t, "Dette står ikke i resultatet i det hele tatt.")
	_, err := format.Converter{Program: office(t, script)}.Convert(t.Context(), source, format.PDFA2b)
	if !errs.Has(err, "record.conversion-lost-text") {
		t.Fatalf("got %v", err)
	}
}

func TestLostCountsTheWordsThatAreGone(t *testing.T) {
	t.Parallel()
	if words, lost := format.Lost("en to tre fire", "en t\no tre"); words != 4 || lost != 1 {
		t.Fatalf("%d words, %d lost", words, lost)
	}
}
