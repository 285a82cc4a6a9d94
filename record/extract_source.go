package record

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/sqldb"
	"saksgang/record/noark"
)

// source gives noark.Extract what stands in the database, page by page, within
// one snapshot: memory does not grow with the period.
type source struct {
	*Service
	plan     *Plan
	from, to calendar.Date
}

// pageRows is how many rows are in memory at a time.
const pageRows = 200

const inPeriod = "f.status IN ('closed', 'cancelled') AND f.closed_on >= $1 AND f.closed_on <= $2"

// paged walks a query page by page: each begins after the last row of the one
// before.
func paged[T any](next func(after *T) ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var last *T
		for {
			rows, err := next(last)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
			}
			if len(rows) < pageRows {
				return
			}
			last = &rows[len(rows)-1]
		}
	}
}

// mapped turns the rows of a walk into what the package holds.
func mapped[T, U any](rows iter.Seq2[T, error], turn func(T) (U, error)) iter.Seq2[U, error] {
	return func(yield func(U, error) bool) {
		for r, err := range rows {
			var u U
			if err == nil {
				u, err = turn(r)
			}
			if !yield(u, err) || err != nil {
				return
			}
		}
	}
}

// Classes are those that hold a case file of the period, with those above.
func (s *source) Classes(ctx context.Context, _ noark.SystemID) iter.Seq2[noark.Class, error] {
	return func(yield func(noark.Class, error) bool) {
		all, err := sqldb.All[classRow](ctx, s.DB, "SELECT code, id, parent, title, created_at, created_by FROM record_class")
		if err != nil {
			yield(noark.Class{}, err)
			return
		}
		used, err := sqldb.All[string](ctx, s.DB, "SELECT DISTINCT f.class FROM record_case_file f WHERE "+inPeriod, s.from, s.to)
		if err != nil {
			yield(noark.Class{}, err)
			return
		}
		for _, c := range depthFirst(all, used) {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func depthFirst(all []classRow, used []string) []noark.Class {
	byCode := map[string]classRow{}
	for _, c := range all {
		byCode[c.Code] = c
	}
	wanted := map[string]bool{}
	for _, code := range used {
		for code != "" && !wanted[code] {
			wanted[code] = true
			code = byCode[code].Parent
		}
	}
	slices.SortFunc(all, func(a, b classRow) int { return cmp.Compare(a.Code, b.Code) })
	var out []noark.Class
	var under func(parent string)
	under = func(parent string) {
		for _, c := range all {
			if c.Parent != parent || !wanted[c.Code] {
				continue
			}
			out = append(out, noark.Class{
				ID: noark.SystemID(c.ID.String()), Parent: noark.SystemID(byCode[parent].ID.String()), Code: c.Code, Title: c.Title,
				Created: stamp(c.CreatedAt, c.CreatedBy),
			})
			under(c.Code)
		}
	}
	under("")
	return out
}

// CaseFiles are those of a class that were closed in the period.
func (s *source) CaseFiles(ctx context.Context, class noark.SystemID) iter.Seq2[noark.CaseFile, error] {
	return func(yield func(noark.CaseFile, error) bool) {
		code, err := s.classCode(ctx, class)
		if err != nil {
			yield(noark.CaseFile{}, err)
			return
		}
		rows := paged(func(after *CaseFile) ([]CaseFile, error) {
			if after == nil {
				after = &CaseFile{}
			}
			return sqldb.All[CaseFile](ctx, s.DB, "SELECT "+caseFileColumns+" FROM record_case_file f WHERE "+inPeriod+
				" AND f.class = $3 AND (f.year, f.number) > ($4, $5) ORDER BY f.year, f.number LIMIT "+itoa(pageRows), s.from, s.to, code, after.Year, after.Number)
		})
		for f, err := range rows {
			if !yield(s.noarkFile(f), err) || err != nil {
				return
			}
		}
	}
}

func (s *source) classCode(ctx context.Context, class noark.SystemID) (string, error) {
	all, err := sqldb.All[classRow](ctx, s.DB, "SELECT code, id, parent, title, created_at, created_by FROM record_class")
	for _, c := range all {
		if c.ID.String() == string(class) {
			return c.Code, nil
		}
	}
	return "", err
}

func (s *source) noarkFile(f CaseFile) noark.CaseFile {
	n := noark.CaseFile{
		ID: noark.SystemID(f.ID.String()), Number: f.Reference(), Year: f.Year, Sequence: f.Number, Title: f.Title, Medium: noark.Electronic,
		Created: stamp(f.OpenedAt, f.OpenedBy), Closed: stamp(f.ClosedAt, f.ClosedBy), Date: noark.Date(f.OpenedOn.String()),
		Unit: f.UnitName, Responsible: f.ResponsibleName, Status: noark.CaseFileClosed,
	}
	switch f.Status {
	case "open":
		n.Status = noark.CaseFileOpen
	case "cancelled":
		n.Status = noark.CaseFileCancelled
	}
	if f.PublicTitle != f.Title {
		n.PublicTitle = f.PublicTitle
		n.Screening = &noark.Screening{
			Restriction: noark.PersonnelMatter, Ground: f.Ground, Metadata: []noark.ScreenedMetadata{noark.ScreenCaseTitleWords},
		}
	}
	return n
}

// Entries are those of a case file, with everything under them.
func (s *source) Entries(ctx context.Context, caseFile noark.SystemID) iter.Seq2[noark.RegistryEntry, error] {
	return func(yield func(noark.RegistryEntry, error) bool) {
		var id CaseFileID
		if err := id.UnmarshalText([]byte(caseFile)); err != nil {
			yield(noark.RegistryEntry{}, err)
			return
		}
		f, _, err := s.caseFile(ctx, id)
		if err != nil {
			yield(noark.RegistryEntry{}, err)
			return
		}
		rows := paged(func(after *Entry) ([]Entry, error) {
			if after == nil {
				after = &Entry{}
			}
			return sqldb.All[Entry](ctx, s.DB, "SELECT "+entryColumns+" FROM record_entry e WHERE e.case_file = $1 AND e.number > $2 ORDER BY e.number LIMIT "+itoa(pageRows), id, after.Number)
		})
		for e, err := range mapped(rows, func(e Entry) (noark.RegistryEntry, error) { return s.noarkEntry(ctx, f, e, true) }) {
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// Journal is every journalised entry of the period's case files, in journal order.
func (s *source) Journal(ctx context.Context) iter.Seq2[noark.JournalRow, error] {
	rows := paged(func(after *Entry) ([]Entry, error) {
		if after == nil {
			after = &Entry{}
		}
		return sqldb.All[Entry](ctx, s.DB, "SELECT "+entryColumns+` FROM record_entry e JOIN record_case_file f ON f.id = e.case_file
WHERE NOT e.note AND `+inPeriod+" AND (e.journal_year, e.journal_seq) > ($3, $4) ORDER BY e.journal_year, e.journal_seq LIMIT "+itoa(pageRows),
			s.from, s.to, after.JournalYear, after.JournalSeq)
	})
	classes := map[string]*noark.Class{}
	return mapped(rows, func(e Entry) (noark.JournalRow, error) {
		f, _, err := s.caseFile(ctx, e.CaseFile)
		if err != nil {
			return noark.JournalRow{}, err
		}
		if len(classes) == 0 {
			for c, err := range s.Classes(ctx, "") {
				if err != nil {
					return noark.JournalRow{}, err
				}
				classes[c.Code] = &c
			}
		}
		n, err := s.noarkEntry(ctx, f, e, false)
		return noark.JournalRow{Class: classes[f.Class], CaseFile: s.noarkFile(f), Entry: n}, err
	})
}

// Changes is what was corrected in the period's case files, oldest first.
func (s *source) Changes(ctx context.Context) iter.Seq2[noark.Change, error] {
	rows := paged(func(after *Change) ([]Change, error) {
		if after == nil {
			after = &Change{}
		}
		return sqldb.All[Change](ctx, s.DB, `SELECT c.id, c.case_file, c.unit, c.element, c.before, c.after, c.reason, c.at, c.by_name
FROM record_change c JOIN record_case_file f ON f.id = c.case_file WHERE `+inPeriod+" AND (c.at, c.id) > ($3, $4) ORDER BY c.at, c.id LIMIT "+itoa(pageRows),
			s.from, s.to, after.At, after.ID[:])
	})
	return mapped(rows, func(c Change) (noark.Change, error) {
		return noark.Change{
			Unit: noark.SystemID(c.Unit.String()), Element: c.Element, At: stamp(c.At, c.By), Before: c.Before, After: c.After,
		}, nil
	})
}

func stamp(at clock.Instant, by string) noark.Stamp { return noark.Stamp{At: at.Time(), By: by} }

// noarkEntry is an entry with everything under it; the journals need no documents.
func (s *source) noarkEntry(ctx context.Context, f CaseFile, e Entry, documents bool) (noark.RegistryEntry, error) {
	n := noark.RegistryEntry{
		ID: noark.SystemID(e.ID.String()), CaseFile: noark.SystemID(f.ID.String()), Number: fmt.Sprintf("%s-%d", f.Reference(), e.Number),
		Title: e.Title, Medium: noark.Electronic, Created: stamp(e.RegisteredAt, e.RegisteredBy), Archived: stamp(e.ArchivedAt, e.ArchivedBy),
		JournalYear: e.JournalYear, JournalSeq: e.JournalSeq, EntryNumber: e.Number, Type: entryTypes[e.Direction],
		Status: noark.EntryStatus(noarkStatus(e.Status)), JournalDate: noark.Date(e.JournalDate.String()), DocumentDate: noark.Date(e.DocumentDate.String()),
		Received: e.ReceivedAt.Time(), Sent: e.SentAt.Time(), Due: noark.Date(e.DueOn.String()), Assessed: noark.Date(e.JournalDate.String()),
		Screening: screening(e),
	}
	if e.Note {
		n.Kind = noark.ArchiveNote
	}
	if n.Archived.IsZero() {
		n.Archived = stamp(f.ClosedAt, f.ClosedBy)
	}
	if e.PublicTitle != e.Title {
		n.PublicTitle = e.PublicTitle
	}
	all, err := s.correspondents(ctx, e.ID)
	for _, c := range all {
		n.Correspondents = append(n.Correspondents, noark.Correspondent{
			Type: correspondentTypes[c.Role], Name: c.Name, Address: noark.Address{Mail: c.Mail}, Unit: c.Unit, Handler: c.Handler,
			Screened: c.Screened, PublicName: publicName(c),
		})
	}
	if err != nil {
		return n, err
	}
	settled, found, err := s.settlement(ctx, e.ID)
	if err != nil {
		return n, err
	}
	if found {
		n.Settlements = []noark.Settlement{{
			Date: noark.Date(settled.On.String()), By: settled.By, Method: noarkMethods[settled.Method], Entry: noark.SystemID(settled.ByEntry.String()),
		}}
	}
	if documents {
		err = s.noarkDocuments(ctx, f, e, &n)
	}
	return n, err
}

var correspondentTypes = map[string]noark.CorrespondentType{
	"sender": noark.Sender, "recipient": noark.Recipient, "copy": noark.CopyRecipient,
	"internal-sender": noark.InternalSender, "internal-recipient": noark.InternalRecipient,
}

func publicName(c Correspondent) string {
	if c.Screened {
		return noark.ScreenedText
	}
	return ""
}

// screening is what the public may not see of an entry. Noark asks for at least
// one kind of metadata; where the title and names are open it is the document's
// own title that goes with the document.
func screening(e Entry) *noark.Screening {
	if e.Publicity == "public" {
		return nil
	}
	n := &noark.Screening{
		Restriction: noark.ExemptFromPublicity, Ground: e.Cite, Document: noark.ScreenWholeDocument, Years: e.ScreenYears,
		Metadata: []noark.ScreenedMetadata{noark.ScreenDocumentTitle},
	}
	if e.Publicity == "screened" {
		n.Document = noark.ScreenPartOfDocument
	}
	if e.ScreenName {
		n.Metadata = []noark.ScreenedMetadata{noark.ScreenTitleWords}
		switch e.Direction {
		case "incoming":
			n.Metadata = append(n.Metadata, noark.ScreenSenderName)
		case "outgoing":
			n.Metadata = append(n.Metadata, noark.ScreenRecipientName)
		}
	}
	if e.ScreenYears > 0 {
		n.Ends = noark.Date(e.JournalDate.AddMonths(12 * e.ScreenYears).String())
	}
	return n
}

func (s *source) noarkDocuments(ctx context.Context, f CaseFile, e Entry, n *noark.RegistryEntry) error {
	documents, err := s.documentsOf(ctx, e.ID)
	if err != nil {
		return err
	}
	for _, d := range documents {
		if e.Status == Cancelled && d.Archive != "ready" && d.Archive != "disposed" {
			continue // a mistake was not worth converting
		}
		nd, err := s.noarkDocument(ctx, f, d)
		if err != nil {
			return err
		}
		n.Documents = append(n.Documents, nd)
	}
	n.Attachments = max(len(n.Documents)-1, 0)
	return nil
}

func (s *source) noarkDocument(ctx context.Context, f CaseFile, d Document) (noark.DocumentDescription, error) {
	n := noark.DocumentDescription{
		ID: noark.SystemID(d.ID.String()), Type: d.TypeTitle, Status: noark.DocumentFinished, Title: d.Title, Created: stamp(d.CreatedAt, d.CreatedBy),
		Medium: noark.Electronic, AttachedAs: noark.Attachment, Number: d.Place, Attached: stamp(d.CreatedAt, d.CreatedBy),
	}
	if d.Main {
		n.AttachedAs = noark.MainDocument
	}
	due := Due(d.Outcome, d.From, d.After.Span, Events{Decided: f.DecidedOn, Closed: f.ClosedOn, Document: d.DocumentDate, Ended: f.EndedOn})
	if !due.IsZero() {
		n.Disposal = &noark.Disposal{Decision: noark.Dispose, Ground: d.RuleCite, Years: d.After.Months / 12, Date: noark.Date(due.String())}
	}
	if d.DisposedAt != 0 {
		n.Disposed = &noark.PerformedDisposal{Stamp: stamp(d.DisposedAt, d.DisposedBy)}
	}
	objects, err := s.objectsOf(ctx, d.ID)
	if err != nil {
		return n, err
	}
	for _, o := range objects {
		no := noark.DocumentObject{
			ID: noark.SystemID(o.ID.String()), Version: o.Version, Variant: variants[o.Variant], Format: o.Format, FormatDetails: o.Details,
			Created: stamp(o.CreatedAt, o.CreatedBy), File: o.Sum.String(), Checksum: o.Sum.String(), Size: o.Size,
		}
		c, found, err := s.conversionOf(ctx, o.ID)
		if err != nil {
			return n, err
		}
		if found {
			no.Conversions = []noark.Conversion{{
				At: stamp(c.At, c.By), From: c.From, To: c.To, Tool: c.Tool, Comment: c.Note, FromChecksum: c.FromSum.String(), ToChecksum: c.ToSum.String(),
			}}
		}
		n.Objects = append(n.Objects, no)
	}
	return n, nil
}

var variants = map[string]noark.Variant{
	"production": noark.ProductionVariant, "archive": noark.ArchiveVariant, "redacted": noark.RedactedVariant,
}
