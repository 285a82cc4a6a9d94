package noark

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"saksgang/base/errs"
)

// partialSuffix marks a package that is being made, or whose making was killed.
const partialSuffix = ".partial"

// defaultDocumentFolder is the documents' folder unless Options say otherwise.
const defaultDocumentFolder = "dokumenter"

// The levels that a document inherits its disposal rule from, nearest last.
const (
	ruleOfSeries = iota
	ruleOfClass
	ruleOfCaseFile
	ruleOfEntry
	ruleLevels
)

// builder is one extraction under way.
type builder struct {
	what      Extraction
	src       Source
	opt       Options
	work      string // the partial directory
	folder    string // of the documents, inside the package
	formatsAt time.Time
	buffer    []byte
	x         *xmlFile // arkivstruktur.xml

	sum         Summary
	checksums   map[string]string // file in the package → SHA-256
	journalised idSet
	rules       [ruleLevels]*Disposal
	hasScreened bool
	hasDisposed bool
	toDispose   bool
}

// Extract makes the package at opt.Dir. Invalid names the rule of the standard
// that the source breaks; Conflict says that the directory exists, that another
// extraction to it is running, or that the source changed under way;
// Unavailable says that the disk failed. In every such case, and when ctx ends,
// opt.Dir does not exist afterwards.
func Extract(ctx context.Context, what Extraction, src Source, opt Options) (Summary, error) {
	dir, err := filepath.Abs(opt.Dir)
	if err != nil || opt.Dir == "" {
		return Summary{}, errs.Invalid("record.package-directory-missing")
	}
	opt.Dir = dir
	if err := check(what, opt); err != nil {
		return Summary{}, err
	}
	schemas, err := findSchemas(opt.Schemas)
	if err != nil {
		return Summary{}, err
	}
	work, release, err := claim(dir)
	if err != nil {
		return Summary{}, err
	}
	b := &builder{
		what: what, src: src, opt: opt, work: work, folder: opt.DocumentFolder,
		formatsAt: dayOf(what.Made), buffer: make([]byte, 128<<10), checksums: map[string]string{},
	}
	if b.folder == "" {
		b.folder = defaultDocumentFolder
	}
	err = b.build(ctx, schemas)
	if err != nil {
		err = errors.Join(err, os.RemoveAll(work))
	}
	release()
	if err != nil {
		return Summary{}, err
	}
	b.sum.Dir = dir
	return b.sum, nil
}

// check refuses what can be refused before anything is written.
func check(what Extraction, opt Options) error {
	missing := func(element string) error {
		return errs.Invalid("record.noark-value-missing", "element", element, "unit", string(what.Fonds.ID))
	}
	switch {
	case blank(what.SystemName):
		return missing("systemName")
	case !what.PeriodStart.Valid() || !what.PeriodEnd.Valid() || what.PeriodEnd < what.PeriodStart:
		return errs.Invalid("record.period-invalid", "start", string(what.PeriodStart), "end", string(what.PeriodEnd))
	case !what.FirstEnd.Known():
		return missing("inngaaendeSkille")
	case !what.LastEnd.Known():
		return missing("utgaaendeSkille")
	case opt.OpenDocument == nil:
		return errs.Invalid("record.package-directory-missing")
	case opt.DocumentFolder != "" && !filepath.IsLocal(opt.DocumentFolder):
		return errs.Invalid("record.package-directory-missing")
	}
	return nil
}

// claim takes the partial directory for this process, empties what a killed
// run left there, and returns how to let go of it.
func claim(dir string) (work string, release func(), err error) {
	if _, err := os.Lstat(dir); err == nil {
		return "", nil, errs.Conflict("record.package-exists", "path", dir)
	}
	work = dir + partialSuffix
	if err := os.Mkdir(work, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", nil, cannotWrite(err)
	}
	release, err = lockDirectory(work)
	if err != nil {
		return "", nil, err
	}
	left, err := os.ReadDir(work)
	for _, f := range left {
		err = errors.Join(err, os.RemoveAll(filepath.Join(work, f.Name())))
	}
	if err != nil {
		release()
		return "", nil, cannotWrite(err)
	}
	return work, release, nil
}

func (b *builder) build(ctx context.Context, schemas []schemaFile) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	steps := []func(context.Context) error{b.writeStructure, b.writeChanges}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	// Requirement 6.4.15 asks for journals only where something is journalised,
	// and the schema does not allow an empty one.
	if b.sum.RegistryEntries > 0 {
		if err := b.writeJournals(ctx); err != nil {
			return err
		}
	}
	if err := b.copySchemas(schemas); err != nil {
		return err
	}
	if err := b.writeDescription(); err != nil {
		return err
	}
	return b.publish(ctx)
}

// seal finishes an XML file and keeps its checksum for arkivuttrekk.xml.
func (b *builder) seal(x *xmlFile, file string) error {
	checksum, err := x.finish()
	b.sum.CharactersChanged += x.changed
	b.checksums[file+".xml"] = checksum
	return err
}

// publish syncs every directory and gives the package its name, at once.
func (b *builder) publish(ctx context.Context) error {
	err := filepath.WalkDir(b.work, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !d.IsDir():
			b.sum.Files++
			return nil
		}
		return syncDirectory(path)
	})
	if err != nil {
		return cannotWrite(err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := os.Lstat(b.opt.Dir); err == nil {
		return errs.Conflict("record.package-exists", "path", b.opt.Dir)
	}
	if err := os.Rename(b.work, b.opt.Dir); err != nil {
		return cannotWrite(err)
	}
	return cannotWrite(syncDirectory(filepath.Dir(b.opt.Dir)))
}

func syncDirectory(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
