package recordapp

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/why"
	"saksgang/record"
	"saksgang/record/format"
	"saksgang/web"
)

// load is the document that the address names.
func (p *pages) load(r *http.Request) (record.DocumentView, error) {
	id, err := idOf[record.DocumentID](r, "id")
	if err != nil {
		return record.DocumentView{}, errs.NotFound("record.document-not-found")
	}
	return p.Document(r.Context(), id)
}

// head is what stands above a document's tabs.
func (p *pages) head(r *http.Request, _ string) (web.Subject, error) {
	ctx := r.Context()
	v, err := p.load(r)
	if err != nil {
		return web.Subject{}, err
	}
	state := statusTag(ctx, v.Entry.Status)
	if v.DisposedAt != 0 {
		state = *disposedTag(ctx, true)
	}
	s := web.Subject{
		Kind: v.TypeTitle + " " + v.Entry.Reference(), Name: v.Title, State: &state, Owner: v.Entry.HandlerName,
		Back: &web.Link{Text: i18n.T(ctx, "record.search.title"), Href: "/records"},
	}
	if v.DisposedAt != 0 {
		s.Owner, s.Since = "", v.DisposedAt.Time()
	}
	if best, there := v.Best(); there {
		s.Primary = &web.Button{Text: i18n.T(ctx, "record.document.download"), Href: filePath(v.ID, best.ID)}
	}
	if v.Archive == "task" {
		s.Notices = append(s.Notices, web.Alert{Tone: web.Warning, Title: i18n.T(ctx, "record.document.needs-hand"), Text: problemText(ctx, v.ArchiveReason)})
	}
	if v.Hold != nil {
		s.Notices = append(s.Notices, web.Alert{Tone: web.Info, Title: i18n.T(ctx, "record.document.held"), Text: v.Hold.Reason})
	}
	return s, nil
}

func problemText(ctx context.Context, code string) string {
	if code == "" {
		return ""
	}
	what, _ := i18n.Problem(ctx, errs.Invalid(code))
	return what
}

func filePath(d record.DocumentID, o record.ObjectID) string {
	return documentPath(d) + "/files/" + o.String()
}

// overview says what the document is, who may see it and how long it is kept.
func (p *pages) overview(r *http.Request, _ string) (templ.Component, error) {
	v, err := p.load(r)
	if err != nil {
		return nil, err
	}
	return p.overviewOf(r, v), nil
}

func (p *pages) overviewOf(r *http.Request, v record.DocumentView) web.Stack {
	ctx := r.Context()
	e := v.Entry
	facts := web.Facts{
		{Name: i18n.T(ctx, "record.column.file"), Value: web.Text(joined(e.File.Reference(), e.File.Title))},
		{Name: i18n.T(ctx, "record.column.title"), Value: web.Text(e.Title), Note: publicTitle(ctx, e)},
		{Name: i18n.T(ctx, "record.column.party"), Value: web.Text(orDash(parties(e)))},
		{Name: i18n.T(ctx, "record.column.day"), Value: day(ctx, e.JournalDate), Note: i18n.T(ctx, "record.direction."+e.Direction)},
		{Name: i18n.T(ctx, "record.document.plan-row"), Value: web.Text(v.TypeTitle), Note: v.DocumentType},
		{Name: i18n.T(ctx, "record.column.publicity"), Value: publicityTag(ctx, v.Publicity), Why: whyPublicity(ctx, v)},
		{Name: i18n.T(ctx, "record.column.retention"), Value: web.Text(retention(ctx, v.Outcome, v.From, v.After.Span)), Note: dueNote(ctx, v), Why: whyRetention(ctx, v)},
		{Name: i18n.T(ctx, "record.document.settlement"), Value: web.Text(settlement(ctx, e))},
	}
	if v.DisposedAt != 0 {
		facts = append(facts, web.Fact{Name: i18n.T(ctx, "record.disposed"), Value: web.When{Time: v.DisposedAt.Time()}, Note: v.DisposedBy})
	}
	body := web.Stack{facts, p.versions(r, v)}
	body = append(body, entryActions(ctx, v)...)
	body = append(body, copyActions(ctx, v)...)
	if len(e.Copies) > 0 {
		body = append(body, copied(ctx, e.Copies))
	}
	return append(body, readings(ctx, v))
}

