package noark

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"saksgang/base/errs"
)

const xsiNamespace = "http://www.w3.org/2001/XMLSchema-instance"

// xmlFile writes one XML file of the package and hashes it on the way. The
// first failure sticks: later calls do nothing and finish returns it. An
// element without a value is never written; one that the schema demands makes
// the writer fail with the problem code of a missing value.
type xmlFile struct {
	file    *os.File
	out     *bufio.Writer
	sum     hash.Hash
	zone    *time.Location
	root    string
	where   string // the unit being written, for errors: its systemID
	err     error
	changed int // characters that XML cannot carry
}

// createXML begins the file path with its root element, namespace and the
// location of its schema.
func createXML(path, root, namespace, schema string, zone *time.Location) (*xmlFile, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, cannotWrite(err)
	}
	if zone == nil {
		zone = time.UTC
	}
	x := &xmlFile{file: f, root: root, sum: sha256.New(), zone: zone}
	x.out = bufio.NewWriterSize(tee{x}, 64<<10)
	x.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<" + root + ` xmlns="` + namespace +
		`" xmlns:xsi="` + xsiNamespace + `" xsi:schemaLocation="` + namespace + " " + schema + `">` + "\n")
	return x, nil
}

// tee sends what is flushed to the file and into the checksum.
type tee struct{ x *xmlFile }

func (t tee) Write(p []byte) (int, error) {
	t.x.sum.Write(p)
	return t.x.file.Write(p)
}

// finish closes the root element, syncs the file and gives its checksum.
func (x *xmlFile) finish() (string, error) {
	x.close(x.root)
	if x.err == nil {
		x.fail(cannotWrite(x.out.Flush()))
	}
	if x.err == nil {
		x.fail(cannotWrite(x.file.Sync()))
	}
	if err := x.file.Close(); x.err == nil {
		x.fail(cannotWrite(err))
	}
	return hex.EncodeToString(x.sum.Sum(nil)), x.err
}

// abandon closes the file without finishing it.
func (x *xmlFile) abandon() { _ = x.file.Close() }

func cannotWrite(err error) error {
	if err == nil {
		return nil
	}
	return errs.Unavailable(err, "record.package-not-written")
}

func (x *xmlFile) fail(err error) {
	if x.err == nil {
		x.err = err
	}
}

func (x *xmlFile) raw(s string) {
	if x.err != nil {
		return
	}
	if _, err := x.out.WriteString(s); err != nil {
		x.fail(cannotWrite(err))
	}
}

func (x *xmlFile) open(name string)  { x.raw("<" + name + ">") }
func (x *xmlFile) close(name string) { x.raw("</" + name + ">\n") }

// openAs opens an element of a specialised type (xsi:type).
func (x *xmlFile) openAs(name, kind string) {
	x.raw("<" + name + ` xsi:type="` + kind + `">`)
}

// text writes an element that may be absent.
func (x *xmlFile) text(name, value string) {
	if x.err != nil || blank(value) {
		return
	}
	x.raw("<" + name + ">")
	x.escape(value)
	x.raw("</" + name + ">")
}

// must writes an element that the schema demands.
func (x *xmlFile) must(name, value string) {
	if blank(value) {
		x.fail(errs.Invalid("record.noark-value-missing", "element", name, "unit", x.where))
		return
	}
	x.text(name, value)
}

func (x *xmlFile) texts(name string, values []string) {
	for _, v := range values {
		x.text(name, v)
	}
}

// listed writes a value out of one of Noark's code lists.
func (x *xmlFile) listed(name, value string, known bool) {
	if value != "" && !known {
		x.fail(errs.Invalid("record.noark-value-unknown", "element", name, "value", value, "unit", x.where))
		return
	}
	x.must(name, value)
}

func (x *xmlFile) maybeListed(name, value string, known bool) {
	if value != "" {
		x.listed(name, value, known)
	}
}

var idForm = regexp.MustCompile(`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)

// id writes a systemID or a reference to one.
func (x *xmlFile) id(name string, id SystemID) {
	if id != "" && !idForm.MatchString(string(id)) {
		x.fail(errs.Invalid("record.noark-id-malformed", "element", name, "value", string(id)))
		return
	}
	x.must(name, string(id))
}

func (x *xmlFile) maybeID(name string, id SystemID) {
	if id != "" {
		x.id(name, id)
	}
}

func (x *xmlFile) number(name string, n int64) {
	x.open(name)
	x.raw(strconv.FormatInt(n, 10))
	x.raw("</" + name + ">")
}

// positive writes a number that counts from one, such as a journal year.
func (x *xmlFile) positive(name string, n int) {
	if n <= 0 {
		x.fail(errs.Invalid("record.noark-value-missing", "element", name, "unit", x.where))
		return
	}
	x.number(name, int64(n))
}

// maybeNumber writes a number for which zero means absent.
func (x *xmlFile) maybeNumber(name string, n int) {
	if n != 0 {
		x.positive(name, n)
	}
}

// date writes a date that the schema demands, as xs:date.
func (x *xmlFile) date(name string, d Date) {
	if d != "" && !d.Valid() {
		x.fail(errs.Invalid("record.noark-date-malformed", "element", name, "value", string(d), "unit", x.where))
		return
	}
	x.must(name, string(d))
}

func (x *xmlFile) maybeDate(name string, d Date) {
	if d != "" {
		x.date(name, d)
	}
}

// instant writes xs:dateTime with its offset, to the second.
func (x *xmlFile) instant(name string, t time.Time) {
	if t.IsZero() {
		x.fail(errs.Invalid("record.noark-value-missing", "element", name, "unit", x.where))
		return
	}
	x.text(name, t.In(x.zone).Format(time.RFC3339))
}

func (x *xmlFile) maybeInstant(name string, t time.Time) {
	if !t.IsZero() {
		x.instant(name, t)
	}
}

// stamp writes a pair of when and who.
func (x *xmlFile) stamp(when, who string, s Stamp) {
	x.instant(when, s.At)
	x.must(who, s.By)
}

func (x *xmlFile) maybeStamp(when, who string, s Stamp) {
	if !s.IsZero() {
		x.stamp(when, who, s)
	}
}

// Valid says whether d is a day of the calendar in ISO form.
func (d Date) Valid() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

// blank says whether s would be an empty element: nothing but white space.
func blank(s string) bool { return strings.TrimSpace(s) == "" }

// escape writes character data. Characters outside XML 1.0's Char production,
// and bytes that are not UTF-8, become U+FFFD and are counted.
func (x *xmlFile) escape(s string) {
	last := 0
	for i := 0; i < len(s); {
		r, width := utf8.DecodeRuneInString(s[i:])
		with := ""
		switch {
		case r == '&':
			with = "&amp;"
		case r == '<':
			with = "&lt;"
		case r == '>':
			with = "&gt;"
		case r == '\r':
			with = "&#xD;"
		case !carried(r) || r == utf8.RuneError && width == 1:
			with = "\uFFFD"
			x.changed++
		}
		if with != "" {
			x.raw(s[last:i])
			x.raw(with)
			last = i + width
		}
		i += width
	}
	x.raw(s[last:])
}

// carried is XML 1.0's production Char.
func carried(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF ||
		r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}
