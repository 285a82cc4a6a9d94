package noark_test

import (
	"path/filepath"
	"strings"
	"testing"

	"saksgang/base/errs"
	"saksgang/record/noark"
)

func TestASourceThatBreaksARuleIsRefusedByItsCode(t *testing.T) {
	t.Parallel()
	entry := func(change func(*noark.RegistryEntry)) synthetic {
		return synthetic{caseFiles: 2, perFile: 2, changeEntry: change}
	}
	file := func(change func(*noark.CaseFile)) synthetic {
		return synthetic{caseFiles: 2, perFile: 2, changeCaseFile: change}
	}
	row := func(change func(int, *noark.JournalRow) bool) synthetic {
		return synthetic{caseFiles: 2, perFile: 2, changeRow: change}
	}
	cases := map[string]struct {
		src  synthetic
		code string
	}{
		"an unsettled entry":              {entry(func(e *noark.RegistryEntry) { e.Settlements = nil }), "record.entry-unsettled"},
		"an entry not yet archived":       {entry(func(e *noark.RegistryEntry) { e.Status = noark.EntryRegistered }), "record.entry-not-archived"},
		"a case file still open":          {file(func(f *noark.CaseFile) { f.Status = noark.CaseFileOpen }), "record.case-file-open"},
		"a document still being edited":   {entry(func(e *noark.RegistryEntry) { e.Documents[0].Status = noark.DocumentInEditing }), "record.document-not-finished"},
		"a document that lost its file":   {entry(func(e *noark.RegistryEntry) { e.Documents[0].Objects = nil }), "record.document-without-file"},
		"a Word document":                 {entry(func(e *noark.RegistryEntry) { e.Documents[0].Objects[0].Format = "fmt/412" }), "record.document-not-in-archive-format"},
		"only a production format":        {entry(func(e *noark.RegistryEntry) { e.Documents[0].Objects[0].Variant = noark.ProductionVariant }), "record.document-not-in-archive-format"},
		"disposed of, but still there":    {entry(func(e *noark.RegistryEntry) { e.Documents[0].Disposed = &noark.PerformedDisposal{Stamp: by("a")} }), "record.document-disposed-but-kept"},
		"a file that has changed":         {entry(func(e *noark.RegistryEntry) { e.Documents[0].Objects[0].Checksum = strings.Repeat("0", 64) }), "record.document-checksum-differs"},
		"a file of another size":          {entry(func(e *noark.RegistryEntry) { e.Documents[0].Objects[0].Size++ }), "record.document-checksum-differs"},
		"one object twice":                {entry(func(e *noark.RegistryEntry) { e.Documents[0].Objects[0].ID = id(kindObject, 1) }), "record.noark-id-repeated"},
		"an id that is no UUID":           {entry(func(e *noark.RegistryEntry) { e.ID = "17" }), "record.noark-id-malformed"},
		"an entry without a title":        {entry(func(e *noark.RegistryEntry) { e.Title = " \t" }), "record.noark-value-missing"},
		"an entry without correspondents": {entry(func(e *noark.RegistryEntry) { e.Correspondents = nil }), "record.noark-value-missing"},
		"a type outside Noark's list":     {entry(func(e *noark.RegistryEntry) { e.Type = "Brev" }), "record.noark-value-unknown"},
		"a method outside Noark's list":   {entry(func(e *noark.RegistryEntry) { e.Settlements[0].Method = "Glemt" }), "record.noark-value-unknown"},
		"a day that does not exist":       {entry(func(e *noark.RegistryEntry) { e.JournalDate = "2024-02-30" }), "record.noark-date-malformed"},
		"screened words without a public title": {entry(func(e *noark.RegistryEntry) {
			e.Screening = screened(noark.ScreenTitleWords)
		}), "record.public-title-missing"},
		"a screened name in the public title": {entry(func(e *noark.RegistryEntry) {
			e.Screening, e.PublicTitle = screened(noark.ScreenSenderName), "Søknad fra "+e.Correspondents[0].Name
		}), "record.screened-name-readable"},
		"a screened party in the case title": {file(func(f *noark.CaseFile) {
			f.Screening, f.Parties = screened(noark.ScreenPartyName), []noark.Party{{Name: "Kari Fjell", Role: "Søker"}}
			f.Title = "Klage fra Fjell, Kari"
		}), "record.screened-name-readable"},
		"a journal that lacks an entry": {row(func(n int, _ *noark.JournalRow) bool { return n != 3 }), "record.journal-differs"},
		"a journal out of order": {row(func(n int, r *noark.JournalRow) bool {
			r.Entry.JournalSeq = 10 - n
			return true
		}), "record.journal-out-of-order"},
		"a journal with another entry": {row(func(n int, r *noark.JournalRow) bool {
			if n == 2 {
				r.Entry.ID = id(kindEntry, 99)
			}
			return true
		}), "record.journal-differs"},
		"a change log that is empty": {synthetic{caseFiles: 1, perFile: 1, noChanges: true}, "record.change-log-empty"},
		"a class under one that has not come": {synthetic{caseFiles: 1, perFile: 1, classes: []noark.Class{
			{ID: id(kindClass, 2), Parent: id(kindClass, 1), Code: "411", Title: "Tilsetting", Created: by("a")},
		}}, "record.class-out-of-order"},
		"no class at all": {synthetic{caseFiles: 1, perFile: 1, classes: []noark.Class{{}}}, "record.noark-value-missing"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "avleveringspakke")
			_, err := noark.Extract(t.Context(), period(), c.src, noark.Options{Dir: dir, OpenDocument: openText})
			if !errs.Has(err, c.code) {
				t.Errorf("got %v", err)
			}
			nothingAt(t, dir)
		})
	}
}

