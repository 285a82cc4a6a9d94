package recordapp

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/web"
)

// entryActions are what may be done with a document's entry now.
func entryActions(ctx context.Context, v record.DocumentView) []templ.Component {
	actor := authz.ActorFrom(ctx)
	var out []templ.Component
	path := "/records/entries/" + v.Entry.ID.String()
	back := map[string]string{"back": documentPath(v.ID)}
	if !v.Entry.Status.Final() && v.Entry.Status != record.Journaled && !v.Entry.Note && actor.May(record.RightSignOff) {
		out = append(out, web.Button{Text: i18n.T(ctx, "record.do.sign-off"), Href: path + "/sign-off", Post: true, Values: back, Consequence: i18n.T(ctx, "record.do.sign-off-means")})
	}
	if v.Entry.Settlement == nil && v.Entry.SettledBy != "" && !v.Entry.Status.Final() && actor.May(record.RightSignOff) {
		out = append(out, web.Details{Summary: i18n.T(ctx, "record.do.settle"), Body: settleForm(ctx, v)})
	}
	if v.Archive == "task" && actor.May(record.RightSignOff) {
		out = append(out, web.Section{Title: i18n.T(ctx, "record.do.add-variant"), Body: variantForm(ctx, v)})
	}
	if !v.Entry.Status.Final() && actor.May(record.RightRegister) {
		out = append(out, web.Details{Summary: i18n.T(ctx, "record.do.correct"), Body: correctForm(ctx, v)})
	}
	return out
}

func back(v record.DocumentView) web.Field {
	return web.Field{Name: "back", Kind: web.HiddenField, Value: documentPath(v.ID)}
}

func settleForm(ctx context.Context, v record.DocumentView) web.Form {
	var methods []web.Option
	for _, m := range []record.Method{record.TakenNoteOf, record.ByTelephone} {
		methods = append(methods, web.Option{Value: string(m), Label: i18n.T(ctx, "record.settled."+string(m))})
	}
	return web.Form{ID: "settle", Quiet: true, Action: "/records/entries/" + v.Entry.ID.String() + "/settle", Fields: []web.Field{
		{Name: "method", Label: i18n.T(ctx, "record.do.method"), Kind: web.SelectField, Options: methods, Value: string(record.TakenNoteOf), Required: true},
		{Name: "note", Label: i18n.T(ctx, "record.do.note"), Kind: web.TextArea, Rows: 2, Required: v.Entry.SettledBy == "reply"},
		back(v),
	}, Submit: web.Button{Text: i18n.T(ctx, "record.do.settle"), Consequence: i18n.T(ctx, "record.do.settle-means")}}
}

func variantForm(ctx context.Context, v record.DocumentView) web.Form {
	return web.Form{ID: "variant", Quiet: true, Action: documentPath(v.ID) + "/archive-variant", Fields: []web.Field{
		{Name: "file", Label: i18n.T(ctx, "record.do.variant-file"), Kind: web.FileField, Required: true, Help: i18n.T(ctx, "record.do.variant-help"), Accept: ".pdf,.txt"},
		{Name: "tool", Label: i18n.T(ctx, "record.do.variant-tool"), Required: true},
	}, Submit: web.Button{Text: i18n.T(ctx, "record.do.add-variant"), Consequence: i18n.T(ctx, "record.do.variant-means")}}
}

// correctForm shows what is recorded, to be written over where it is wrong. Who
// may not decide what is withheld is not asked about it.
func correctForm(ctx context.Context, v record.DocumentView) web.Form {
	var fields []web.Field
	for _, f := range correctable(ctx, v.Entry) {
		fields = append(fields, web.Field{
			Name: string(f.field), Label: i18n.T(ctx, "record.field."+string(f.field)), Kind: f.kind, Options: f.options, Value: f.recorded, Required: true,
		}, web.Field{Name: seen + string(f.field), Kind: web.HiddenField, Value: f.recorded})
	}
	return web.Form{ID: "correct", Quiet: true, Action: "/records/entries/" + v.Entry.ID.String() + "/correct", Fields: append(fields,
		web.Field{Name: "reason", Label: i18n.T(ctx, "record.do.reason"), Kind: web.TextArea, Rows: 2, Required: true}, back(v),
	), Submit: web.Button{Text: i18n.T(ctx, "record.do.correct"), Consequence: i18n.T(ctx, "record.do.correct-means")}}
}

// seen begins the names of the fields that tell what stood there when the form
// was opened.
const seen = "seen-"

// recorded is a fact as it stands, and how a page asks for another value.
type recorded struct {
	field    record.Field
	kind     web.FieldKind
	options  []web.Option
	recorded string
}

func correctable(ctx context.Context, e record.EntryView) []recorded {
	facts := []recorded{
		{field: record.FieldTitle, recorded: e.Title},
		{field: record.FieldDocumentDate, kind: web.DateField, recorded: e.DocumentDate.String()},
		{field: record.FieldHandler, recorded: e.HandlerName},
	}
	if !authz.ActorFrom(ctx).May(record.RightScreen) {
		return facts
	}
	var publicity []web.Option
	for _, p := range []string{"public", "screened", "exempt"} {
		publicity = append(publicity, web.Option{Value: p, Label: i18n.T(ctx, "record.publicity."+p)})
	}
	return append(facts, recorded{field: record.FieldPublicTitle, recorded: e.PublicTitle},
		recorded{field: record.FieldPublicity, kind: web.SelectField, options: publicity, recorded: e.Publicity})
}

