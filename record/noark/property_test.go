package noark_test

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"saksgang/record/noark"
	"saksgang/testkit"
)

// words draws text as people and broken systems write it.
func words() *rapid.Generator[string] {
	letters := []rune("aåÅæÆøØäöŋđšč éüß<>&\"' .,-–\t\n\x00\x0b\u00a0\ufffe漢😀Z9")
	return rapid.Custom(func(t *rapid.T) string {
		return "x" + rapid.StringOfN(rapid.SampledFrom(letters), 0, 40, -1).Draw(t, "text")
	})
}

// maybe draws an optional text.
func maybe(t *rapid.T, label string) string {
	if rapid.Bool().Draw(t, label+"?") {
		return words().Draw(t, label)
	}
	return ""
}

func maybeDate(t *rapid.T, label string) noark.Date {
	if rapid.Bool().Draw(t, label+"?") {
		return noark.Date(time.Unix(rapid.Int64Range(0, 4e9).Draw(t, label), 0).UTC().Format(time.DateOnly))
	}
	return ""
}

func maybeScreening(t *rapid.T, what ...noark.ScreenedMetadata) *noark.Screening {
	if !rapid.Bool().Draw(t, "screened?") {
		return nil
	}
	s := &noark.Screening{
		Restriction: noark.PersonnelMatter, Ground: words().Draw(t, "ground"),
		Metadata: rapid.SliceOfNDistinct(rapid.SampledFrom(what), 1, -1, rapid.ID[noark.ScreenedMetadata]).Draw(t, "what"),
		Ends:     maybeDate(t, "ends"), Years: rapid.IntRange(0, 60).Draw(t, "years"),
	}
	if rapid.Bool().Draw(t, "document?") {
		s.Document = noark.ScreenWholeDocument
	}
	return s
}

func maybeDisposal(t *rapid.T) *noark.Disposal {
	if !rapid.Bool().Draw(t, "disposal?") {
		return nil
	}
	d := &noark.Disposal{
		Decision: rapid.SampledFrom([]noark.DisposalDecision{noark.Preserve, noark.Dispose, noark.AssessLater}).Draw(t, "decision"),
		Ground:   maybe(t, "disposal ground"), Years: rapid.IntRange(0, 100).Draw(t, "retention"), Date: maybeDate(t, "disposal date"),
	}
	if d.Date == "" && d.Decision != noark.Preserve {
		d.Date = "2030-01-01"
	}
	return d
}

func address(t *rapid.T) noark.Address {
	return noark.Address{
		Lines:      rapid.SliceOfN(words(), 0, 2).Draw(t, "lines"),
		PostalCode: maybe(t, "code"), Town: maybe(t, "town"), Country: maybe(t, "country"), Mail: maybe(t, "mail"),
		Telephones: rapid.SliceOfN(words(), 0, 2).Draw(t, "telephones"), Contact: maybe(t, "contact"),
	}
}

