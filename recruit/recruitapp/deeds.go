package recruitapp

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/recruit"
	"saksgang/web"
)

// deed is one thing that a person may do on the tab Applicants.
type deed struct {
	key   string
	right authz.Right
	// about says that it concerns one applicant; its form stands with the
	// applicant's particulars.
	about bool
	// form are its questions, or nil when it cannot be done now. A deed without
	// a form is a button that stands elsewhere.
	form func(x view, a recruit.Application) []web.Field
	run  func(ctx context.Context, v recruit.Vacancy, a recruit.ApplicationID, in url.Values) error
}

// only turns a command's answer into whether it was carried out.
func only(_ recruit.Vacancy, err error) error { return err }

// deeds are all of them, in the order of the work.
func (p pages) deeds() []deed {
	return append(p.deedsOnLists(), append(p.deedsOfChoice(), p.deedsOfOffer()...)...)
}

func (p pages) deedsOnLists() []deed {
	return []deed{
		{key: "check-list", right: recruit.RightCheckPublicList, run: func(ctx context.Context, v recruit.Vacancy, _ recruit.ApplicationID, in url.Values) error {
			d, err := dateIn(in, "deadline")
			if err != nil {
				return err
			}
			return only(p.s.CheckPublicList(ctx, v.ID, d))
		}},
		{key: "release-list", right: recruit.RightReleaseList, run: func(ctx context.Context, v recruit.Vacancy, _ recruit.ApplicationID, in url.Values) error {
			d, err := dateIn(in, "deadline")
			if err != nil {
				return err
			}
			return only(p.s.ReleasePublicList(ctx, v.ID, d))
		}},
		{key: "make-extended-list", right: recruit.RightRead, run: func(ctx context.Context, v recruit.Vacancy, _ recruit.ApplicationID, _ url.Values) error {
			return only(p.s.MakeExtendedList(ctx, v.ID))
		}},
		{
			key: "decide-withheld", right: recruit.RightWithhold, about: true,
			form: func(x view, a recruit.Application) []web.Field {
				if a.Withholding != recruit.Asked || !a.Withdrawn.IsZero() {
					return nil
				}
				return []web.Field{x.choice("grant", "yes", "no"), x.reason()}
			},
			run: func(ctx context.Context, v recruit.Vacancy, a recruit.ApplicationID, in url.Values) error {
				if in.Get("grant") == "" {
					return errs.Invalid("recruit.field-wrong", "field", "grant")
				}
				return only(p.s.DecideWithheld(ctx, v.ID, a, in.Get("grant") == "yes", in.Get("reason")))
			},
		},
		{
			key: "consider-late", right: recruit.RightPrepare, about: true,
			form: func(x view, a recruit.Application) []web.Field {
				if !a.Late || a.Considered || a.IsAnswered() {
					return nil
				}
				return []web.Field{x.reason()}
			},
			run: func(ctx context.Context, v recruit.Vacancy, a recruit.ApplicationID, in url.Values) error {
				return only(p.s.ConsiderLate(ctx, v.ID, a, in.Get("reason")))
			},
		},
		{
			key: "extend", right: recruit.RightPrepare,
			form: func(x view, _ recruit.Application) []web.Field {
				if x.v.Nomination.Done() {
					return nil
				}
				return []web.Field{x.field("deadline", web.DateField, true), x.reason()}
			},
			run: func(ctx context.Context, v recruit.Vacancy, _ recruit.ApplicationID, in url.Values) error {
				d, err := dateIn(in, "deadline")
				if err != nil {
					return err
				}
				return only(p.s.Extend(ctx, v.ID, d, in.Get("reason")))
			},
		},
		{
			key: "answer-access", right: recruit.RightReleaseList,
			form: func(x view, _ recruit.Application) []web.Field {
				return []web.Field{x.field("name", web.TextField, true), x.field("mail", web.EmailField, true), x.field("answer", web.TextArea, true)}
			},
			run: func(ctx context.Context, v recruit.Vacancy, _ recruit.ApplicationID, in url.Values) error {
				return only(p.s.AnswerAccess(ctx, v.ID, in.Get("name"), in.Get("mail"), in.Get("answer")))
			},
		},
	}
}

