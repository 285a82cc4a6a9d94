package noark

import (
	"context"
	"io"
	"iter"
	"time"
)

// Source supplies what is extracted, in streams that may be walked more than
// once and that show one unchanging snapshot. An iterator that meets a failure
// yields it and ends.
type Source interface {
	// Classes are the classes of a classification system, each before those
	// under it (depth first), neighbours in the order they shall have.
	Classes(ctx context.Context, system SystemID) iter.Seq2[Class, error]
	// CaseFiles are the case files of a class, or of a series that has no
	// classification system, by number.
	CaseFiles(ctx context.Context, parent SystemID) iter.Seq2[CaseFile, error]
	// Entries are the entries of a case file with everything under them, by
	// entry number.
	Entries(ctx context.Context, caseFile SystemID) iter.Seq2[RegistryEntry, error]
	// Journal is every journalised entry that Entries yields, once more, by
	// journal year and sequence number (requirement 6.4.30). Documents may be
	// left out of these entries.
	Journal(ctx context.Context) iter.Seq2[JournalRow, error]
	// Changes is the change log, oldest first; at least one.
	Changes(ctx context.Context) iter.Seq2[Change, error]
}

// JournalRow is one line of the journals. Class is nil where the case file
// stands directly in its series.
type JournalRow struct {
	Class    *Class
	CaseFile CaseFile
	Entry    RegistryEntry
}

// Extraction says what is extracted; everything in it is written to
// arkivuttrekk.xml or to the heads of the other files.
type Extraction struct {
	Fonds       Fonds
	SystemType  string // "Sakarkiv (Noark-5)" when empty
	SystemName  string // name and version of the program the records come from
	PeriodStart Date
	PeriodEnd   Date
	FirstEnd    Boundary       // how the previous period was divided from this one
	LastEnd     Boundary       // how this period is divided from the next
	Made        Date           // the day it is made; decides which list of archive formats holds, empty means the present one
	Zone        *time.Location // of the written instants; nil means UTC
}

// Options say where the package goes and where its parts come from.
type Options struct {
	// Dir is the package's directory. It must not exist; its parent must.
	Dir string
	// Schemas are folders that hold the official schemas. Without them the
	// package is made and Summary.OfficialSchemas is false.
	Schemas []string
	// DocumentFolder holds the documents inside the package; empty means
	// "dokumenter". Requirement 6.4.15 writes DOKUMENT, and repositories
	// accept both.
	DocumentFolder string
	// OpenDocument opens the content that a document object's File names.
	OpenDocument func(ctx context.Context, file string) (io.ReadCloser, error)
}

// Summary is what a package holds.
type Summary struct {
	Dir               string   `json:"path"`
	Files             int      `json:"files"` // every file in the directory
	Classes           int      `json:"classes"`
	CaseFiles         int      `json:"case_files"`
	RegistryEntries   int      `json:"registry_entries"` // journalised
	ArchiveNotes      int      `json:"archive_notes"`    // not journalised
	Descriptions      int      `json:"document_descriptions"`
	Documents         int      `json:"documents"` // files in the document folder
	Disposed          int      `json:"disposed"`  // descriptions whose files were lawfully destroyed
	Changes           int      `json:"changes"`
	OfficialSchemas   bool     `json:"official_schemas"`
	MissingSchemas    []string `json:"missing_schemas,omitempty"`
	UnknownSchemas    []string `json:"unknown_schemas,omitempty"` // given, but not an edition we know
	CharactersChanged int      `json:"characters_changed"`        // that XML cannot carry
}