// decorate gives an entry random optional fields.
func decorate(t *rapid.T, e *noark.RegistryEntry) {
	e.Title, e.PublicTitle, e.Description = words().Draw(t, "title"), words().Draw(t, "public title"), maybe(t, "description")
	e.Number, e.JournalUnit = maybe(t, "number"), maybe(t, "journal unit")
	e.Keywords = rapid.SliceOfN(words(), 0, 2).Draw(t, "keywords")
	e.Authors = rapid.SliceOfN(words(), 0, 2).Draw(t, "authors")
	e.Type = rapid.SampledFrom([]noark.EntryType{noark.Incoming, noark.Outgoing, noark.InternalFollowedUp, noark.InternalNotFollowed, noark.CasePaper}).Draw(t, "type")
	e.Status = rapid.SampledFrom([]noark.EntryStatus{noark.EntryArchived, noark.EntryCancelled}).Draw(t, "status")
	e.DocumentDate, e.Due, e.Assessed = maybeDate(t, "document date"), maybeDate(t, "due"), maybeDate(t, "assessed")
	if rapid.Bool().Draw(t, "sent?") {
		e.Received, e.Sent = time.Time{}, morning
	}
	e.Attachments = rapid.IntRange(0, 9).Draw(t, "attachments")
	e.Screening = maybeScreening(t, noark.ScreenSenderName, noark.ScreenRecipientName, noark.ScreenTitleWords, noark.ScreenTemporarily)
	e.Disposal = maybeDisposal(t)
	for i := range e.Correspondents {
		// Names have words of their own, so that no public text repeats them.
		e.Correspondents[i].Name += "q" + rapid.StringMatching("[a-zåøæ]{0,9}").Draw(t, "name")
		e.Correspondents[i].Address = address(t)
	}
	if rapid.Bool().Draw(t, "party?") {
		e.Parties = []noark.Party{{ID: maybe(t, "party id"), Name: words().Draw(t, "party"), Role: "Søker", Address: address(t)}}
	}
	if rapid.Bool().Draw(t, "remark?") {
		e.Remarks = []noark.Remark{{Text: words().Draw(t, "remark"), Type: maybe(t, "remark type"), Written: by("leder")}}
	}
	if rapid.Bool().Draw(t, "cross?") {
		e.CrossRefs = []noark.CrossReference{{CaseFile: id(kindCaseFile, 1)}, {}}
	}
	if rapid.Bool().Draw(t, "signature?") {
		e.Signature = &noark.Signature{Level: noark.PersonSignature, Check: noark.SignatureVerified, Verified: "2024-03-04", By: "postmottak"}
	}
	decorateDocument(t, &e.Documents[0])
}

func decorateDocument(t *rapid.T, d *noark.DocumentDescription) {
	d.Title, d.Description, d.Type = words().Draw(t, "document title"), maybe(t, "document description"), words().Draw(t, "document type")
	d.Disposal, d.Screening = maybeDisposal(t), maybeScreening(t, noark.ScreenDocumentTitle)
	if rapid.Bool().Draw(t, "disposed?") {
		d.Objects, d.Disposed = nil, &noark.PerformedDisposal{Stamp: by("arkivar")}
		return
	}
	if rapid.Bool().Draw(t, "deleted?") {
		d.Deletion = &noark.Deletion{Type: noark.DeletedProduction, At: by("arkivar")}
	}
	d.Objects[0].FormatDetails = maybe(t, "details")
}

func TestAnyValidSourceGivesAValidPackage(t *testing.T) {
	schemas := officialSchemas(t)
	root := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		perFile := rapid.IntRange(1, 3).Draw(rt, "entries")
		files := rapid.IntRange(1, 2).Draw(rt, "files")
		entries := map[int]noark.RegistryEntry{}
		src := synthetic{caseFiles: files, perFile: perFile}
		for n := 1; n <= files; n++ {
			for i := 1; i <= perFile; i++ {
				e := src.entry(n, i)
				decorate(rt, &e)
				entries[e.JournalSeq] = e
			}
		}
		title, closing := words().Draw(rt, "case title"), maybeDisposal(rt)
		src.changeEntry = func(e *noark.RegistryEntry) { *e = entries[e.JournalSeq] }
		src.changeCaseFile = func(f *noark.CaseFile) { f.Title, f.PublicTitle, f.Disposal = title, "offentlig", closing }
		dir := filepath.Join(root, "avleveringspakke")
		defer func() { _ = os.RemoveAll(dir) }()
		if _, err := noark.Extract(t.Context(), period(), src, noark.Options{Dir: dir, Schemas: schemas, OpenDocument: openText}); err != nil {
			rt.Fatal(err)
		}
		valid, reason, faults, err := noark.Validate(t.Context(), dir)
		if err != nil || valid == nil && reason != noark.NoValidator || len(faults) > 0 {
			rt.Fatalf("%v %s %v", err, reason, faults)
		}
		if faults, err := noark.Check(dir); err != nil || len(faults) > 0 {
			rt.Fatalf("%v %v", err, faults)
		}
	})
}

// paths are the parent/child pairs of elements in XML.
func paths(t *testing.T, content string) []string {
	t.Helper()
	seen := map[string]bool{}
	var open []string
	d := xml.NewDecoder(strings.NewReader(content))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if len(open) > 0 {
				seen[open[len(open)-1]+"/"+e.Name.Local] = true
			}
			open = append(open, e.Name.Local)
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
	var all []string
	for p := range seen {
		all = append(all, p)
	}
	slices.Sort(all)
	return all
}

