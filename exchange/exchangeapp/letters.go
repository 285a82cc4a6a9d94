package exchangeapp

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/mail"
	"saksgang/exchange"
	"saksgang/web"
)

func (p pages) lettersOf(ctx context.Context, id ids.CaseID) ([]mail.Letter, error) {
	if p.opts.Post == nil {
		return nil, nil
	}
	return p.opts.Post.LettersOf(ctx, id)
}

// letterTable is the letters of a case with what became of each.
func letterTable(r *http.Request, all []mail.Letter) web.Table {
	ctx := r.Context()
	t := web.Table{Caption: i18n.T(ctx, "exchange.case.letters"), Columns: []web.Column{
		{Label: i18n.T(ctx, "exchange.mail.subject")},
		{Label: i18n.T(ctx, "exchange.list.state")},
		{Label: i18n.T(ctx, "exchange.mail.written")},
	}}
	for _, l := range all {
		href := exchange.LetterPath(l.ID)
		t.Rows = append(t.Rows, web.Row{Href: href, Cells: []templ.Component{
			web.Link{Text: subjectOf(r, l), Href: href}, letterTag(r, l), web.When{Time: l.Created.Time(), Hour: true},
		}})
	}
	return t
}

// letterTag says of a letter that was sent again that it was.
func letterTag(r *http.Request, l mail.Letter) web.Tag {
	if !l.Again.IsZero() && l.State != mail.Erased {
		return web.Tag{Text: i18n.T(r.Context(), "exchange.letter.sent-again")}
	}
	return mailTag(r, l.State)
}

func parseLetter(text string) (mail.ID, error) {
	var id mail.ID
	if err := id.UnmarshalText([]byte(text)); err != nil || id.IsZero() {
		return id, errs.NotFound("mail.not-found")
	}
	return id, nil
}

// stuckLetter is one letter, and what can be done when it did not arrive.
func (p pages) stuckLetter(w http.ResponseWriter, r *http.Request) error {
	return p.showLetter(w, r, nil)
}

// showLetter shows a letter; fault is what was wrong with what was sent in.
func (p pages) showLetter(w http.ResponseWriter, r *http.Request, fault error) error {
	ctx := r.Context()
	id, err := parseLetter(r.PathValue("id"))
	if err != nil {
		return err
	}
	l, err := p.opts.Post.Letter(ctx, id)
	if err != nil {
		return err
	}
	may, err := p.opts.Post.MaySettle(ctx, l)
	if err != nil {
		return err
	}
	tag := letterTag(r, l)
	subject := web.Subject{
		Kind: i18n.T(ctx, "exchange.mail.letter"), Name: subjectOf(r, l), State: &tag, Since: l.Created.Time(),
		Facts: web.Facts{
			{Name: i18n.T(ctx, "exchange.mail.to"), Value: web.Text(l.To)},
			{Name: i18n.T(ctx, "exchange.mail.written"), Value: web.When{Time: l.Created.Time(), Hour: true}},
		},
	}
	if caseTab := p.caseOf(l.Case); caseTab != "" {
		subject.Back = &web.Link{Text: i18n.T(ctx, "exchange.fact.case-link"), Href: caseTab}
	}
	if !l.Again.IsZero() {
		subject.Facts = append(subject.Facts, web.Fact{Name: i18n.T(ctx, "exchange.letter.instead"), Value: web.Link{Text: i18n.T(ctx, "exchange.letter.new"), Href: exchange.LetterPath(l.Again)}})
	}
	if l.Stuck() {
		subject.Notices = []web.Alert{{Tone: mailTones[l.State], Title: i18n.T(ctx, "exchange.letter."+string(l.State)), Text: i18n.T(ctx, "exchange.letter."+string(l.State)+"-remedy")}}
	}
	body := web.Stack{letterText(l.Body)}
	if may {
		body = append(body, letterForms(r, l, fault)...)
	}
	subject.Body = body
	return web.Show(w, r, subject)
}

// letterForms are the two ways out.
func letterForms(r *http.Request, l mail.Letter, fault error) web.Stack {
	ctx := r.Context()
	again := web.Form{
		ID: "again", Action: exchange.LetterPath(l.ID) + "/again",
		Fields: []web.Field{
			{Name: "to", Label: i18n.T(ctx, "exchange.letter.to"), Value: l.To, Required: true, MaxLen: 254},
			{Name: "command", Kind: web.HiddenField, Value: ids.New[ids.Command]().String()},
		},
		Submit: web.Button{Text: i18n.T(ctx, "exchange.letter.again"), Consequence: i18n.T(ctx, "exchange.letter.again-consequence")},
	}
	arrived := web.Form{
		ID: "arrived", Action: exchange.LetterPath(l.ID) + "/arrived",
		Fields: []web.Field{
			{Name: "reason", Label: i18n.T(ctx, "exchange.letter.reason"), Required: true, MaxLen: 500},
			{Name: "command", Kind: web.HiddenField, Value: ids.New[ids.Command]().String()},
		},
		Submit: web.Button{Text: i18n.T(ctx, "exchange.letter.arrived"), Consequence: i18n.T(ctx, "exchange.letter.arrived-consequence")},
	}
	switch {
	case errs.Has(fault, "exchange.reason-missing"):
		reasonMissing(r, &arrived, fault)
	case fault != nil:
		sentence, _ := i18n.Problem(ctx, fault)
		again.Fill(r.PostForm)
		again.Fail(ctx, fault, map[string]string{"to": sentence})
	}
	return web.Stack{
		web.Section{Title: i18n.T(ctx, "exchange.letter.again"), Body: again},
		web.Section{Title: i18n.T(ctx, "exchange.letter.arrived"), Body: arrived},
	}
}

func (p pages) letterArrived(w http.ResponseWriter, r *http.Request) error {
	return p.settleLetter(w, r, "exchange.done.letter-arrived", func(ctx context.Context, id mail.ID) error {
		return p.opts.Post.Arrived(ctx, id, strings.TrimSpace(r.PostFormValue("reason")))
	})
}

func (p pages) letterAgain(w http.ResponseWriter, r *http.Request) error {
	return p.settleLetter(w, r, "exchange.done.letter-again", func(ctx context.Context, id mail.ID) error {
		return p.opts.Post.SendAgain(ctx, id, r.PostFormValue("to"))
	})
}

func (p pages) settleLetter(w http.ResponseWriter, r *http.Request, done string, body func(ctx context.Context, id mail.ID) error) error {
	id, err := parseLetter(r.PathValue("id"))
	if err != nil {
		return err
	}
	err = body(once(r), id)
	if errs.Has(err, "exchange.reason-missing") || errs.Has(err, "mail.recipient-malformed") {
		return p.showLetter(w, r, err)
	}
	if err != nil {
		return err
	}
	web.Done(r.Context(), done)
	return web.Redirect(w, r, exchange.LetterPath(id))
}
