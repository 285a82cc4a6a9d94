package format

import "time"

// The PRONOM identifiers that the program itself writes.
const (
	PlainText = "x-fmt/111"
	PDFA2b    = "fmt/477"
	XML       = "fmt/101"
	DOCX      = "fmt/412"
	ODT       = "fmt/291"
	RTF       = "fmt/355"
	HTML      = "fmt/96"
	Mail      = "fmt/278"
	ZIP       = "x-fmt/263"
	Unknown   = "" // nothing here recognises it
)

// Approval is one row of the dated table of archive formats.
type Approval struct {
	Format string    // PRONOM identifier, the values of Noark's M701
	Name   string    // what officials call it
	Ext    string    // file name extension, no dot
	Use    Use       // what it is approved for
	From   time.Time // first day
	Until  time.Time // first day it no longer is; zero while it still is
	Source string    // the law that says so
}

// Use is what kind of record a format is approved for.
type Use string

// The kinds of record that the regulation distinguishes here.
const (
	ForText  Use = "text"
	ForImage Use = "image"
	ForSound Use = "sound"
	ForFilm  Use = "film"
	ForMap   Use = "map"
	ForWeb   Use = "web"
)

// The regulations on what may be handed over to an archive repository. The
// 1999 regulation listed its formats in § 8-17 (as revised in 2007); the
// present one lists them in § 5-17 and has held since 2018.
const (
	oldRegulation = "FOR-1999-12-01-1566 § 8-17"
	newRegulation = "FOR-2017-12-19-2286 § 5-17"
)

var (
	since2007 = time.Date(2007, 7, 1, 0, 0, 0, 0, time.UTC)
	since2018 = time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC)
)

// approvals is the dated table. Law is data: a change is a new row, or an end
// in Until, with its source; nothing else in the program knows a format's
// standing. PDF/A-3 is left out on purpose, since it may carry files of any
// other format inside.
var approvals = []Approval{
	{Format: PlainText, Name: "Ren tekst (UTF-8, ISO 8859-1, ISO 8859-4)", Ext: "txt", Use: ForText, From: since2007, Source: oldRegulation},
	{Format: XML, Name: "XML 1.0", Ext: "xml", Use: ForText, From: since2007, Source: oldRegulation},
	{Format: "fmt/95", Name: "PDF/A-1a", Ext: "pdf", Use: ForText, From: since2007, Source: oldRegulation},
	{Format: "fmt/354", Name: "PDF/A-1b", Ext: "pdf", Use: ForText, From: since2007, Source: oldRegulation},
	{Format: "fmt/476", Name: "PDF/A-2a", Ext: "pdf", Use: ForText, From: since2018, Source: newRegulation},
	{Format: PDFA2b, Name: "PDF/A-2b", Ext: "pdf", Use: ForText, From: since2018, Source: newRegulation},
	{Format: "fmt/478", Name: "PDF/A-2u", Ext: "pdf", Use: ForText, From: since2018, Source: newRegulation},
	{Format: "fmt/353", Name: "TIFF 6", Ext: "tif", Use: ForText, From: since2007, Source: oldRegulation},
	{Format: "fmt/41", Name: "JPEG", Ext: "jpg", Use: ForImage, From: since2007, Source: oldRegulation},
	{Format: "fmt/42", Name: "JPEG (JFIF 1.00)", Ext: "jpg", Use: ForImage, From: since2007, Source: oldRegulation},
	{Format: "fmt/43", Name: "JPEG (JFIF 1.01)", Ext: "jpg", Use: ForImage, From: since2007, Source: oldRegulation},
	{Format: "fmt/44", Name: "JPEG (JFIF 1.02)", Ext: "jpg", Use: ForImage, From: since2007, Source: oldRegulation},
	{Format: "fmt/645", Name: "JPEG (Exif)", Ext: "jpg", Use: ForImage, From: since2007, Source: oldRegulation},
	{Format: "fmt/11", Name: "PNG", Ext: "png", Use: ForImage, From: since2018, Source: newRegulation},
	{Format: "fmt/134", Name: "MP3", Ext: "mp3", Use: ForSound, From: since2007, Source: oldRegulation},
	{Format: "fmt/141", Name: "PCM-basert Wave", Ext: "wav", Use: ForSound, From: since2007, Source: oldRegulation},
	{Format: "fmt/279", Name: "FLAC", Ext: "flac", Use: ForSound, From: since2018, Source: newRegulation},
	{Format: "x-fmt/386", Name: "MPEG-2", Ext: "mpg", Use: ForFilm, From: since2007, Source: oldRegulation},
	{Format: "fmt/199", Name: "MPEG-4", Ext: "mp4", Use: ForFilm, From: since2018, Source: newRegulation},
	{Format: "x-fmt/227", Name: "GML", Ext: "gml", Use: ForMap, From: since2018, Source: newRegulation},
	{Format: "fmt/289", Name: "WARC", Ext: "warc", Use: ForWeb, From: since2018, Source: newRegulation},
}

