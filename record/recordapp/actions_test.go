package recordapp_test

import (
	"context"
	"testing"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/sqldb"
	"saksgang/process"
	"saksgang/record"
	"saksgang/record/recordapp"
	"saksgang/testkit"
)

// act runs an action of a drawing, as the process on behalf of the archivist.
func (tn *town) act(ctx context.Context, t *testing.T, name string, c process.Call) (map[string]any, error) {
	t.Helper()
	c.Case, c.Agency, c.Unit = tn.hiring, "helse", "skogheim"
	for _, a := range recordapp.Actions(tn.records) {
		if a.Name == name {
			return a.Run(ctx, c)
		}
	}
	t.Fatalf("no action %s", name)
	return nil, nil
}

func TestADrawingOpensFillsSignsAndClosesACaseFile(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		ctx := authz.With(t.Context(), authz.Actor{User: clerk, Name: "Ansettelse", OnBehalfOf: archivist, Grants: []authz.Grant{
			{Right: record.RightRegister, Reach: authz.InCase, Case: tn.hiring}, {Right: record.RightSignOff, Reach: authz.InCase, Case: tn.hiring}, {Right: record.RightClose, Reach: authz.InCase, Case: tn.hiring},
		}})
		if _, err := tn.act(ctx, t, "record.close-case-file", process.Call{}); !errs.Has(err, "record.case-file-not-found") {
			t.Errorf("closing what is not there: %v", err)
		}
		opened, err := tn.act(ctx, t, "record.open-case-file", process.Call{Variables: map[string]any{"title": "Sykepleier, Skogheim"}})
		if err != nil || opened["case-number"] != "2024/1" {
			t.Fatalf("%v %v", opened, err)
		}
		ad := process.Call{Key: "task-1", Attributes: map[string]string{"type": "stillingsannonse"}, Input: map[string]any{"text": "Vi søker sykepleier.\n\nSøk nå.", "stilling.tittel": "Sykepleier"}}
		for range 2 { // the same call again is the same document
			if _, err := tn.act(ctx, t, "record.file-document", ad); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := tn.act(ctx, t, "record.close-case-file", process.Call{}); !errs.Has(err, "record.document-being-written") {
			t.Errorf("closing before the document is written: %v", err)
		}
		tn.drain(t)
		if out, err := tn.act(ctx, t, "record.sign-off-case-file", process.Call{}); err != nil || out["signed-off"] != 1 {
			t.Errorf("%v %v", out, err)
		}
		if _, err := tn.act(ctx, t, "record.close-case-file", process.Call{}); err != nil {
			t.Fatal(err)
		}
		f, _, err := tn.records.CaseFileByKey(tn.as(archivist), "case/"+tn.hiring.String())
		if err != nil || f.Status != "closed" || f.Responsible != archivist {
			t.Errorf("%+v %v", f, err)
		}
	})
}