func screened(what ...noark.ScreenedMetadata) *noark.Screening {
	return &noark.Screening{Restriction: noark.ExemptFromPublicity, Ground: "Offentleglova § 25", Metadata: what}
}

func TestAnExtractionSaysWhatItIsBeforeAnythingIsWritten(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(*noark.Extraction)
		code   string
	}{
		"no system name":               {func(e *noark.Extraction) { e.SystemName = "" }, "record.noark-value-missing"},
		"a period that ends too early": {func(e *noark.Extraction) { e.PeriodEnd = "2023-01-01" }, "record.period-invalid"},
		"no word on the period's end":  {func(e *noark.Extraction) { e.LastEnd = "" }, "record.noark-value-missing"},
		"a series still active":        {func(e *noark.Extraction) { e.Fonds.Series[0].Status = noark.SeriesActive }, "record.series-not-closed"},
		"no creator":                   {func(e *noark.Extraction) { e.Fonds.Creators = nil }, "record.noark-value-missing"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			what := period()
			c.change(&what)
			dir := filepath.Join(t.TempDir(), "p")
			_, err := noark.Extract(t.Context(), what, synthetic{caseFiles: 1, perFile: 1}, noark.Options{Dir: dir, OpenDocument: openText})
			if !errs.Has(err, c.code) {
				t.Errorf("got %v", err)
			}
			nothingAt(t, dir)
		})
	}
}

func TestThePublicJournalShowsNoApplicantsName(t *testing.T) {
	t.Parallel()
	src := synthetic{caseFiles: 2, perFile: 5, changeEntry: func(e *noark.RegistryEntry) {
		e.Title = "Søknad fra " + e.Correspondents[0].Name
		e.PublicTitle = "Søknad fra *****"
		e.Screening = screened(noark.ScreenSenderName, noark.ScreenTitleWords)
		if e.JournalSeq == 3 {
			e.Correspondents[0].PublicName = "Søker 3"
		}
	}}
	_, dir := extracted(t, src, officialSchemas(t))
	mustBeValid(t, dir)
	public := read(t, dir, "offentligJournal.xml")
	if strings.Contains(public, "Nummer") {
		t.Error("a name is readable in the public journal")
	}
	for _, want := range []string{"<korrespondansepartNavn>*****<", "<korrespondansepartNavn>Søker 3<", "Søknad fra *****", "Fjordvik kommune"} {
		if !strings.Contains(public, want) {
			t.Errorf("%q is not in the public journal", want)
		}
	}
	if running := read(t, dir, "loependeJournal.xml"); !strings.Contains(running, "Nummer3") || !strings.Contains(running, "Skjerming navn avsender") {
		t.Error("the running journal must name the sender and say that the name is screened")
	}
}

