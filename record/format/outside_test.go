package format_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"saksgang/base/errs"
	"saksgang/record/format"
	"saksgang/testkit"
)

// The office program and the readers of PDF that others have written. What one
// of them lacks is told by name, and fails with CI=true.

// patient is the office program with the time that a busy machine needs.
var patient = format.Converter{Limit: 8 * time.Minute}

func needOffice(t *testing.T) {
	t.Helper()
	if !patient.Available() {
		testkit.Missing(t, "LibreOffice (soffice)")
	}
}

// outside runs a program on a file and returns what it says.
func outside(t *testing.T, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		testkit.Missing(t, program)
	}
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
	return string(out)
}

const (
	officeNS = `xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"`
	relNS    = "http://schemas.openxmlformats.org/package/2006/relationships"
	typesNS  = "http://schemas.openxmlformats.org/package/2006/content-types"
)

// wholeDocx is a Word document with all that a word processor asks of one.
func wholeDocx(t testing.TB, paragraphs ...string) []byte {
	t.Helper()
	body := ""
	for _, p := range paragraphs {
		body += "<w:p><w:r><w:t>" + p + "</w:t></w:r></w:p>"
	}
	return zipped(t,
		"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="`+typesNS+`"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="`+relNS+`"><Relationship Id="r1" `+
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document `+wordNS+`><w:body>`+body+`</w:body></w:document>`)
}

// wholeODT is an OpenDocument text whose section asks for the text of a file.
func wholeODT(t testing.TB, linked string) []byte {
	t.Helper()
	return zipped(t, "mimetype", "application/vnd.oasis.opendocument.text",
		"META-INF/manifest.xml", `<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">`+
			`<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>`+
			`<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
		"content.xml", `<?xml version="1.0" encoding="UTF-8"?><office:document-content `+officeNS+` office:version="1.2"><office:body><office:text>`+
			`<text:h text:outline-level="1">Attest for Åse</text:h><text:p>Hun har arbeidet ved Skogheim.</text:p>`+
			`<text:section text:name="S"><text:section-source xlink:type="simple" xlink:show="embed" xlink:href="file://`+linked+`"/><text:p>Vedlegg</text:p></text:section>`+
			`</office:text></office:body></office:document-content>`)
}

func TestTheOfficeProgramTurnsWhatPeopleSendIntoPDFAWithTheSameWords(t *testing.T) {
	t.Parallel()
	needOffice(t)
	dir := t.TempDir()
	secret := filepath.Join(dir, "hemmelig.txt")
	picture := filepath.Join(dir, "hemmelig.png")
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 20, 20))); err != nil {
		t.Fatal(err)
	}
	for path, content := range map[string][]byte{secret: []byte("kvitsymrebakken\n"), picture: drawn.Bytes()} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// One after the other: the program is large, and so may the machine be busy.
	for _, c := range []struct {
		name, from string
		source     []byte
		says       []string
	}{
		{"Word", format.DOCX, wholeDocx(t, "CV for Åse Ærlig", "2015–2020 Sykepleier, Hamnes"), []string{"CV for Åse Ærlig", "2015–2020"}},
		{"OpenDocument", format.ODT, wholeODT(t, secret), []string{"Attest for Åse", "Hun har arbeidet ved Skogheim."}},
		{"Rich Text", format.RTF, []byte(`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times New Roman;}}{\info{\author Skjult}}\f0\fs24 S\'f8knad fra \u197?se {\b fet} skrift\par Andre avsnitt\par}`), []string{"Søknad fra Åse fet skrift", "Andre avsnitt"}},
		{"HTML", format.HTML, []byte("<!DOCTYPE html><html lang=\"nb\"><head><title>En lang tittel som ikke står på arket</title></head><body><h1>Søknad på stilling</h1><p>Hei &amp; hilsen</p><img src=\"file://" + picture + "\"></body></html>"), []string{"Søknad på stilling", "Hei & hilsen"}},
		{"Windows text", format.PlainText, []byte("S\xf8knad \x93sitat\x94\n"), []string{"Søknad “sitat”"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := patient.Convert(t.Context(), c.source, format.PDFA2b)
			if err != nil {
				t.Fatal(err)
			}
			if i := format.IdentifyBytes(got.Content); i.Format != format.PDFA2b || !i.Archive() || got.From != c.from || !strings.HasPrefix(got.Tool, "LibreOffice ") {
				t.Fatalf("%s%s from %s by %q", i.Format, i.Reason(), got.From, got.Tool)
			}
			path := filepath.Join(t.TempDir(), "result.pdf")
			if err := os.WriteFile(path, got.Content, 0o600); err != nil {
				t.Fatal(err)
			}
			text := outside(t, "pdftotext", "-layout", path, "-")
			for _, want := range c.says {
				if !strings.Contains(text, want) {
					t.Errorf("%q is not in %q", want, text)
				}
			}
			if strings.Contains(text, "kvitsymrebakken") || strings.Contains(outside(t, "pdfimages", "-list", path), "image") {
				t.Error("a file of this machine came into the result")
			}
			if info := outside(t, "pdfinfo", path); !strings.Contains(info, "Tagged:          yes") {
				t.Errorf("not tagged:\n%s", info)
			}
			outside(t, "qpdf", "--check", path)
		})
	}
}

