package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"saksgang/base/errs"
	"saksgang/demo/audit"
	"saksgang/record"
	"saksgang/record/format"
)

// The second half of the play: from the closed case to the package.
func archiveScenes() []scene {
	return []scene{
		{name: "the archivist preserves what could not be converted", day: 90, hour: 9, do: person(archivistKey, preserveByHand)},
		{name: "the archivist signs off and closes the case file", day: 95, hour: 9, do: person(archivistKey, closeFile)},
		{name: "reference notes are proposed for disposal", day: 430, hour: 9, do: person(archivistKey, proposeDisposal)},
		{name: "two approve", day: 431, hour: 9, do: approveDisposals},
		{name: "applications are counted before they go", day: 799, hour: 8, do: countMail},
		{name: "unsuccessful applications are proposed for disposal", day: 800, hour: 9, do: person(archivistKey, proposeDisposal)},
		{name: "two approve again", day: 801, hour: 9, do: approveDisposals},
		{name: "the package is made", day: 810, hour: 9, do: person(archivistKey, makePackage)},
	}
}

// caseFile is the case file of the hiring.
func (p *play) caseFile(ctx context.Context) (record.CaseFile, error) {
	f, found, err := p.record.CaseFileByKey(ctx, "case/"+p.progress.Case)
	if err == nil && !found {
		err = fmt.Errorf("the case file is not there")
	}
	return f, err
}

// preserveByHand makes an archive variant of each document that no converter
// here can read: the archivist types what it says into a text.
func preserveByHand(ctx context.Context, p *play) error {
	f, err := p.caseFile(ctx)
	if err != nil {
		return err
	}
	entries, err := p.record.Entries(ctx, f.ID)
	if err != nil {
		return err
	}
	for _, e := range entries {
		for _, d := range e.Documents {
			if d.Archive != "task" {
				continue
			}
			text, err := p.transcript(ctx, d.ID)
			if err != nil {
				return err
			}
			file, err := p.Files.Put(ctx, strings.NewReader(text))
			if err != nil {
				return err
			}
			if err := p.record.AddArchiveVariant(ctx, d.ID, file, "avskrift"); err != nil {
				return err
			}
		}
	}
	return nil
}

// transcript is what the document says, as the archivist reads it.
func (p *play) transcript(ctx context.Context, id record.DocumentID) (text string, err error) {
	v, err := p.record.Document(ctx, id)
	if err != nil {
		return "", err
	}
	shown, _ := v.Best()
	_, r, err := p.record.Read(ctx, id, shown.ID)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	content, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	said, err := format.TextVariant(content)
	return "Avskrift av dokumentet, gjort for hånd " + p.date(0) + ":\n\n" + string(said), err
}

func closeFile(ctx context.Context, p *play) error {
	f, err := p.caseFile(ctx)
	if err != nil || f.Status == "closed" {
		return err
	}
	if _, err := p.record.SignOffFile(ctx, f.ID); err != nil {
		return err
	}
	return p.record.Close(ctx, f.ID)
}

// proposeDisposal proposes what is due; what has been proposed is not again.
func proposeDisposal(ctx context.Context, p *play) error {
	_, err := p.record.ProposeDisposal(ctx, p.today())
	if errs.Has(err, "record.nothing-due") {
		return nil
	}
	return err
}

// approveDisposals lets two people approve every proposal that waits.
func approveDisposals(ctx context.Context, p *play) error {
	for i, key := range []string{archivistKey, secondApprover} {
		as, err := p.as(ctx, key)
		if err != nil {
			return err
		}
		disposals, err := p.record.Disposals(as)
		if err != nil {
			return err
		}
		for _, d := range disposals {
			if d.Status != []string{"proposed", "approved-once"}[i] {
				continue
			}
			if err := p.record.ApproveDisposal(as, d.ID, i == 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// countMail lets the outside auditor count the letters while they are there.
func countMail(_ context.Context, p *play) error {
	manifest, err := audit.Manifest(p.manifestAt())
	if err != nil {
		return err
	}
	count, err := audit.Mail(manifest, p.folder.mail(), isAcknowledged, isLastAnswer)
	if err != nil {
		return err
	}
	p.progress.Mail = &mailCount{Lost: count.Lost, Doubled: count.Doubled}
	for _, note := range count.Notes {
		p.streams.Say("  %s", note)
	}
	return p.save()
}

func makePackage(ctx context.Context, p *play) error {
	if _, err := os.Stat(p.packageDir()); err == nil {
		return nil // made before a crash; a package is whole or absent
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	made, err := p.record.ExtractPeriod(ctx, p.progress.Start, p.today(), p.packageDir(), slices.Clone(p.schemas))
	if err != nil {
		return err
	}
	p.progress.Official = made.OfficialSchemas
	for _, fault := range made.Faults {
		p.streams.Say("  %v", fault)
	}
	return p.save()
}
