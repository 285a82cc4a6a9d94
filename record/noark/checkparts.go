package noark

import (
	"iter"
	"os"
	"path/filepath"
	"strconv"
)

// structure checks arkivstruktur.xml and every document it refers to.
func (c *checker) structure() {
	c.found = map[string]int{}
	file := structureName + ".xml"
	c.walkXML(file, func(path []*node, n *node) {
		if id := n.values["systemID"]; id != "" && !c.units.add(id) {
			c.fault(file, RuleMalformedID, "systemID %s is not a UUID", id)
		}
		c.found[n.name]++
		switch n.name {
		case "arkivdel":
			c.status(file, n, "arkivdelstatus", n.values["arkivdelstatus"] == string(SeriesClosed))
		case "mappe":
			if n.kind == "saksmappe" {
				c.status(file, n, "saksstatus", CaseFileStatus(n.values["saksstatus"]).Final())
			}
		case "registrering":
			c.registration(file, n)
		case "avskrivning":
			markParent(path, "avskrivning")
			c.reference(file, n.values["referanseAvskrivesAvJournalpost"])
		case "dokumentbeskrivelse":
			c.documentDescription(file, n)
		case "dokumentobjekt":
			markParent(path, "dokumentobjekt")
			c.documentFile(n.values)
		case "utfoertKassasjon":
			c.disposed = true
			markParent(path, "utfoertKassasjon")
		case "skjerming":
			c.screened = true
		}
	})
}

// markParent notes with the element around that it has a child of a kind that
// holds children itself.
func markParent(path []*node, child string) {
	if len(path) == 0 {
		return
	}
	n := path[len(path)-1]
	if n.values == nil {
		n.values = map[string]string{}
	}
	n.values[child] = "ja"
}

func (c *checker) status(file string, n *node, element string, final bool) {
	if !final {
		c.fault(file, RuleStatus, "%s %s has %s %q", n.name, n.values["systemID"], element, n.values[element])
	}
}

func (c *checker) registration(file string, n *node) {
	if n.kind != string(JournalEntry) {
		return
	}
	c.entries.add(SystemID(n.values["systemID"]))
	status := EntryStatus(n.values["journalstatus"])
	c.status(file, n, "journalstatus", status.Final())
	waits := EntryType(n.values["journalposttype"]).MustBeSettled() && status != EntryCancelled
	if waits && n.values["avskrivning"] == "" {
		c.fault(file, RuleUnsettled, "entry %s is not settled", n.values["systemID"])
	}
}

func (c *checker) documentDescription(file string, n *node) {
	c.status(file, n, "dokumentstatus", n.values["dokumentstatus"] == string(DocumentFinished))
	kept, gone := n.values["dokumentobjekt"] != "", n.values["utfoertKassasjon"] != ""
	switch {
	case kept && gone:
		c.fault(file, RuleDisposal, "document %s is disposed of, and still has a file", n.values["systemID"])
	case !kept && !gone && n.values["dokumentmedium"] != string(Physical):
		c.fault(file, RuleFileMissing, "document %s has neither a file nor a performed disposal", n.values["systemID"])
	}
}

func (c *checker) reference(file, id string) {
	if id != "" && !c.refs.add(id) {
		c.fault(file, RuleReference, "%s is not a systemID", id)
	}
}

func (c *checker) changes() {
	file := changesName + ".xml"
	c.walkXML(file, func(_ []*node, n *node) {
		if n.name == "endring" {
			c.found["endring"]++
			c.reference(file, n.values["referanseArkivenhet"])
		}
	})
}

// journalLine is what Check compares of a journal row.
type journalLine struct {
	id        string
	year, seq int
	names     []string
	hidden    []bool // beside names: screened in the running journal
	titles    []string
}

// journals walks the two journals side by side: same rows, same order, each
// entry once, and no screened name in the public one.
func (c *checker) journals() {
	running, public := runningName+".xml", publicName+".xml"
	if c.entries.n == 0 && !c.exists(running) && !c.exists(public) {
		return
	}
	nextRunning, stopRunning := iter.Pull(c.lines(running))
	defer stopRunning()
	nextPublic, stopPublic := iter.Pull(c.lines(public))
	defer stopPublic()
	var inRunning, inPublic idSet
	var last journalLine
	for {
		r, moreR := nextRunning()
		p, moreP := nextPublic()
		if moreR {
			inRunning.add(SystemID(r.id))
			if r.year < last.year || r.year == last.year && r.seq <= last.seq {
				c.fault(running, RuleJournal, "entry %s is out of order", r.id)
			}
			last = r
		}
		if moreP {
			inPublic.add(SystemID(p.id))
		}
		if !moreR && !moreP {
			break
		}
		if moreR && moreP {
			c.sameLine(r, p)
		}
	}
	c.sameEntries(running, inRunning)
	c.sameEntries(public, inPublic)
}

func (c *checker) exists(file string) bool {
	_, err := os.Stat(filepath.Join(c.dir, file))
	return err == nil
}

func (c *checker) sameEntries(file string, rows idSet) {
	c.found[file] = rows.n
	if rows != c.entries {
		c.fault(file, RuleJournal, "%d rows are not the %d entries of %s.xml", rows.n, c.entries.n, structureName)
	}
}

