package recordapp

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/web"
)

// complaint tells of a complaint that holds the case file back from disposal,
// and lets it be registered and closed.
func (p *pages) complaint(ctx context.Context, f record.CaseFile, here string) ([]templ.Component, error) {
	hold, held, err := p.Complaint(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	may := authz.ActorFrom(ctx).May(record.RightRegister)
	path := "/records/files/" + f.ID.String() + "/complaint"
	var out []templ.Component
	if held {
		out = append(out, web.Alert{
			Tone: web.Info, Title: i18n.T(ctx, "record.complaint.held"), Body: web.Facts{
				{Name: i18n.T(ctx, "record.complaint.reason"), Value: web.Text(hold.Reason)},
				{Name: i18n.T(ctx, "record.complaint.since"), Value: web.When{Time: hold.OpenedAt.Time()}, Note: hold.OpenedBy},
			},
		})
		if may {
			out = append(out, web.Button{
				Text: i18n.T(ctx, "record.complaint.close"), Href: path + "/closed", Post: true, Values: map[string]string{"back": here},
				Consequence: i18n.T(ctx, "record.complaint.close-means"),
			})
		}
		return out, nil
	}
	if !may || f.DecidedOn.IsZero() {
		return nil, nil
	}
	form := web.Form{
		ID: "complaint-" + f.ID.String(), Quiet: true, Action: path, Fields: []web.Field{
			{Name: "reason", Label: i18n.T(ctx, "record.complaint.reason"), Help: i18n.T(ctx, "record.complaint.help"), Kind: web.TextArea, Rows: 2, Required: true},
			{Name: "back", Kind: web.HiddenField, Value: here},
		}, Submit: web.Button{Text: i18n.T(ctx, "record.complaint.open"), Consequence: i18n.T(ctx, "record.complaint.open-means")},
	}
	return append(out, web.Details{Summary: i18n.T(ctx, "record.complaint.open"), Body: form}), nil
}

func (p *pages) openComplaint(w http.ResponseWriter, r *http.Request) error {
	return p.changeFile(w, r, "record.done.complaint-opened", func(id record.CaseFileID) error {
		return p.ComplaintOpened(r.Context(), id, r.PostForm.Get("reason"))
	})
}

func (p *pages) closeComplaint(w http.ResponseWriter, r *http.Request) error {
	return p.changeFile(w, r, "record.done.complaint-closed", func(id record.CaseFileID) error {
		return p.ComplaintClosed(r.Context(), id)
	})
}