// handle carries out a deed. One that is refused comes back with the words of
// the refusal in its place and what was entered.
func (p pages) handle(d deed) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.vacancy(r, r.PathValue("id"))
		if err != nil {
			return err
		}
		if err := r.ParseForm(); err != nil {
			return errs.InvalidBecause(err, "recruit.field-wrong", "field", d.key)
		}
		var about recruit.ApplicationID
		if d.about {
			if about, err = parseApplication(r.PostForm.Get("applicant")); err != nil {
				return errs.NotFound("recruit.no-application")
			}
		}
		err = d.run(command.With(r.Context(), commandOf(r)), v, about, r.PostForm)
		if err == nil {
			web.Done(r.Context(), "recruit.done."+d.key)
			return web.Redirect(w, r, tabPath(v.Case))
		}
		if kind := errs.KindOf(err); kind == errs.KindInternal || kind == errs.KindUnavailable || kind == errs.KindNotFound {
			return err
		}
		if _, unrecorded := p.s.SeeApplicants(r.Context(), v.Case); unrecorded != nil {
			return unrecorded
		}
		x := p.view(r, v)
		x.failed, x.entered, x.err, x.chosen = d.key, r.PostForm, err, about
		return p.shell.ShowSubjectForm(w, r, caseSubject, applicantsTab, x.body())
	}
}

// deedsFor are the forms of what the reader may do now: about one applicant, or
// with the zero id about the vacancy.
func (x view) deedsFor(id recruit.ApplicationID) web.Stack {
	var parts web.Stack
	for _, d := range x.deeds {
		if d.form == nil || d.about == id.IsZero() || !x.offers(d) {
			continue
		}
		var a recruit.Application
		if found := x.one(id); found != nil {
			a = *found
		}
		if questions := d.form(x, a); questions != nil {
			parts = append(parts, x.details(d, id, questions))
		}
	}
	return parts
}

// offers says whether the reader is one who may do the deed; who has a conflict
// of interest may only say so.
func (x view) offers(d deed) bool {
	return x.may(d.right) && (!x.conflicted() || d.key == "declare-conflict")
}

// hasForm says that the deed's form stands on the page, where its refusal is told.
func (x view) hasForm(key string) bool {
	for _, d := range x.deeds {
		if d.key != key || d.form == nil || !x.offers(d) {
			continue
		}
		var a recruit.Application
		if found := x.chosenOne(); found != nil {
			a = *found
		}
		return d.form(x, a) != nil
	}
	return false
}

func (x view) details(d deed, id recruit.ApplicationID, questions []web.Field) templ.Component {
	form := web.Form{
		ID: d.key, Action: tabPath(x.v.Case) + "/" + d.key, Fields: questions,
		Submit: web.Button{Text: x.t("deed." + d.key), Consequence: x.t("deed." + d.key + "-follows")},
	}
	failed := x.err != nil && x.failed == d.key
	if failed {
		form.Fill(x.entered)
		form.Fail(x.ctx, x.err, nil)
	}
	hidden := []web.Field{{Name: "command", Kind: web.HiddenField, Value: newCommand()}}
	if !id.IsZero() {
		hidden = append(hidden, web.Field{Name: "applicant", Kind: web.HiddenField, Value: id.String()})
	}
	form.Fields = append(hidden, form.Fields...)
	return web.Details{Summary: x.t("deed." + d.key), Open: failed, Body: form}
}

func (x view) field(name string, kind web.FieldKind, required bool) web.Field {
	return web.Field{Name: name, Label: x.t("field." + name), Kind: kind, Required: required}
}

func (x view) reason() web.Field { return x.field("reason", web.TextArea, true) }

func (x view) choice(name string, values ...string) web.Field {
	f := x.field(name, web.RadioField, true)
	for _, v := range values {
		f.Options = append(f.Options, web.Option{Value: v, Label: x.t("field." + name + "-" + v)})
	}
	return f
}

func parseApplication(text string) (recruit.ApplicationID, error) {
	var id recruit.ApplicationID
	err := id.UnmarshalText([]byte(text))
	return id, err
}

func dateIn(in url.Values, name string) (calendar.Date, error) {
	d, err := calendar.ParseDate(in.Get(name))
	if err != nil {
		return 0, errs.Invalid("recruit.field-wrong", "field", name)
	}
	return d, nil
}

func newCommand() string { return ids.New[ids.Command]().String() }

// commandOf is the request id that the form carried, so that a form sent twice
// is carried out once.
func commandOf(r *http.Request) ids.CommandID {
	id, err := ids.Parse[ids.Command](r.PostFormValue("command"))
	if err != nil {
		return ids.CommandID{}
	}
	return id
}

func index(i int) string { return "meets-" + strconv.Itoa(i) }
