package exchangeapp

import (
	"net/http"

	"github.com/a-h/templ"

	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/mail"
	"saksgang/web"
)

const lettersShown = 200

// letters lists the demonstration's mail, newest first: a demonstration sends
// nothing out of the house, and its applicants read their mail here.
func (p pages) letters(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	all, err := p.opts.DemoMail.Latest(ctx, lettersShown)
	if err != nil {
		return err
	}
	title := i18n.T(ctx, "exchange.mail.title")
	list := web.List{
		Title: title, Count: len(all), Intro: i18n.T(ctx, "exchange.mail.intro"),
		Empty: web.Empty{Text: i18n.T(ctx, "exchange.mail.empty"), Action: web.Link{Text: i18n.T(ctx, "exchange.mail.people"), Href: "/demo/login"}},
		Table: web.Table{Caption: title, Columns: []web.Column{
			{Label: i18n.T(ctx, "exchange.mail.subject")},
			{Label: i18n.T(ctx, "exchange.mail.to")},
			{Label: i18n.T(ctx, "exchange.list.state")},
			{Label: i18n.T(ctx, "exchange.mail.written")},
		}},
	}
	for _, l := range all {
		href := "/demo/mail/" + l.ID.String()
		list.Table.Rows = append(list.Table.Rows, web.Row{Href: href, Cells: []templ.Component{
			web.Link{Text: subjectOf(r, l), Href: href}, web.Text(l.To), mailTag(r, l.State), web.When{Time: l.Created.Time(), Hour: true},
		}})
	}
	return web.Show(w, r, list)
}

func subjectOf(r *http.Request, l mail.Letter) string {
	if l.Subject == "" {
		return i18n.T(r.Context(), "exchange.mail.erased")
	}
	return l.Subject
}

var mailTones = map[mail.State]web.Tone{
	mail.Waiting: web.Info, mail.Sending: web.Info, mail.Sent: web.Success, mail.Uncertain: web.Warning, mail.Refused: web.Danger,
}

func mailTag(r *http.Request, s mail.State) web.Tag {
	return web.Tag{Text: i18n.T(r.Context(), "exchange.mail-state."+string(s)), Tone: mailTones[s]}
}

// letter is one letter as its recipient reads it.
func (p pages) letter(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var id mail.ID
	if err := id.UnmarshalText([]byte(r.PathValue("id"))); err != nil || id.IsZero() {
		return errs.NotFound("mail.not-found")
	}
	l, err := p.opts.DemoMail.Get(ctx, id)
	if err != nil {
		return err
	}
	tag := mailTag(r, l.State)
	subject := web.Subject{
		Kind: i18n.T(ctx, "exchange.mail.letter"), Name: subjectOf(r, l), State: &tag, Since: l.Created.Time(),
		Back: &web.Link{Text: i18n.T(ctx, "exchange.mail.title"), Href: "/demo/mail"},
		Facts: web.Facts{
			{Name: i18n.T(ctx, "exchange.mail.from"), Value: web.Text(l.From)},
			{Name: i18n.T(ctx, "exchange.mail.to"), Value: web.Text(l.To)},
			{Name: i18n.T(ctx, "exchange.mail.sent"), Value: web.When{Time: l.SentAt.Time(), Hour: true}},
			{Name: "Message-ID", Value: web.Text(l.MessageID)},
		},
		Body: letterText(l.Body),
	}
	if caseTab := p.caseOf(l.Case); caseTab != "" {
		subject.Facts = append(subject.Facts, web.Fact{Name: i18n.T(ctx, "exchange.fact.case"), Value: web.Link{Text: i18n.T(ctx, "exchange.fact.case-link"), Href: caseTab}})
	}
	return web.Show(w, r, subject)
}

func (p pages) caseOf(id ids.CaseID) string {
	if id.IsZero() {
		return ""
	}
	return p.shell.SubjectPath("case", id.String())
}