func (c *checker) sameLine(r, p journalLine) {
	if r.id != p.id {
		c.fault(publicName+".xml", RuleJournal, "entry %s stands where the running journal has %s", p.id, r.id)
		return
	}
	for i, name := range r.names {
		if !r.hidden[i] {
			continue
		}
		for _, shown := range append(p.names, p.titles...) {
			if readable(name, shown) {
				c.fault(publicName+".xml", RuleScreening, "entry %s shows a name that is screened", p.id)
				return
			}
		}
	}
}

// lines are the rows of a journal.
func (c *checker) lines(file string) iter.Seq[journalLine] {
	return func(yield func(journalLine) bool) {
		var line journalLine
		head, going := -1, true
		c.walkXML(file, func(path []*node, n *node) {
			switch n.name {
			case "journalhode":
				head, _ = strconv.Atoi(n.values["antallJournalposter"])
				if head != c.entries.n {
					c.fault(file, RuleCount, "antallJournalposter is %d, there are %d entries", head, c.entries.n)
				}
			case "korrespondansepart":
				line.names = append(line.names, n.values["korrespondansepartNavn"])
				line.hidden = append(line.hidden, n.values["skjermingMetadata"] != "")
			case "saksmappe":
				line.titles = append(line.titles, n.values["offentligTittel"])
			case "journalpost":
				line.id = n.values["systemID"]
				line.year, _ = strconv.Atoi(n.values["journalaar"])
				line.seq, _ = strconv.Atoi(n.values["journalsekvensnummer"])
				line.titles = append(line.titles, n.values["offentligTittel"])
			case "journalregistrering":
				going = going && yield(line)
				line = journalLine{}
			}
		})
	}
}

// description checks arkivuttrekk.xml against what was found.
func (c *checker) description() {
	file := descriptionName + ".xml"
	var o described
	o.values = map[string]string{}
	ok := c.walkXML(file, func(path []*node, n *node) { o.leave(c, path, n) })
	if !ok {
		return
	}
	for name, want := range map[string]bool{
		"inneholderSkjermetInformasjon": c.screened, "omfatterDokumenterSomErKassert": c.disposed,
	} {
		if o.values[name] != strconv.FormatBool(want) {
			c.fault(file, RuleCount, "%s is %q, but %t was found", name, o.values[name], want)
		}
	}
	if want := strconv.Itoa(len(c.files)); o.values["antallDokumentfiler"] != want {
		c.fault(file, RuleCount, "antallDokumentfiler is %q, the records refer to %s files", o.values["antallDokumentfiler"], want)
	}
	for _, needed := range []string{structureName + ".xml", changesName + ".xml"} {
		if !o.has[needed] {
			c.fault(file, RuleFileMissing, "%s is not described", needed)
		}
	}
	// A package with schemas has that of the description too, which describes
	// every other file but not its own schema (6.4.20).
	if _, err := os.Stat(filepath.Join(c.dir, addmlSchema)); err != nil && o.has[structureName+".xsd"] {
		c.fault(addmlSchema, RuleFileMissing, "the package has no %s", addmlSchema)
	}
}

// described gathers ADDML's nested properties as they end.
type described struct {
	values     map[string]string // and the other plain values
	has        map[string]bool
	name, sum  string // of the file property that is open
	countValue string
}

func (o *described) leave(c *checker, path []*node, n *node) {
	if n.name != "property" {
		return
	}
	parent := around(path, "property")
	switch {
	case n.kind == "name" && parent == "file":
		o.name = n.values["value"]
	case n.kind == "value" && parent == "checksum":
		o.sum = n.values["value"]
	case n.kind == "file":
		o.file(c)
	case n.kind == "value" && parent == "numberOfOccurrences":
		o.countValue = n.values["value"]
	case n.kind == "numberOfOccurrences":
		o.occurrences(c, around(path, "dataObject"), n.values["value"])
	default:
		o.values[n.kind] = n.values["value"]
	}
}

// around is the name attribute of the nearest enclosing element of a kind.
func around(path []*node, element string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i].name == element {
			return path[i].kind
		}
	}
	return ""
}

// file checks a described file that has ended. A schema that is only named has
// no checksum.
func (o *described) file(c *checker) {
	if o.has == nil {
		o.has = map[string]bool{}
	}
	full := c.path(o.name)
	if full == "" || !c.exists(o.name) {
		c.fault(o.name, RuleFileMissing, "%s.xml describes a file that is not in the package", descriptionName)
	} else if o.sum != "" {
		o.has[o.name] = true
		c.checksum(o.name, full, o.sum)
	}
	o.name, o.sum = "", ""
}

func (o *described) occurrences(c *checker, object, element string) {
	found := c.found[element]
	if element == "journalregistrering" {
		found = c.found[object+".xml"]
	}
	if o.countValue != strconv.Itoa(found) {
		c.fault(descriptionName+".xml", RuleCount, "%s in %s is %q, %d were found", element, object, o.countValue, found)
	}
	o.countValue = ""
}
