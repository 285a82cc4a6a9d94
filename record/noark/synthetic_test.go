package noark_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"testing"
	"time"

	"saksgang/record/noark"
	"saksgang/testkit"
)

var morning = time.Date(2024, 3, 4, 8, 15, 30, 0, time.UTC)

func by(name string) noark.Stamp { return noark.Stamp{At: morning, By: name} }

func id(kind, n int) noark.SystemID {
	return noark.SystemID(fmt.Sprintf("%08x-0000-7000-8000-%012x", kind, n))
}

const (
	kindFonds = iota + 1
	kindSeries
	kindSystem
	kindClass
	kindCaseFile
	kindEntry
	kindDocument
	kindObject
)

// synthetic is a source made up while it is read, so that a large one needs no
// memory. Case file n stands in the last class and holds perFile entries.
type synthetic struct {
	caseFiles, perFile int
	changeCaseFile     func(*noark.CaseFile)
	changeEntry        func(*noark.RegistryEntry)
	noChanges          bool
	changeRow          func(n int, row *noark.JournalRow) bool // false drops the row
	classes            []noark.Class                           // nil means the usual two
}

func (s synthetic) tree() []noark.Class {
	if s.classes != nil {
		return s.classes
	}
	return []noark.Class{
		{ID: id(kindClass, 1), Code: "4", Title: "Personal", Created: by("arkivar")},
		{ID: id(kindClass, 2), Parent: id(kindClass, 1), Code: "411", Title: "Tilsetting", Created: by("arkivar")},
	}
}