func publicTitle(ctx context.Context, e record.EntryView) string {
	if e.PublicTitle == e.Title {
		return ""
	}
	return i18n.T(ctx, "record.document.public-title", "title", e.PublicTitle)
}

func parties(e record.EntryView) string {
	var names []string
	for _, c := range e.Correspondents {
		if c.Role != "internal-sender" && c.Role != "internal-recipient" && c.Role != "copy" {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}

func settlement(ctx context.Context, e record.EntryView) string {
	if e.Settlement == nil {
		if e.SettledBy == "" {
			return i18n.T(ctx, "record.settled.not-needed")
		}
		return i18n.T(ctx, "record.settled.waits-"+e.SettledBy)
	}
	return joined(i18n.T(ctx, "record.settled."+string(e.Settlement.Method)), e.Settlement.By, dayText(ctx, e.Settlement.On))
}

func dueNote(ctx context.Context, v record.DocumentView) string {
	switch {
	case v.Outcome != "dispose" || v.DisposedAt != 0:
		return ""
	case v.Due.IsZero():
		return i18n.T(ctx, "record.document.not-yet")
	}
	return i18n.T(ctx, "record.document.due", "day", dayText(ctx, v.Due))
}

func whyPublicity(ctx context.Context, v record.DocumentView) *web.Why {
	about := i18n.T(ctx, "record.publicity."+v.Publicity)
	return &web.Why{ID: "publicity", About: about, Answer: why.Answer{
		Decided: about, Rule: orDash(v.Cite), Version: i18n.T(ctx, "record.why.version", "day", dayText(ctx, v.Entry.JournalDate)), By: v.CreatedBy, At: v.CreatedAt.Time(),
		Source: i18n.T(ctx, "record.why.plan", "row", v.TypeTitle), Remedy: i18n.T(ctx, "record.why.publicity"), Link: "/records/plan",
	}}
}

func whyRetention(ctx context.Context, v record.DocumentView) *web.Why {
	about := retention(ctx, v.Outcome, v.From, v.After.Span)
	return &web.Why{ID: "retention", About: about, Answer: why.Answer{
		Decided: about, Rule: v.RuleCite, Version: i18n.T(ctx, "record.why.version", "day", dayText(ctx, v.Entry.JournalDate)), By: v.CreatedBy, At: v.CreatedAt.Time(),
		Source: i18n.T(ctx, "record.why.plan", "row", v.TypeTitle), Remedy: i18n.T(ctx, "record.why.retention"), Link: "/records/plan",
	}}
}

// versions lists the document's files.
func (p *pages) versions(r *http.Request, v record.DocumentView) web.Section {
	ctx := r.Context()
	files := web.Documents{Empty: i18n.T(ctx, "record.document.no-files")}
	for _, o := range v.Objects {
		note := "SHA-256 " + o.Sum.String()
		for _, c := range v.Conversions {
			if c.Object == o.ID {
				note = i18n.T(ctx, "record.document.converted", "from", format.Name(c.From), "tool", c.Tool, "sum", c.FromSum.String()) + " · " + note
			}
		}
		files.Items = append(files.Items, web.Document{
			Title: i18n.T(ctx, "record.variant."+o.Variant), Href: filePath(v.ID, o.ID), Type: format.Name(o.Format), Size: o.Size, At: o.CreatedAt.Time(), Note: note,
		})
	}
	return web.Section{Title: i18n.T(ctx, "record.document.versions"), Body: files}
}

func readings(ctx context.Context, v record.DocumentView) templ.Component {
	if v.Publicity == "public" {
		return nil
	}
	t := web.Table{Caption: i18n.T(ctx, "record.document.readers"), Columns: []web.Column{{Label: i18n.T(ctx, "record.column.who")}, {Label: i18n.T(ctx, "record.column.when")}}}
	for _, x := range v.Readings {
		t.Rows = append(t.Rows, web.Row{Cells: []templ.Component{web.Text(x.Name), web.When{Time: x.At.Time(), Hour: true}}})
	}
	var body templ.Component = t
	if len(t.Rows) == 0 {
		body = web.Empty{Text: i18n.T(ctx, "record.document.unread")}
	}
	return web.Section{Title: i18n.T(ctx, "record.document.readers"), Note: i18n.T(ctx, "record.document.recorded"), Body: body}
}

// mostShown is how much of a document's text a page shows.
const mostShown = 60_000

// content shows the document's words, never its markup: nothing that came from
// outside is run or drawn. What is withheld from others is recorded as read.
func (p *pages) content(r *http.Request, _ string) (templ.Component, error) {
	ctx := r.Context()
	v, err := p.load(r)
	if err != nil {
		return nil, err
	}
	o, there := production(v)
	if !there {
		return web.Empty{Text: i18n.T(ctx, "record.document.no-files")}, nil
	}
	text, err := p.textOf(ctx, v.ID, o.ID)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(text) == "" {
		return web.Empty{Text: i18n.T(ctx, "record.document.no-text"), Action: web.Link{Text: i18n.T(ctx, "record.document.download"), Href: filePath(v.ID, o.ID)}}, nil
	}
	return textBody(text), nil
}

func production(v record.DocumentView) (record.Object, bool) {
	for _, o := range v.Objects {
		if o.Variant == "production" {
			return o, true
		}
	}
	return v.Best()
}

func (p *pages) textOf(ctx context.Context, d record.DocumentID, o record.ObjectID) (text string, err error) {
	_, file, err := p.Read(ctx, d, o)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	content, err := io.ReadAll(io.LimitReader(file, 64<<20))
	if err != nil {
		return "", err
	}
	if text, err = format.Text(content); errs.KindOf(err) == errs.KindInvalid && err != nil {
		return "", nil // damaged or locked: there is nothing to show
	}
	return text, err
}

// textBody is a text as paragraphs, cut where it grows long.
func textBody(text string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		cut := len(text) > mostShown
		if cut {
			text = strings.ToValidUTF8(text[:mostShown], "")
		}
		var b strings.Builder
		b.WriteString(`<div class="sg-stack">`)
		for _, line := range strings.Split(text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				fmt.Fprintf(&b, "<p>%s</p>", html.EscapeString(line))
			}
		}
		if cut {
			fmt.Fprintf(&b, `<p class="sg-note">%s</p>`, html.EscapeString(i18n.T(ctx, "record.document.cut")))
		}
		b.WriteString("</div>")
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// history is what was corrected, with both values and the reason.
func (p *pages) history(r *http.Request, _ string) (templ.Component, error) {
	ctx := r.Context()
	v, err := p.load(r)
	if err != nil {
		return nil, err
	}
	h := web.History{Events: []web.Event{{At: v.Entry.RegisteredAt.Time(), Who: v.Entry.RegisteredBy, What: i18n.T(ctx, "record.history.registered")}}}
	if s := v.Entry.Settlement; s != nil {
		h.Events = append(h.Events, web.Event{At: s.At.Time(), Who: s.By, What: i18n.T(ctx, "record.settled."+string(s.Method)), Reason: s.Note})
	}
	h.Events = append(h.Events, copyEvents(ctx, v.Entry.Copies)...)
	for _, c := range v.Changes {
		h.Events = append(h.Events, web.Event{At: c.At.Time(), Who: c.By, What: i18n.T(ctx, "record.element."+c.Element), Reason: c.Reason, Before: c.Before, After: c.After})
	}
	if v.DisposedAt != 0 {
		h.Events = append(h.Events, web.Event{At: v.DisposedAt.Time(), Who: v.DisposedBy, What: i18n.T(ctx, "record.disposed")})
	}
	slices.SortStableFunc(h.Events, func(a, b web.Event) int { return a.At.Compare(b.At) })
	return h, nil
}

// download hands a file out as an attachment that may run nothing, under the
// entry's number and never under the name it came with.
func (p *pages) download(w http.ResponseWriter, r *http.Request) (err error) {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	object, err := idOf[record.ObjectID](r, "object")
	if err != nil {
		return errs.NotFound("record.document-not-found")
	}
	o, file, err := p.Read(r.Context(), v.ID, object)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	name := strings.NewReplacer("/", "-").Replace(v.Entry.Reference()) + "-" + fmt.Sprint(v.Place) + "." + format.Extension(o.Format)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Length", fmt.Sprint(o.Size))
	w.WriteHeader(http.StatusOK)
	_, _ = io.Copy(w, file) // the reader has gone; there is nobody to tell
	return nil
}