func TestWhatNothingCanBeComparedWithIsLeftToAPerson(t *testing.T) {
	t.Parallel()
	source := []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00") // the old Word format
	c := format.Converter{Program: office(t, "cp '"+pdfFile(t, letter())+"' \"$out/in.pdf\"")}
	if _, err := c.Convert(t.Context(), source, format.PDFA2b); !errs.Has(err, "record.no-converter") {
		t.Fatalf("got %v", err)
	}
}

// Two readers of PDF that are not ours read our letters: one checks the
// structure, the other finds the words, the fonts inside and the claim.
func TestOtherProgramsReadOurLetters(t *testing.T) {
	t.Parallel()
	long := letter()
	for range 60 {
		long.Paragraphs = append(long.Paragraphs, strings.Repeat("linje ", 40))
	}
	for name, l := range map[string]format.Letter{"a letter": letter(), "a letter of several pages": long} {
		t.Run(name, func(t *testing.T) {
			path := pdfFile(t, l)
			if said := outside(t, "qpdf", "--check", path); !strings.Contains(said, "No syntax or stream encoding errors found") {
				t.Error(said)
			}
			squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
			if got, want := squeeze(outside(t, "pdftotext", "-raw", path, "-")), squeeze(string(format.RenderText(l))); got != want {
				t.Errorf("it reads\n%s\nwant\n%s", got, want)
			}
			fonts := strings.Split(strings.TrimSpace(outside(t, "pdffonts", path)), "\n")[2:]
			for _, f := range fonts {
				// The columns from the right: object, generation, unicode, subset, embedded.
				if columns := strings.Fields(f); len(columns) < 6 || columns[len(columns)-5] != "yes" || columns[len(columns)-3] != "yes" {
					t.Errorf("a font is not inside, or says no Unicode: %s", f)
				}
			}
			if len(fonts) != 2 {
				t.Errorf("%d fonts", len(fonts))
			}
			if said := outside(t, "pdfinfo", "-meta", path); !strings.Contains(said, "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>") {
				t.Errorf("no claim in %s", said)
			}
			if said := outside(t, "pdfinfo", path); strings.Contains(said, "Error") || !strings.Contains(said, "Encrypted:       no") {
				t.Error(said)
			}
		})
	}
}

func needConfinement(t *testing.T) {
	t.Helper()
	if exec.Command("unshare", "-r", "-n", "-p", "-f", "true").Run() != nil && exec.Command("unshare", "-n", "-p", "-f", "true").Run() != nil {
		testkit.Missing(t, "a system that lets a program be confined (unshare)")
	}
}

func TestAConverterHasNoNetwork(t *testing.T) {
	t.Parallel()
	needConfinement(t)
	script := "grep ':' /proc/net/dev | grep -qv ' *lo:' && exit 3\ncp '" + pdfFile(t, letter()) + "' \"$out/in.pdf\""
	source := wholeDocx(t, "Stillingen er besatt.")
	if _, err := (format.Converter{Program: office(t, script)}).Convert(t.Context(), source, format.PDFA2b); err != nil {
		t.Fatal(err)
	}
}