func TestWhatThePublicMayReadOfATitle(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		entry noark.RegistryEntry
		want  string
	}{
		"an open title is shown":                   {noark.RegistryEntry{Title: "Svar"}, "Svar"},
		"a public title stands instead":            {noark.RegistryEntry{Title: "Svar til Kari", PublicTitle: "Svar til *****"}, "Svar til *****"},
		"temporary screening hides it":             {noark.RegistryEntry{Title: "Svar", Screening: screened(noark.ScreenTemporarily)}, "*****"},
		"all but the first line is left out":       {noark.RegistryEntry{Title: "Svar\nKari", Screening: screened(noark.ScreenTitleButFirstLine)}, "Svar *****"},
		"screening of the sender leaves the title": {noark.RegistryEntry{Title: "Svar", Screening: screened(noark.ScreenSenderName)}, "Svar"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := c.entry.PublicTitleOf(); err != nil || got != c.want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestAClassOfNationalIdentitiesIsNotInThePublicJournal(t *testing.T) {
	t.Parallel()
	src := synthetic{caseFiles: 1, perFile: 1, classes: []noark.Class{
		{ID: id(kindClass, 1), Code: "01019912345", Title: "Ansatt", Created: by("a"), Screening: screened(noark.ScreenClassID)},
	}}
	_, dir := extracted(t, src, officialSchemas(t))
	mustBeValid(t, dir)
	if strings.Contains(read(t, dir, "offentligJournal.xml"), "01019912345") {
		t.Error("the class is readable")
	}
	if !strings.Contains(read(t, dir, "loependeJournal.xml"), "01019912345") {
		t.Error("the class is not in the running journal")
	}
}

func TestAfterDisposalTheMetadataRemainWithoutAFile(t *testing.T) {
	t.Parallel()
	src := synthetic{caseFiles: 1, perFile: 3, changeEntry: func(e *noark.RegistryEntry) {
		if e.JournalSeq == 2 {
			e.Documents[0].Objects = nil
			e.Documents[0].Disposal = &noark.Disposal{Decision: noark.Dispose, Ground: "Kassasjonsplan 4.11", Years: 1, Date: "2025-04-01"}
			e.Documents[0].Disposed = &noark.PerformedDisposal{Stamp: by("arkivar")}
		}
	}}
	sum, dir := extracted(t, src, officialSchemas(t))
	mustBeValid(t, dir)
	if sum.Documents != 2 || sum.Disposed != 1 || sum.Descriptions != 3 {
		t.Fatalf("summary %+v", sum)
	}
	uttrekk := read(t, dir, "arkivuttrekk.xml")
	for _, want := range []string{
		`name="omfatterDokumenterSomErKassert"><value>true<`, `name="inneholderDokumenterSomSkalKasseres"><value>false<`,
		`name="antallDokumentfiler"><value>2<`, `name="inneholderSkjermetInformasjon"><value>false<`,
	} {
		if !strings.Contains(uttrekk, want) {
			t.Errorf("%s is not in arkivuttrekk.xml", want)
		}
	}
}

func TestAnArchiveNoteIsKeptButNotInTheJournals(t *testing.T) {
	t.Parallel()
	src := synthetic{caseFiles: 1, perFile: 4, changeEntry: func(e *noark.RegistryEntry) {
		if e.JournalSeq == 4 {
			e.Kind, e.Settlements, e.Correspondents = noark.ArchiveNote, nil, nil
		}
	}}
	sum, dir := extracted(t, src, officialSchemas(t))
	mustBeValid(t, dir)
	if sum.RegistryEntries != 3 || sum.ArchiveNotes != 1 || strings.Count(read(t, dir, "loependeJournal.xml"), "<journalregistrering>") != 3 {
		t.Fatalf("summary %+v", sum)
	}
	if !strings.Contains(read(t, dir, "arkivuttrekk.xml"), "//registrering</value></property>\n<property dataType=\"integer\" name=\"value\"><value>4<") {
		t.Error("the note is not counted among the registrations")
	}
}

func TestTheProductionFormatStaysBehindWhenAnArchiveVariantGoes(t *testing.T) {
	t.Parallel()
	src := synthetic{caseFiles: 1, perFile: 1, changeEntry: func(e *noark.RegistryEntry) {
		word := e.Documents[0].Objects[0]
		word.ID, word.Variant, word.Format = id(kindObject, 77), noark.ProductionVariant, "fmt/412"
		e.Documents[0].Objects[0].Conversions = []noark.Conversion{{
			At: by("a"), From: "fmt/412", To: "x-fmt/111",
			Tool: "LibreOffice", FromChecksum: strings.Repeat("a", 64), ToChecksum: strings.Repeat("b", 64),
		}}
		e.Documents[0].Objects = append(e.Documents[0].Objects, word)
	}}
	sum, dir := extracted(t, src, officialSchemas(t))
	mustBeValid(t, dir)
	structure := read(t, dir, "arkivstruktur.xml")
	if sum.Documents != 1 || strings.Contains(structure, "Produksjonsformat") {
		t.Error("a production format left")
	}
	if want := "SHA-256 fra: " + strings.Repeat("a", 64) + "; SHA-256 til: " + strings.Repeat("b", 64); !strings.Contains(structure, want) {
		t.Error("the conversion does not tell both checksums")
	}
}

func TestTheLettersOfEntryTypesAreThoseOfficialsUse(t *testing.T) {
	t.Parallel()
	for letter, want := range map[string]noark.EntryType{
		"I": noark.Incoming, "U": noark.Outgoing, "N": noark.InternalFollowedUp, "X": noark.InternalNotFollowed, "S": noark.CasePaper,
	} {
		if got, ok := noark.EntryTypeOf(letter); !ok || got != want || got.Letter() != letter {
			t.Errorf("%s is %q", letter, got)
		}
	}
	if _, ok := noark.EntryTypeOf("Q"); ok {
		t.Error("Q is no type")
	}
}

func TestOnlyWhatComesInOrIsFollowedUpWaitsForSettlement(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		entry noark.RegistryEntry
		waits bool
	}{
		"incoming":                {noark.RegistryEntry{Type: noark.Incoming}, true},
		"internal, followed up":   {noark.RegistryEntry{Type: noark.InternalFollowedUp}, true},
		"outgoing":                {noark.RegistryEntry{Type: noark.Outgoing}, false},
		"incoming, but cancelled": {noark.RegistryEntry{Type: noark.Incoming, Status: noark.EntryCancelled}, false},
		"an archive note":         {noark.RegistryEntry{Type: noark.Incoming, Kind: noark.ArchiveNote}, false},
		"incoming, settled":       {noark.RegistryEntry{Type: noark.Incoming, Settlements: []noark.Settlement{{}}}, false},
	}
	for name, c := range cases {
		if c.entry.Unsettled() != c.waits {
			t.Errorf("%s: %t", name, !c.waits)
		}
	}
}