// entryAt is the entry that the address names.
func (p *pages) entryAt(r *http.Request) (record.EntryView, error) {
	id, err := idOf[record.EntryID](r, "id")
	if err != nil {
		return record.EntryView{}, errs.NotFound("record.entry-not-found")
	}
	return p.Entry(r.Context(), id)
}

// entryForm is a form about an entry, as it stands when the form is shown.
type entryForm func(context.Context, record.DocumentView) (web.Form, error)

func always(form func(context.Context, record.DocumentView) web.Form) entryForm {
	return func(ctx context.Context, v record.DocumentView) (web.Form, error) { return form(ctx, v), nil }
}

// changeEntry does something with the entry that the address names, and goes
// back; what is refused is shown with the form as it was filled in.
func (p *pages) changeEntry(w http.ResponseWriter, r *http.Request, done, title string, form entryForm, do func(record.EntryID) error) error {
	ctx := r.Context()
	if err := r.ParseForm(); err != nil {
		return errs.InvalidBecause(err, "web.form-unreadable")
	}
	e, err := p.entryAt(r)
	if err != nil {
		return err
	}
	err = do(e.ID)
	if err == nil {
		web.Done(ctx, done)
		return web.Redirect(w, r, backTo(r, e))
	}
	if form == nil || errs.KindOf(err) != errs.KindInvalid && errs.KindOf(err) != errs.KindConflict {
		return err
	}
	v, lost := p.Document(ctx, e.Documents[0].ID)
	if lost != nil {
		return lost
	}
	f, lost := form(ctx, v)
	if lost != nil {
		return lost
	}
	f.Fill(withoutSeen(r.PostForm, f))
	f.Fail(ctx, err, nil)
	return web.ShowStatus(w, r, web.StatusOf(err), web.Step{Title: i18n.T(ctx, title), Case: &web.Link{Text: v.Title, Href: documentPath(v.ID)}, Form: f})
}

// withoutSeen lets a form that comes back tell what stands there now, so that it
// can be sent again by who has read that it was changed meanwhile.
func withoutSeen(typed url.Values, fresh web.Form) url.Values {
	typed = maps.Clone(typed)
	for _, f := range fresh.Fields {
		if strings.HasPrefix(f.Name, seen) {
			typed.Set(f.Name, f.Value)
		}
	}
	return typed
}

// backTo is the page that the form stood on: a document, or a case.
func backTo(r *http.Request, e record.EntryView) string {
	to := r.PostForm.Get("back")
	for _, place := range []string{"/records/", "/cases/", "/people/"} {
		if strings.HasPrefix(to, place) {
			return to
		}
	}
	if len(e.Documents) > 0 {
		return documentPath(e.Documents[0].ID)
	}
	return "/records"
}

func (p *pages) signOff(w http.ResponseWriter, r *http.Request) error {
	return p.changeEntry(w, r, "record.done.signed-off", "record.do.sign-off", nil, func(id record.EntryID) error { return p.SignOff(r.Context(), id) })
}

func (p *pages) settle(w http.ResponseWriter, r *http.Request) error {
	return p.changeEntry(w, r, "record.done.settled", "record.do.settle", always(settleForm), func(id record.EntryID) error {
		return p.Settle(r.Context(), id, record.Method(r.PostForm.Get("method")), record.EntryID{}, r.PostForm.Get("note"))
	})
}

func (p *pages) correct(w http.ResponseWriter, r *http.Request) error {
	return p.changeEntry(w, r, "record.done.corrected", "record.do.correct", always(correctForm), func(id record.EntryID) error {
		e, err := p.Entry(r.Context(), id)
		if err != nil {
			return err
		}
		changed := map[record.Field]record.Correction{}
		for _, f := range correctable(r.Context(), e) {
			c := record.Correction{Was: r.PostForm.Get(seen + string(f.field)), Value: r.PostForm.Get(string(f.field))}
			if c.Value != c.Was {
				changed[f.field] = c
			}
		}
		return p.CorrectAll(r.Context(), id, changed, r.PostForm.Get("reason"))
	})
}

// addVariant takes an archive variant that somebody made elsewhere.
func (p *pages) addVariant(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := p.load(r)
	if err != nil {
		return err
	}
	file, _, err := r.FormFile("file")
	if err != nil {
		return errs.InvalidBecause(err, "web.form-unreadable")
	}
	defer file.Close()
	ref, err := p.Files.Put(ctx, file)
	if err != nil {
		return err
	}
	if err := p.AddArchiveVariant(ctx, v.ID, ref, r.FormValue("tool")); err != nil {
		if errs.KindOf(err) != errs.KindInvalid {
			return err
		}
		f := variantForm(ctx, v)
		f.Fill(r.Form)
		f.Fail(ctx, err, nil)
		return web.ShowStatus(w, r, web.StatusOf(err), web.Step{Title: i18n.T(ctx, "record.do.add-variant"), Case: &web.Link{Text: v.Title, Href: documentPath(v.ID)}, Form: f})
	}
	web.Done(ctx, "record.done.variant-added")
	return web.Redirect(w, r, documentPath(v.ID))
}