// traceAfter is when what begins starts would leave its trace.
const traceAfter = 7 * time.Second

// begins starts something that puts itself outside the converter's process
// group and would leave a trace after some seconds.
func begins(started, survived string) string {
	return fmt.Sprintf("setsid sh -c 'sleep %d; touch %s' &\ntouch %s\nsleep 60", int(traceAfter.Seconds()), survived, started)
}

// leftNoTrace waits until what had begun would have left its trace.
func leftNoTrace(t *testing.T, started, survived string) {
	t.Helper()
	begun, err := os.Stat(started)
	if err != nil {
		t.Fatalf("the converter had not begun: %v", err)
	}
	time.Sleep(time.Until(begun.ModTime().Add(traceAfter + 2*time.Second)))
	if _, err := os.Stat(survived); err == nil {
		t.Error("what it started went on")
	}
}

func TestNothingThatAConverterStartedOutlivesItsTime(t *testing.T) {
	t.Parallel()
	needConfinement(t)
	dir := t.TempDir()
	started, survived := filepath.Join(dir, "started"), filepath.Join(dir, "survived")
	c := format.Converter{Program: office(t, begins(started, survived)), Limit: 5 * time.Second}
	if _, err := c.Convert(t.Context(), wholeDocx(t, "Søknad"), format.PDFA2b); !errs.Has(err, "record.conversion-timed-out") {
		t.Fatalf("got %v", err)
	}
	leftNoTrace(t, started, survived)
}

// age makes a folder older than what a conversion leaves alone.
func age(t *testing.T, dir string) {
	t.Helper()
	old := time.Now().Add(-2 * time.Minute)
	if err := os.Chtimes(dir, old, old); err != nil {
		t.Fatal(err)
	}
}

// A folder that another program has just made is not locked yet.
func TestAConversionTakesAwayWhatIsLeftAndNotWhatHasJustBegun(t *testing.T) {
	scratch := filepath.Join(t.TempDir(), "[tmp]")
	young, left := filepath.Join(scratch, "saksgang-convert-1"), filepath.Join(scratch, "saksgang-convert-2")
	for _, dir := range []string{young, left} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	age(t, left)
	t.Setenv("TMPDIR", scratch)
	_, err := format.Converter{Program: office(t, "exit 3")}.Convert(t.Context(), wholeDocx(t, "Søknad"), format.PDFA2b)
	if !errs.Has(err, "record.conversion-failed") {
		t.Fatal(err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("what has just begun is gone: %v", err)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("what was left is still there")
	}
}

// A program that is killed while it converts leaves neither a converter behind
// nor, once the next conversion has begun, the document.
func TestNothingOfAConversionOutlivesTheProgram(t *testing.T) {
	dir, scratch := t.TempDir(), t.TempDir()
	started, survived := filepath.Join(dir, "started"), filepath.Join(dir, "survived")
	if program := os.Getenv("CONVERT_AND_DIE"); program != "" {
		_, _ = format.Converter{Program: program}.Convert(context.Background(), wholeDocx(t, "Søknad"), format.PDFA2b)
		return
	}
	self := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$")
	self.Env = append(os.Environ(), "CONVERT_AND_DIE="+office(t, begins(started, survived)), "TMPDIR="+scratch)
	needConfinement(t)
	if err := self.Start(); err != nil {
		t.Fatal(err)
	}
	for range 600 {
		if _, err := os.Stat(started); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err := self.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = self.Wait() // killed
	leftNoTrace(t, started, survived)
	left := func() []string {
		all, _ := filepath.Glob(filepath.Join(scratch, "saksgang-convert-*"))
		return all
	}
	if len(left()) != 1 {
		t.Fatalf("the killed program left %v", left())
	}
	age(t, left()[0])
	t.Setenv("TMPDIR", scratch)
	_, err := format.Converter{Program: office(t, "exit 3")}.Convert(t.Context(), wholeDocx(t, "Søknad"), format.PDFA2b)
	if !errs.Has(err, "record.conversion-failed") {
		t.Fatal(err)
	}
	if len(left()) != 0 {
		t.Errorf("left is %v", left())
	}
}