func (s synthetic) Classes(context.Context, noark.SystemID) iter.Seq2[noark.Class, error] {
	return func(yield func(noark.Class, error) bool) {
		for _, c := range s.tree() {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func (s synthetic) CaseFiles(_ context.Context, parent noark.SystemID) iter.Seq2[noark.CaseFile, error] {
	return func(yield func(noark.CaseFile, error) bool) {
		tree := s.tree()
		for n := 1; n <= s.caseFiles && parent == tree[len(tree)-1].ID; n++ {
			if !yield(s.caseFile(n), nil) {
				return
			}
		}
	}
}

func (s synthetic) caseFile(n int) noark.CaseFile {
	f := noark.CaseFile{
		ID: id(kindCaseFile, n), Number: "2024/" + strconv.Itoa(n), Year: 2024, Sequence: n,
		Title: "Tilsetting av sykepleier ved Skogheim", Created: by("leder"), Closed: by("arkivar"),
		Series: id(kindSeries, 1), Date: "2024-03-04", Unit: "Helse og omsorg", Responsible: "Leder Skogheim",
		Status: noark.CaseFileClosed,
	}
	if s.changeCaseFile != nil {
		s.changeCaseFile(&f)
	}
	return f
}

func (s synthetic) Entries(_ context.Context, caseFile noark.SystemID) iter.Seq2[noark.RegistryEntry, error] {
	return func(yield func(noark.RegistryEntry, error) bool) {
		n, _ := strconv.ParseInt(string(caseFile[24:]), 16, 64)
		for i := 1; i <= s.perFile; i++ {
			if !yield(s.entry(int(n), i), nil) {
				return
			}
		}
	}
}

func (s synthetic) entry(caseFile, i int) noark.RegistryEntry {
	seq := (caseFile-1)*s.perFile + i
	e := noark.RegistryEntry{
		ID: id(kindEntry, seq), Number: fmt.Sprintf("2024/%d-%d", caseFile, i),
		Title: "Søknad på stilling", Created: by("postmottak"), Archived: by("arkivar"),
		JournalYear: 2024, JournalSeq: seq, EntryNumber: i, Type: noark.Incoming, Status: noark.EntryArchived,
		JournalDate: "2024-03-04", DocumentDate: "2024-03-03", Received: morning,
		Correspondents: []noark.Correspondent{
			{Type: noark.Sender, Name: "Søker Nummer" + strconv.Itoa(seq)},
			{Type: noark.InternalRecipient, Name: "Fjordvik kommune", Unit: "Helse og omsorg", Handler: "Leder Skogheim"},
		},
		Settlements: []noark.Settlement{{Date: "2024-04-02", By: "leder", Method: noark.TakenNoteOf}},
		Documents:   []noark.DocumentDescription{document(seq)},
	}
	if s.changeEntry != nil {
		s.changeEntry(&e)
	}
	return e
}

func document(n int) noark.DocumentDescription {
	content := contentOf(strconv.Itoa(n))
	sum := sha256.Sum256([]byte(content))
	return noark.DocumentDescription{
		ID: id(kindDocument, n), Type: "Søknad", Status: noark.DocumentFinished, Title: "Søknad på stilling",
		Created: by("postmottak"), AttachedAs: noark.MainDocument, Number: 1, Attached: by("postmottak"),
		Objects: []noark.DocumentObject{{
			ID: id(kindObject, n), Version: 1, Variant: noark.ArchiveVariant, Format: "x-fmt/111",
			Created: by("postmottak"), File: strconv.Itoa(n), Checksum: hex.EncodeToString(sum[:]), Size: int64(len(content)),
		}},
	}
}

func contentOf(file string) string {
	return "Søknad nummer " + file + " på stilling som sykepleier.\n"
}

func openText(_ context.Context, file string) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader(contentOf(file))), nil
}

func (s synthetic) Journal(context.Context) iter.Seq2[noark.JournalRow, error] {
	return func(yield func(noark.JournalRow, error) bool) {
		tree := s.tree()
		for n := 1; n <= s.caseFiles; n++ {
			for i := 1; i <= s.perFile; i++ {
				row := noark.JournalRow{Class: &tree[len(tree)-1], CaseFile: s.caseFile(n), Entry: s.entry(n, i)}
				if !row.Entry.Journalised() || s.changeRow != nil && !s.changeRow(row.Entry.JournalSeq, &row) {
					continue
				}
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

func (s synthetic) Changes(context.Context) iter.Seq2[noark.Change, error] {
	return func(yield func(noark.Change, error) bool) {
		for n := 1; n <= s.caseFiles && !s.noChanges; n++ {
			if !yield(noark.Change{
				Unit: id(kindCaseFile, n), Element: "saksstatus", At: by("arkivar"),
				Before: string(noark.CaseFileOpen), After: string(noark.CaseFileClosed),
			}, nil) {
				return
			}
		}
	}
}

// period is the extraction that the tests make.
func period() noark.Extraction {
	return noark.Extraction{
		Fonds: noark.Fonds{
			ID: id(kindFonds, 1), Title: "Fjordvik kommune", Status: noark.FondsClosed, Medium: noark.Electronic,
			Created: by("arkivar"), Closed: by("arkivar"),
			Creators: []noark.Creator{{ID: "999999999", Name: "Fjordvik kommune"}},
			Series: []noark.Series{{
				ID: id(kindSeries, 1), Title: "Sakarkiv 2024", Status: noark.SeriesClosed,
				Created: by("arkivar"), Closed: by("arkivar"), PeriodStart: "2024-01-01", PeriodEnd: "2024-12-31",
				Systems: []noark.ClassificationSystem{{ID: id(kindSystem, 1), Type: "K-koder", Title: "K-koder", Created: by("arkivar")}},
			}},
		},
		SystemName: "Saksgang test", PeriodStart: "2024-01-01", PeriodEnd: "2024-12-31",
		FirstEnd: noark.SharpBoundary, LastEnd: noark.SoftBoundary,
	}
}

func officialSchemas(t testing.TB) []string {
	t.Helper()
	return []string{testkit.Data(t, "data/noark5/xsd-v5.0"), testkit.Data(t, "data/addml/v8.2")}
}
