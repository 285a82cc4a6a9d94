package format

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"
)

// Identified is what a file's content shows.
type Identified struct {
	Format    string     // PRONOM identifier; Unknown when nothing recognises it
	MediaType string     // "application/pdf"
	Charset   string     // of plain text: "UTF-8" or "ISO-8859-1"
	PDF       *PDFReport // of a PDF
	Faults    []string   // what keeps it from being the archive format it resembles
}

// Archive says whether the file is in an archive format by the present list.
func (i Identified) Archive() bool { return i.ArchiveOn(time.Time{}) }

// ArchiveOn says whether it is one by the list of a given day.
func (i Identified) ArchiveOn(day time.Time) bool {
	_, ok := Approved(i.Format, day)
	return ok && len(i.Faults) == 0
}

// Reason says in technical words why the file is not in an archive format;
// empty when there is nothing to add to the format's name.
func (i Identified) Reason() string {
	if len(i.Faults) == 0 {
		return ""
	}
	return ": " + strings.Join(i.Faults, "; ")
}

// Details is Noark's formatDetaljer (M702): the character set of plain text,
// which the regulation demands to be told, otherwise the format's name.
func (i Identified) Details() string {
	if i.Charset != "" {
		return "Tegnsett: " + i.Charset
	}
	return Name(i.Format)
}

// headSize is how much of a file the signatures are looked for in.
const headSize = 64 << 10

// maxTextScan is the largest text file that is read to tell its character set.
const maxTextScan = 256 << 20

// IdentifyFile identifies the file at path.
func IdentifyFile(path string) (Identified, error) {
	f, err := os.Open(path)
	if err != nil {
		return Identified{}, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return Identified{}, err
	}
	return Identify(f, info.Size())
}

// IdentifyBytes identifies content held in memory.
func IdentifyBytes(content []byte) Identified {
	i, _ := Identify(bytes.NewReader(content), int64(len(content))) // a bytes.Reader does not fail
	return i
}

// Identify reads what it needs of r. The error tells that r could not be read;
// content that nothing recognises is no error.
func Identify(r io.ReaderAt, size int64) (Identified, error) {
	head := make([]byte, min(size, headSize))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return Identified{}, err
	}
	if len(head) == 0 {
		return Identified{MediaType: "application/octet-stream", Faults: []string{"the file is empty"}}, nil
	}
	if bytes.HasPrefix(head, []byte("%PDF-")) {
		return identifyPDF(r, size), nil
	}
	if i, ok := bySignature(head); ok {
		return i, nil
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")) {
		return identifyZIP(r, size), nil
	}
	if i, ok, err := identifyMarkup(r, size, head); ok || err != nil {
		return i, err
	}
	if i, ok, err := identifyText(r, size); ok || err != nil {
		return i, err
	}
	return Identified{MediaType: mimetype.Detect(head).String()}, nil
}

// signature is a format that shows itself in the first bytes.
type signature struct {
	at     int
	magic  string
	format string
	media  string
}

var signatures = []signature{
	{0, "II*\x00", "fmt/353", "image/tiff"},
	{0, "MM\x00*", "fmt/353", "image/tiff"},
	{0, "\x89PNG\r\n\x1a\n", "fmt/11", "image/png"},
	{0, "GIF87a", "fmt/4", "image/gif"},
	{0, "GIF89a", "fmt/4", "image/gif"},
	{0, "fLaC", "fmt/279", "audio/flac"},
	{0, "ID3", "fmt/134", "audio/mpeg"},
	{0, "\x00\x00\x01\xba", "x-fmt/386", "video/mpeg"},
	{0, "WARC/1.", "fmt/289", "application/warc"},
	{0, "{\\rtf", RTF, "application/rtf"},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "fmt/40", "application/msword"},
	{4, "ftypisom", "fmt/199", "video/mp4"},
	{4, "ftypiso2", "fmt/199", "video/mp4"},
	{4, "ftypmp41", "fmt/199", "video/mp4"},
	{4, "ftypmp42", "fmt/199", "video/mp4"},
	{4, "ftypavc1", "fmt/199", "video/mp4"},
}

func bySignature(head []byte) (Identified, bool) {
	for _, s := range signatures {
		if len(head) >= s.at+len(s.magic) && string(head[s.at:s.at+len(s.magic)]) == s.magic {
			return Identified{Format: s.format, MediaType: s.media}, true
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xD8, 0xFF}):
		return Identified{Format: jpegFormat(head), MediaType: "image/jpeg"}, true
	case len(head) > 22 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WAVE":
		return identifyWave(head), true
	case len(head) > 2 && head[0] == 0xFF && (head[1] == 0xFB || head[1] == 0xF3 || head[1] == 0xF2):
		return Identified{Format: "fmt/134", MediaType: "audio/mpeg"}, true
	}
	return Identified{}, false
}

// jpegFormat tells the JPEG flavours that PRONOM keeps apart.
func jpegFormat(head []byte) string {
	if len(head) > 12 && string(head[6:10]) == "JFIF" {
		switch head[12] {
		case 0:
			return "fmt/42"
		case 1:
			return "fmt/43"
		}
		return "fmt/44"
	}
	if len(head) > 10 && string(head[6:10]) == "Exif" {
		return "fmt/645"
	}
	return "fmt/41"
}

// identifyWave accepts PCM alone: the first chunk must be "fmt " with tag 1.
func identifyWave(head []byte) Identified {
	if string(head[12:16]) == "fmt " && binary.LittleEndian.Uint16(head[20:22]) == 1 {
		return Identified{Format: "fmt/141", MediaType: "audio/wav"}
	}
	return Identified{Format: "fmt/6", MediaType: "audio/wav", Faults: []string{"the sound is not PCM"}}
}

// identifyPDF names the PDF/A flavour only if the structural check agrees.
func identifyPDF(r io.ReaderAt, size int64) Identified {
	report := CheckPDF(r, size)
	i := Identified{MediaType: "application/pdf", PDF: &report, Format: pdfVersions[report.Version]}
	if i.Format == Unknown {
		i.Format = pdfVersions["1.4"]
	}
	if report.Valid() {
		i.Format = pdfaFormats[report.Flavour()]
		return i
	}
	if flavour := report.Flavour(); flavour != "" {
		i.Faults = append(i.Faults, fmt.Sprintf("it claims to be PDF/A-%s", flavour))
	}
	i.Faults = append(i.Faults, report.Faults...)
	return i
}

var pdfVersions = map[string]string{
	"1.0": "fmt/14", "1.1": "fmt/15", "1.2": "fmt/16", "1.3": "fmt/17", "1.4": "fmt/18",
	"1.5": "fmt/19", "1.6": "fmt/20", "1.7": "fmt/276", "2.0": "fmt/1129",
}

var pdfaFormats = map[string]string{
	"1a": "fmt/95", "1b": "fmt/354", "2a": "fmt/476", "2b": PDFA2b, "2u": "fmt/478",
	"3a": "fmt/479", "3b": "fmt/480", "3u": "fmt/481",
}
