package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"saksgang/base/authz"
	"saksgang/demo/audit"
	"saksgang/exchange"
	"saksgang/record"
	"saksgang/record/noark"
)

// summary is what the demonstration prints with --json.
type summary struct {
	Case         string           `json:"case"`
	Kills        []kill           `json:"kills"` // none without --crash
	Applications applicationCount `json:"applications"`
	Documents    documentCount    `json:"documents"`
	Ledger       ledgerCount      `json:"ledger"`
	Package      packageState     `json:"package"`
	Seconds      float64          `json:"seconds"`
}

type applicationCount struct {
	Received  int `json:"received"`
	Journaled int `json:"journaled"`
	Duplicate int `json:"duplicate"`
	Damaged   int `json:"damaged"`
}

// documentCount holds captured = preserved + destroyed + open.
type documentCount struct {
	Captured    int `json:"captured"`
	Preserved   int `json:"preserved"`
	Destroyed   int `json:"destroyed"`
	Open        int `json:"open"`
	OpenUnowned int `json:"open_unowned"`
	Lost        int `json:"lost"`
	Doubled     int `json:"doubled"`
}

type ledgerCount struct {
	Events   int64 `json:"events"`
	Verified bool  `json:"verified"`
}

type packageState struct {
	Path            string `json:"path"`
	Files           int    `json:"files"`
	Valid           *bool  `json:"valid"` // null when no validator ran
	Reason          string `json:"reason,omitempty"`
	OfficialSchemas bool   `json:"official_schemas"`
}

func (p *play) packageDir() string { return filepath.Join(p.folder.Dir, "package") }
func (p *play) manifestAt() string { return filepath.Join(p.folder.Dir, "sender", "sent.json") }
func isApplication(t string) bool  { return strings.HasPrefix(t, "Søknad på stilling") }
func isAcknowledged(s string) bool { return strings.HasPrefix(s, "Vi har mottatt") }
func isLastAnswer(s string) bool {
	return strings.HasPrefix(s, "Svar på søknaden") || strings.HasPrefix(s, "Arbeidsavtale")
}

// summary asks the outside auditor, the inbox, the ledger and the package.
func (p *play) summary(ctx context.Context) (summary, error) {
	s := summary{Case: p.progress.Case}
	if err := p.countMessages(ctx, &s); err != nil {
		return s, err
	}
	manifest, err := audit.Manifest(p.manifestAt())
	if err != nil {
		return s, err
	}
	docs, count, err := audit.Package(manifest, p.packageDir(), isApplication)
	if err != nil {
		return s, err
	}
	if p.progress.Mail != nil {
		count = count.Plus(audit.Count{Lost: p.progress.Mail.Lost, Doubled: p.progress.Mail.Doubled})
	}
	if err := p.countDocuments(ctx, &s.Documents); err != nil {
		return s, err
	}
	s.Documents.Preserved, s.Documents.Destroyed = docs.Preserved, docs.Destroyed
	count.Of("documents", s.Documents.Captured, docs.Preserved+docs.Destroyed+s.Documents.Open)
	s.Documents.Lost, s.Documents.Doubled = count.Lost+docs.Neither, count.Doubled
	for _, note := range count.Notes {
		p.streams.Say("  %s", note)
	}
	report, err := p.Ledger.Verify(ctx)
	if err != nil {
		return s, err
	}
	s.Ledger = ledgerCount{Events: report.Events, Verified: report.Verified}
	return s, p.examine(ctx, &s.Package)
}

// countDocuments counts what the registers hold: the messages that could not be
// registered, which have been counted before, and the documents.
func (p *play) countDocuments(ctx context.Context, d *documentCount) error {
	reader := authz.With(ctx, authz.Actor{User: setUp.User, Grants: everywhere(record.RightRead, record.RightReadScreened)})
	there, err := p.record.Census(reader)
	if err != nil {
		return err
	}
	d.Captured = d.Open + there.Captured
	d.Open += there.Open
	d.OpenUnowned += there.OpenUnowned
	return nil
}

// countMessages counts what came in, and what is still open there.
func (p *play) countMessages(ctx context.Context, s *summary) error {
	reader := authz.With(ctx, authz.Actor{User: setUp.User, Grants: everywhere(exchange.RightRead)})
	messages, _, err := p.exchange.Messages(reader, exchange.Query{Most: 1000})
	if err != nil {
		return err
	}
	for _, m := range messages {
		switch {
		case m.State == exchange.Handled && m.Kind == "application":
			s.Applications.Journaled++
			s.Applications.Duplicate += m.Repeats
		case m.State == exchange.Problem || m.State == exchange.Conflict:
			s.Applications.Damaged++
			s.Documents.Open++
			owned, err := p.Work.Has(ctx, "exchange.message", m.ID.String())
			if err != nil {
				return err
			}
			if !owned {
				s.Documents.OpenUnowned++
			}
		}
	}
	s.Applications.Received = s.Applications.Journaled + s.Applications.Duplicate + s.Applications.Damaged
	return nil
}

// examine checks the package by our own rules and, where it can be had, by an
// XSD validator.
func (p *play) examine(ctx context.Context, state *packageState) error {
	state.Path = p.packageDir()
	err := filepath.WalkDir(state.Path, func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			state.Files++
		}
		return err
	})
	if err != nil {
		return err
	}
	faults, err := noark.Check(state.Path)
	if err != nil {
		return err
	}
	state.OfficialSchemas = p.progress.Official
	valid, reason, found, err := noark.Validate(ctx, state.Path)
	if err != nil {
		return err
	}
	state.Valid, state.Reason = valid, reason
	if valid != nil {
		whole := *valid && len(faults) == 0 && len(found) == 0
		state.Valid = &whole
	}
	return nil
}
