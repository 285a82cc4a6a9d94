package app

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/a-h/templ"

	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/web"
)

// ledger shows when the ledger was verified and what was found.
func (p setupPages) ledger(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	latest, err := p.h.Ledger.LatestOfSubject(ctx, verifications, 60)
	if err != nil {
		return err
	}
	runs, err := verifiedTable(ctx, latest)
	if err != nil {
		return err
	}
	now := web.Button{
		Text: i18n.T(ctx, "app.verified.now"), Href: "/setup/ledger", Post: true, Primary: true,
		Values: map[string]string{"command": ids.New[ids.Command]().String()}, Consequence: i18n.T(ctx, "app.verified.consequence"),
	}
	return web.Show(w, r, web.Report{
		Title: i18n.T(ctx, "app.verified.title"), Intro: i18n.T(ctx, "app.verified.intro"), AsOf: p.h.Clock.Now(),
		Chart: web.Stack{now, runs},
	})
}

func verifiedTable(ctx context.Context, runs []ledger.Entry) (templ.Component, error) {
	if len(runs) == 0 {
		return web.Empty{Text: i18n.T(ctx, "app.verified.never")}, nil
	}
	t := web.Table{Caption: i18n.T(ctx, "app.verified.runs"), Columns: []web.Column{
		{Label: i18n.T(ctx, "app.verified.when")},
		{Label: i18n.T(ctx, "app.setup.state")},
		{Label: i18n.T(ctx, "app.verified.events"), Number: true},
		{Label: i18n.T(ctx, "app.verified.erased"), Number: true},
		{Label: i18n.T(ctx, "app.verified.faults")},
	}}
	for _, e := range runs {
		row, err := verifiedRow(ctx, e)
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

func verifiedRow(ctx context.Context, e ledger.Entry) (web.Row, error) {
	var report ledger.Report
	if err := json.Unmarshal([]byte(e.Payload), &report); err != nil {
		return web.Row{}, err
	}
	state := web.Tag{Text: i18n.T(ctx, "app.verified.holds"), Tone: web.Success}
	if !report.Verified {
		state = web.Tag{Text: i18n.T(ctx, "app.verified.does-not-hold"), Tone: web.Danger}
	}
	var faults web.Stack
	for _, f := range report.Faults[:min(len(report.Faults), 20)] {
		faults = append(faults, web.Text(f.Event.String()+": "+i18n.T(ctx, "app.ledger."+f.Code, "leaf", f.Leaf)))
	}
	row := web.Row{Danger: !report.Verified, Cells: []templ.Component{
		web.When{Time: e.At.Time(), Hour: true}, state, web.Number(i18n.Number(ctx, report.Events)), web.Number(i18n.Number(ctx, report.Erased)), nil,
	}}
	if len(faults) > 0 {
		row.Cells[4] = faults
	}
	return row, nil
}

func (p setupPages) verify(w http.ResponseWriter, r *http.Request) error {
	id, err := ids.Parse[ids.Command](r.PostFormValue("command"))
	if err != nil {
		return err
	}
	if err := p.h.verifyNow(r.Context(), id.String()); err != nil {
		return err
	}
	web.Done(r.Context(), "app.verified.asked")
	return web.Redirect(w, r, "/setup/ledger")
}
