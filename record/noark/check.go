package noark

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"saksgang/base/errs"
	"saksgang/record/format"
)

// Rules that Check holds a package against, with where they come from.
const (
	RuleFileMissing      = "file-missing"        // 6.4.15
	RuleFileUnreferenced = "file-unreferenced"   // 6.4.40
	RuleChecksum         = "checksum-differs"    // 6.4.22, 6.4.41
	RuleSize             = "size-differs"        // 6.4.41
	RuleCount            = "count-differs"       // 6.4.22
	RuleEmptyElement     = "empty-element"       // 6.4.5
	RuleNotXML           = "not-well-formed"     // 6.4.3
	RuleRepeatedID       = "id-repeated"         // 6.4.26
	RuleMalformedID      = "id-malformed"        // M001
	RuleReference        = "reference-dangling"  // 6.4.40, M215, M680
	RuleStatus           = "status-not-final"    // M051–M054
	RuleUnsettled        = "entry-unsettled"     // 3.2.8 and the case file's closing
	RuleFormat           = "not-archive-format"  // 6.4.10
	RuleFormatDiffers    = "format-differs"      // M701
	RuleJournal          = "journal-differs"     // 6.4.30
	RuleScreening        = "screened-name-shown" // 5.2.6, 5.2.30
	RuleDisposal         = "disposed-but-kept"   // 6.4.27
)

// Check holds the finished package in dir against the rules above: that every
// file, count, checksum and reference is what the package says of itself, that
// nothing is open or unsettled, that every document is in the archive format it
// claims, and that the public journal shows no screened name. It needs no
// schema. Faults come sorted, at most 1,000 of them. The error tells that dir
// could not be read at all.
//
// It streams, and keeps 16 bytes for each systemID and reference, and the names
// of the document files.
func Check(dir string) ([]Fault, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, errs.NotFound("record.package-not-found", "path", dir)
	}
	c := &checker{dir: dir}
	c.structure()
	c.changes()
	c.journals()
	c.description()
	c.ids()
	c.unreferenced()
	if c.err != nil {
		return nil, c.err
	}
	slices.SortStableFunc(c.faults, func(a, b Fault) int {
		return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(a.Rule, b.Rule))
	})
	return c.faults, nil
}

// checker is one check under way.
type checker struct {
	dir    string
	faults []Fault
	err    error

	found    map[string]int // element → how many, for arkivuttrekk.xml
	entries  idSet          // journalised entries in arkivstruktur.xml
	units    idList
	refs     idList // from settlements and the change log
	files    map[string]bool
	disposed bool
	screened bool
}

func (c *checker) fault(file, rule, what string, args ...any) {
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, Fault{File: file, Rule: rule, What: fmt.Sprintf(what, args...)})
	}
}

// path is where a reference out of the package's own files points, or "" when
// it points outside the package.
func (c *checker) path(name string) string {
	if name == "" || strings.Contains(name, `\`) || !filepath.IsLocal(filepath.FromSlash(name)) {
		return ""
	}
	return filepath.Join(c.dir, filepath.FromSlash(name))
}

// documentFile holds one referenced file against what the record says of it.
func (c *checker) documentFile(o map[string]string) {
	name := o["referanseDokumentfil"]
	if c.files == nil {
		c.files = map[string]bool{}
	}
	if c.files[name] {
		c.fault(name, RuleReference, "two document objects refer to this file")
	}
	c.files[name] = true
	full := c.path(name)
	info, err := os.Lstat(full)
	if full == "" || err != nil || !info.Mode().IsRegular() {
		c.fault(name, RuleFileMissing, "document object %s refers to a file that is not in the package", o["systemID"])
		return
	}
	if want := o["filstoerrelse"]; want != strconv.FormatInt(info.Size(), 10) {
		c.fault(name, RuleSize, "%d bytes, recorded as %s", info.Size(), want)
	}
	c.checksum(name, full, o["sjekksum"])
	c.format(name, full, o["format"])
}

func (c *checker) checksum(name, full, want string) {
	f, err := os.Open(full)
	if err != nil {
		c.fault(name, RuleFileMissing, "cannot be opened")
		return
	}
	defer func() { _ = f.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		c.fault(name, RuleFileMissing, "cannot be read")
		return
	}
	if got := hex.EncodeToString(sum.Sum(nil)); !strings.EqualFold(got, want) {
		c.fault(name, RuleChecksum, "SHA-256 is %s, recorded as %s", got, want)
	}
}

func (c *checker) format(name, full, claimed string) {
	found, err := format.IdentifyFile(full)
	if err != nil {
		c.fault(name, RuleFormat, "cannot be identified")
		return
	}
	if !found.Archive() {
		c.fault(name, RuleFormat, "is %s%s", format.Name(found.Format), found.Reason())
		return
	}
	if found.Format != claimed {
		c.fault(name, RuleFormatDiffers, "is %s, recorded as %s", found.Format, claimed)
	}
}

// unreferenced finds files in the package that nothing speaks of (6.4.40).
func (c *checker) unreferenced() {
	known := map[string]bool{addmlSchema: true, catalogueSchema: true}
	for _, pair := range validated {
		known[pair.file], known[pair.schema] = true, true
	}
	err := filepath.WalkDir(c.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(c.dir, path)
		if name := filepath.ToSlash(rel); err == nil && !known[name] && !c.files[name] {
			c.fault(name, RuleFileUnreferenced, "no document object refers to this file")
		}
		return err
	})
	if err != nil {
		c.err = errs.Unavailable(err, "record.package-unreadable")
	}
}

// ids holds the collected ids against one another.
func (c *checker) ids() {
	c.units.sort()
	c.units.repeats(func(id string) { c.fault(structureName+".xml", RuleRepeatedID, "systemID %s stands twice", id) })
	c.refs.each(func(id [16]byte) {
		if !c.units.has(id) {
			c.fault(structureName+".xml", RuleReference, "nothing in the package has the systemID %s", uuidText(id))
		}
	})
}

// idList is many ids at 16 bytes each.
type idList struct{ all [][16]byte }

func (l *idList) add(s string) bool {
	raw, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
	if err != nil || len(raw) != 16 {
		return false
	}
	l.all = append(l.all, [16]byte(raw))
	return true
}

func compareIDs(a, b [16]byte) int { return slices.Compare(a[:], b[:]) }

func (l *idList) sort() { slices.SortFunc(l.all, compareIDs) }

func (l *idList) has(id [16]byte) bool {
	_, ok := slices.BinarySearchFunc(l.all, id, compareIDs)
	return ok
}

func (l *idList) each(do func([16]byte)) {
	for _, id := range l.all {
		do(id)
	}
}

// repeats calls do for each id that stands beside itself in the sorted list.
func (l *idList) repeats(do func(string)) {
	for i := 1; i < len(l.all); i++ {
		if l.all[i] == l.all[i-1] {
			do(uuidText(l.all[i]))
		}
	}
}

func uuidText(id [16]byte) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}
