package recordapp

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/web"
)

func copiesPath(v record.DocumentView) string {
	return "/records/entries/" + v.Entry.ID.String() + "/copies"
}

// copyActions are for whoever got a copy, and for who may send more.
func copyActions(ctx context.Context, v record.DocumentView) []templ.Component {
	actor := authz.ActorFrom(ctx)
	var out []templ.Component
	unread := slices.ContainsFunc(v.Entry.Copies, func(c record.SentCopy) bool { return c.User == actor.User && c.ReadAt == 0 })
	if unread && !actor.User.IsZero() {
		out = append(out, web.Button{
			Text: i18n.T(ctx, "record.do.read-copy"), Href: copiesPath(v) + "/read", Post: true, Values: map[string]string{"back": documentPath(v.ID)},
			Consequence: i18n.T(ctx, "record.do.read-copy-means"),
		})
	}
	if !v.Entry.Status.Final() && v.Entry.Status != record.Reserved && actor.May(record.RightRegister) {
		out = append(out, web.Link{Text: i18n.T(ctx, "record.do.send-copies"), Href: copiesPath(v)})
	}
	return out
}

// copied tells who got a copy, by which list, and who has read it.
func copied(ctx context.Context, copies []record.SentCopy) templ.Component {
	t := web.Table{Caption: i18n.T(ctx, "record.copies.title"), Columns: []web.Column{
		{Label: i18n.T(ctx, "record.copies.to")}, {Label: i18n.T(ctx, "record.copies.list")}, {Label: i18n.T(ctx, "record.copies.sent")}, {Label: i18n.T(ctx, "record.copies.read")},
	}}
	for _, c := range copies {
		var read templ.Component
		switch {
		case c.User.IsZero():
			read = web.Text(i18n.T(ctx, "record.copies.by-mail"))
		case c.ReadAt == 0:
			read = web.Tag{Text: i18n.T(ctx, "record.copies.unread"), Tone: web.Neutral}
		default:
			read = web.When{Time: c.ReadAt.Time()}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []templ.Component{web.Text(c.Name), web.Text(c.Title), web.When{Time: c.At.Time()}, read}})
	}
	return web.Section{Title: i18n.T(ctx, "record.copies.title"), Body: t}
}

// copyEvents are the copies of an entry as lines of its history.
func copyEvents(ctx context.Context, copies []record.SentCopy) []web.Event {
	var out []web.Event
	for _, c := range copies {
		out = append(out, web.Event{At: c.At.Time(), Who: web.Who(ctx, c.By), What: i18n.T(ctx, "record.history.copy-sent"), After: c.Name, Reason: c.Title})
		if c.ReadAt != 0 {
			out = append(out, web.Event{At: c.ReadAt.Time(), Who: c.Name, What: i18n.T(ctx, "record.event.copy-read")})
		}
	}
	return out
}

// copies lets a list be chosen, and says first whom each reaches.
func (p *pages) copies(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	e, err := p.entryAt(r)
	if err != nil {
		return err
	}
	form, err := p.copiesForm(ctx, e.ID)
	if err != nil {
		return err
	}
	step := web.Step{Title: i18n.T(ctx, "record.do.send-copies"), Case: &web.Link{Text: e.Title, Href: backTo(r, e)}, Form: form}
	if len(form.Fields) == 0 {
		step.Form, step.Notices = web.Form{}, []web.Alert{{Tone: web.Info, Title: i18n.T(ctx, "record.copies.no-lists"), Text: i18n.T(ctx, "record.copies.no-lists-help")}}
	}
	return web.Show(w, r, step)
}

func (p *pages) copiesForm(ctx context.Context, id record.EntryID) (web.Form, error) {
	lists, reached, err := p.Lists(ctx, id)
	if err != nil || len(lists) == 0 {
		return web.Form{}, err
	}
	var options []web.Option
	for _, l := range lists {
		options = append(options, web.Option{Value: l.Key, Label: l.Title, Help: reaches(ctx, reached[l.Key])})
	}
	return web.Form{ID: "copies", Action: "/records/entries/" + id.String() + "/copies", Fields: []web.Field{
		{Name: "list", Label: i18n.T(ctx, "record.copies.list"), Kind: web.RadioField, Options: options, Required: true},
	}, Submit: web.Button{Text: i18n.T(ctx, "record.do.send-copies"), Consequence: i18n.T(ctx, "record.do.send-copies-means")}}, nil
}

// reaches says in words whom a list reaches: who gets a copy, has one, and gets none.
func reaches(ctx context.Context, all []record.Recipient) string {
	var gets, had []string
	refused := map[string][]string{}
	for _, x := range all {
		switch {
		case x.Had:
			had = append(had, x.Name)
		case x.Refused != "":
			refused[x.Refused] = append(refused[x.Refused], x.Name)
		default:
			gets = append(gets, x.Name)
		}
	}
	var parts []string
	say := func(key string, names []string) {
		if len(names) > 0 {
			parts = append(parts, i18n.T(ctx, key, "names", strings.Join(names, "; ")))
		}
	}
	say("record.copies.gets", gets)
	say("record.copies.had", had)
	say("record.copies.not-readable", refused["record.copy-not-readable"])
	say("record.copies.withheld", refused["record.copy-withheld"])
	if len(parts) == 0 {
		return i18n.T(ctx, "record.copies.nobody")
	}
	return strings.Join(parts, " ")
}

func (p *pages) sendCopies(w http.ResponseWriter, r *http.Request) error {
	form := func(ctx context.Context, v record.DocumentView) (web.Form, error) {
		return p.copiesForm(ctx, v.Entry.ID)
	}
	return p.changeEntry(w, r, "record.done.copies-sent", "record.do.send-copies", form, func(id record.EntryID) error {
		_, err := p.Distribute(r.Context(), id, r.PostForm.Get("list"))
		return err
	})
}

func (p *pages) readCopy(w http.ResponseWriter, r *http.Request) error {
	return p.changeEntry(w, r, "record.done.copy-read", "record.do.read-copy", nil, func(id record.EntryID) error { return p.ReadCopy(r.Context(), id) })
}

// distributionLists are the municipality's, under its document plan.
func distributionLists(ctx context.Context, plan *record.Plan, roles map[string]string) templ.Component {
	if len(plan.Lists) == 0 {
		return nil
	}
	t := web.Table{Caption: i18n.T(ctx, "record.copies.lists"), Columns: []web.Column{
		{Label: i18n.T(ctx, "record.copies.list")}, {Label: i18n.T(ctx, "record.copies.members")}, {Label: i18n.T(ctx, "record.copies.of")},
	}}
	for _, l := range plan.Lists {
		var members, rows []string
		for _, m := range l.Members {
			members = append(members, member(m, roles))
		}
		for _, row := range plan.Types {
			if slices.Contains(row.Copies, l.Key) {
				rows = append(rows, row.Title)
			}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []templ.Component{
			web.Link{Text: l.Title, Note: l.Note}, web.Text(strings.Join(members, "; ")), web.Text(orDash(strings.Join(rows, ", "))),
		}})
	}
	return web.Section{Title: i18n.T(ctx, "record.copies.lists"), Note: i18n.T(ctx, "record.copies.lists-help"), Body: t}
}

func member(m record.FolderMember, roles map[string]string) string {
	said := []string{m.Name, cmp.Or(roles[m.Role], m.Role), m.Agency, m.Unit, m.Mail}
	return joined(slices.DeleteFunc(said, func(part string) bool { return part == "" })...)
}