func TestEverythingInAnIndependentSampleCanBeExtractedHere(t *testing.T) {
	t.Parallel()
	src := synthetic{caseFiles: 1, perFile: 2, changeCaseFile: fullCaseFile, changeEntry: fullEntry}
	what := period()
	what.Fonds.Description, what.Fonds.Creators[0].Description = "Sentralarkiv", "Kommune"
	what.Fonds.Series[0].Description, what.Fonds.Series[0].Medium = "Saker", noark.Electronic
	what.Fonds.Series[0].Systems = nil
	dir := filepath.Join(t.TempDir(), "avleveringspakke")
	flat := synthetic{
		caseFiles: src.caseFiles, perFile: src.perFile, changeCaseFile: src.changeCaseFile, changeEntry: src.changeEntry,
		classes: []noark.Class{{ID: id(kindSeries, 1)}}, // the case files stand in the series
		changeRow: func(_ int, r *noark.JournalRow) bool {
			r.Class = nil
			return true
		},
	}
	if _, err := noark.Extract(t.Context(), what, flat, noark.Options{Dir: dir, Schemas: officialSchemas(t), OpenDocument: openText}); err != nil {
		t.Fatal(err)
	}
	mustBeValid(t, dir)
	ours := paths(t, read(t, dir, "arkivstruktur.xml"))
	for _, sample := range []string{"samples-noark5-tester/noark5-enkel/arkivstruktur.xml", "samples-generated/arkivstruktur-50.xml"} {
		content, err := os.ReadFile(testkit.Data(t, "data/noark5/"+sample))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths(t, string(content)) {
			// Security grading is not for a municipality's ordinary archive;
			// classes are shown by the other tests.
			classed := strings.Contains(p, "klasse") || strings.Contains(p, "klassifikasjonssystem")
			if !slices.Contains(ours, p) && !strings.Contains(p, "gradering") && !classed {
				t.Errorf("%s: %s cannot be written", sample, p)
			}
		}
	}
}

func fullCaseFile(f *noark.CaseFile) {
	f.PublicTitle, f.Description, f.Keywords, f.Medium = "Tilsetting", "Sykepleier", []string{"tilsetting"}, noark.Electronic
	f.JournalUnit = "Arkivet"
	f.Parties = []noark.Party{{ID: "1", Name: "Part", Role: "Søker", Address: fullAddress()}}
	f.CrossRefs = []noark.CrossReference{{CaseFile: id(kindCaseFile, 1)}}
	f.Remarks = []noark.Remark{{Text: "Merknad", Type: "Merknad fra leder", Written: by("leder")}}
	f.Disposal = &noark.Disposal{Decision: noark.Dispose, Ground: "Plan", Years: 10, Date: "2034-01-01"}
}

func fullAddress() noark.Address {
	return noark.Address{
		Lines: []string{"Sjøgata 7"}, PostalCode: "6999", Town: "Fjordvik", Country: "Norge",
		Mail: "post@fjordvik.example", Telephones: []string{"99999999"}, Contact: "Sentralbordet",
	}
}

func fullEntry(e *noark.RegistryEntry) {
	e.PublicTitle, e.Description, e.Medium = "Søknad", "Med vedlegg", noark.Electronic
	e.Parties = []noark.Party{{ID: "1", Name: "Part", Role: "Søker", Address: fullAddress()}}
	e.Correspondents[0].Address = fullAddress()
	s := screened(noark.ScreenDocumentTitle)
	s.Document, s.Years, s.Ends = noark.ScreenWholeDocument, 60, "2084-01-01"
	e.Screening, e.Documents[0].Screening = s, s
	d := &e.Documents[0]
	d.Description, d.Authors, d.Medium, d.Series = "Søknad", []string{"Søker"}, noark.Electronic, id(kindSeries, 1)
	d.Objects[0].FormatDetails = "Tegnsett: UTF-8"
	if e.JournalSeq == 2 {
		e.Settlements[0].Entry = id(kindEntry, 1)
	}
}