// others are formats we can name that are not archive formats.
var others = map[string]struct{ name, ext string }{
	DOCX:       {"Word (OOXML)", "docx"},
	"fmt/214":  {"Excel (OOXML)", "xlsx"},
	"fmt/215":  {"PowerPoint (OOXML)", "pptx"},
	"fmt/494":  {"Encrypted Office Open XML", "docx"},
	ODT:        {"OpenDocument Text", "odt"},
	"fmt/295":  {"OpenDocument Spreadsheet", "ods"},
	"fmt/40":   {"Word 97–2003", "doc"},
	RTF:        {"Rich Text Format", "rtf"},
	HTML:       {"HTML", "html"},
	Mail:       {"Mail message (EML)", "eml"},
	ZIP:        {"ZIP", "zip"},
	"fmt/4":    {"GIF", "gif"},
	"fmt/16":   {"PDF 1.2", "pdf"},
	"fmt/17":   {"PDF 1.3", "pdf"},
	"fmt/18":   {"PDF 1.4", "pdf"},
	"fmt/19":   {"PDF 1.5", "pdf"},
	"fmt/20":   {"PDF 1.6", "pdf"},
	"fmt/276":  {"PDF 1.7", "pdf"},
	"fmt/1129": {"PDF 2.0", "pdf"},
	"fmt/14":   {"PDF 1.0", "pdf"},
	"fmt/15":   {"PDF 1.1", "pdf"},
	"fmt/479":  {"PDF/A-3a", "pdf"},
	"fmt/480":  {"PDF/A-3b", "pdf"},
	"fmt/481":  {"PDF/A-3u", "pdf"},
	"fmt/6":    {"Wave, not PCM", "wav"},
}

// Approved tells whether format (a PRONOM identifier) is an archive format on
// the day at; the zero time asks for what holds without an end.
func Approved(format string, at time.Time) (Approval, bool) {
	for _, a := range approvals {
		switch {
		case a.Format != format:
		case at.IsZero() && a.Until.IsZero():
			return a, true
		case !at.IsZero() && !at.Before(a.From) && (a.Until.IsZero() || at.Before(a.Until)):
			return a, true
		}
	}
	return Approval{}, false
}

// Approvals is the whole dated table, for a page that shows it.
func Approvals() []Approval { return append([]Approval(nil), approvals...) }

// Extension is the file name extension that belongs to format, no dot; "bin"
// for a format we do not know.
func Extension(format string) string {
	if _, ext := named(format); ext != "" {
		return ext
	}
	return "bin"
}

// Name is what people call format; the identifier itself when we have no name.
func Name(format string) string {
	if name, _ := named(format); name != "" {
		return name
	}
	return format
}

func named(format string) (name, ext string) {
	for _, a := range approvals {
		if a.Format == format {
			return a.Name, a.Ext
		}
	}
	o := others[format]
	return o.name, o.ext
}
