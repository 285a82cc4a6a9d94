package format

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"saksgang/base/errs"
)

// Converted is the result of a conversion.
type Converted struct {
	Content []byte
	From    string // PRONOM identifier of the source
	To      string // of the result, as it was identified
	Tool    string // what converted, for Noark's konverteringsverktoey
}

// Converter runs LibreOffice without a screen. The zero value looks for it on
// the command path.
type Converter struct {
	// Program is the office program; empty means the first of soffice and
	// libreoffice that is found.
	Program string
	// Limit is how long one conversion may take; zero means two minutes.
	Limit time.Duration
	// MayLose is the share of the source's words that may be missing in the
	// result before it is refused; zero means one in a hundred, which leaves
	// room for page numbers and fields.
	MayLose float64
}

// Convert converts by the zero Converter.
func Convert(ctx context.Context, in []byte, to string) (Converted, error) {
	return Converter{}.Convert(ctx, in, to)
}

// Available says whether conversions can be made on this machine.
func (c Converter) Available() bool { return c.program() != "" }

// Convert turns in into the format to, which is PDFA2b. It runs in an empty
// folder of its own, with its own profile, for a limited time, and, where the
// system lets us, without network, with limited memory and in a process tree
// that ends with it and with us. The result must pass the structural check and
// hold the words of the source.
//
// Unavailable record.no-converter says that no program can do it here: keep the
// production format and make a task for somebody who can. Invalid says that the
// source cannot be converted so that nothing is lost.
func (c Converter) Convert(ctx context.Context, in []byte, to string) (Converted, error) {
	source := IdentifyBytes(in)
	if source.Archive() && source.Format == to {
		return Converted{Content: in, From: source.Format, To: to}, nil
	}
	filter, ok := sources[source.Format]
	program := c.program()
	if !ok || to != PDFA2b || program == "" {
		return Converted{}, errs.Unavailable(nil, "record.no-converter", "from", source.Format, "to", to)
	}
	given := in
	if source.Format == PlainText {
		given = []byte(plainText(in)) // the filter reads UTF-8 alone
	}
	out, err := c.run(ctx, program, given, Extension(source.Format), filter)
	if err != nil {
		return Converted{}, err
	}
	result := IdentifyBytes(out)
	if result.Format != to || !result.Archive() {
		return Converted{}, errs.Invalid("record.conversion-not-archive-format", "from", source.Format, "found", result.Format)
	}
	if err := c.sameText(in, out); err != nil {
		return Converted{}, err
	}
	return Converted{Content: out, From: source.Format, To: to, Tool: cmp.Or(pdfProducer(out), "LibreOffice")}, nil
}

// sources are the formats that are converted, with the import filter that must
// be named: without it HTML loses its headings. Each is a format whose words we
// read ourselves; a result that nothing can be compared with is not taken, which
// leaves the old Word format to a person.
var sources = map[string]string{
	DOCX: "", ODT: "", RTF: "", HTML: "HTML (StarWriter)", PlainText: "Text (encoded):UTF8,LF,,,",
}

func (c Converter) program() string {
	names := []string{c.Program}
	if c.Program == "" {
		names = []string{"soffice", "libreoffice"}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// pdfExport asks for PDF/A-2b.
const pdfExport = `pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},"UseTaggedPDF":{"type":"boolean","value":"true"}}`

// scratchName begins the name of the folder that one conversion runs in.
const scratchName = "saksgang-convert-"

// profileSettings keep a document from running macros and from taking other
// files of this machine into the result, which a picture's or a section's
// address would otherwise do.
const profileSettings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`

func (c Converter) run(ctx context.Context, program string, in []byte, ext, filter string) ([]byte, error) {
	dir, remove, err := newScratch()
	if err != nil {
		return nil, errs.Unavailable(err, "record.conversion-failed")
	}
	defer remove()
	source := filepath.Join(dir, "in."+ext)
	settings := filepath.Join(dir, "profile", "user", "registrymodifications.xcu")
	err = errors.Join(os.WriteFile(source, in, 0o600), os.MkdirAll(filepath.Dir(settings), 0o700), os.WriteFile(settings, []byte(profileSettings), 0o600))
	if err != nil {
		return nil, errs.Unavailable(err, "record.conversion-failed")
	}
	limit := c.Limit
	if limit == 0 {
		limit = 2 * time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	profile := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(dir, "profile"))}
	args := []string{program, "-env:UserInstallation=" + profile.String(), "--headless", "--norestore", "--nolockcheck"}
	if filter != "" {
		args = append(args, "--infilter="+filter)
	}
	args = append(args, "--convert-to", pdfExport, "--outdir", filepath.Join(dir, "out"), source)
	args = confined(args)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = dir
	cmd.Env = []string{"HOME=" + dir, "TMPDIR=" + dir, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}
	cmd.WaitDelay = 5 * time.Second
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	err = inOwnGroup(cmd)
	out, readErr := os.ReadFile(filepath.Join(dir, "out", "in.pdf"))
	switch {
	case ctx.Err() != nil:
		return nil, errs.Unavailable(ctx.Err(), "record.conversion-timed-out", "limit", limit.String())
	case err != nil || readErr != nil:
		return nil, errs.Unavailable(errors.Join(err, readErr, errors.New(strings.TrimSpace(said.String()))), "record.conversion-failed")
	}
	return out, nil
}

// shown is what a reader sees of the document: the text, without a page's title,
// which stands in the frame of the window.
func shown(in []byte) (string, error) {
	if IdentifyBytes(in).Format == HTML {
		return htmlText(in, "title")
	}
	return Text(in)
}

// sameText refuses a result that has lost words of the source.
func (c Converter) sameText(in, out []byte) error {
	before, err := shown(in)
	if err != nil {
		return err
	}
	after, err := Text(out)
	if err != nil {
		return err
	}
	allowed := c.MayLose
	if allowed == 0 {
		allowed = 0.01
	}
	words, lost := Lost(before, after)
	if float64(lost) > allowed*float64(words) {
		return errs.Invalid("record.conversion-lost-text", "words", words, "lost", lost)
	}
	return nil
}

// Lost counts the words of before, and those of them that are not in after.
// Spaces are set aside in after, since a page breaks words where it likes.
func Lost(before, after string) (words, lost int) {
	squeezed := []byte(strings.Join(strings.Fields(after), ""))
	for _, w := range strings.Fields(before) {
		words++
		if !bytes.Contains(squeezed, []byte(w)) {
			lost++
		}
	}
	return words, lost
}
