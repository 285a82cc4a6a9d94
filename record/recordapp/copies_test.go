package recordapp_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"saksgang/base/authz"
	"saksgang/base/sqldb"
	"saksgang/testkit"
)

// audience has the town's people in two roles.
type audience struct{}

func (audience) Holders(_ context.Context, role, _, _ string) ([]authz.Actor, error) {
	all := everybody()
	return map[string][]authz.Actor{"hovedtillitsvalgt": {all[leader], all[lawyer]}}[role], nil
}

func (audience) RoleTitles(context.Context) (map[string]string, error) {
	return map[string]string{"hovedtillitsvalgt": "Hovedtillitsvalgt"}, nil
}

func TestACopyIsSentAndReadOnItsPages(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		f, _ := tn.hire(t)
		ad := tn.register(t, f, "kravspesifikasjon", "Krav til sykepleier.", "krav.txt")
		tn.drain(t)
		sender := tn.login(t, archivist)
		path := "/records/entries/" + ad.String() + "/copies"
		if _, page := sender.get(path); !strings.Contains(page, "Får kopi: Per Arkivleder.") || !strings.Contains(page, "Får ingen, fordi de ikke kan se dokumentet: Liv Jurist.") {
			t.Errorf("the page does not say whom a list reaches: %s", page)
		}
		if answer, _ := sender.post(path, url.Values{}); answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("no list: %d", answer.StatusCode)
		}
		v, err := tn.records.Entry(tn.as(archivist), ad)
		if err != nil {
			t.Fatal(err)
		}
		document := "/records/documents/" + v.Documents[0].ID.String()
		answer, _ := sender.post(path, url.Values{"list": {"tillitsvalgte"}})
		if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != document {
			t.Fatalf("sending: %d %s", answer.StatusCode, answer.Header.Get("Location"))
		}
		if answer, page := sender.post(path, url.Values{"list": {"tillitsvalgte"}}); answer.StatusCode != http.StatusConflict || !strings.Contains(page, "Ingen på listen kunne få kopi") {
			t.Errorf("sending twice: %d", answer.StatusCode)
		}
		reader := tn.login(t, leader)
		if _, page := reader.get(document); !strings.Contains(page, "Ikke lest") || !strings.Contains(page, "Jeg har lest kopien") || strings.Contains(page, path+`"`) {
			t.Error("who got the copy is not asked to say that he has read it, or may send it on")
		}
		if got := status(tn.login(t, clerk), path, url.Values{"list": {"tillitsvalgte"}}); got != http.StatusNotFound {
			t.Errorf("sending by whoever may not register: %d", got)
		}
		if got := status(sender, path+"/read", nil); got != http.StatusNotFound {
			t.Errorf("read by who got none: %d", got)
		}
		if got := status(reader, path+"/read", url.Values{"back": {document}}); got != http.StatusSeeOther {
			t.Errorf("reading: %d", got)
		}
		if _, page := reader.get(document); strings.Contains(page, "Ikke lest") || strings.Contains(page, "Jeg har lest kopien") {
			t.Error("a copy that was read waits to be read")
		}
		if _, page := sender.get(document + "/history"); !strings.Contains(page, "Kopi sendt") || !strings.Contains(page, "Kopi lest") {
			t.Error("the history does not tell of the copy")
		}
		if _, page := sender.get("/records/plan"); !strings.Contains(page, "NAV Fjordvik") || !strings.Contains(page, "Hovedtillitsvalgt") {
			t.Error("the plan does not show the distribution lists")
		}
	})
}

func TestWithoutDistributionListsThePageSaysWhereTheyStand(t *testing.T) {
	t.Parallel()
	tn := newTown(t, testkit.SQLite(t))
	tn.plan.Lists = nil
	_, application := tn.hire(t)
	if _, page := tn.login(t, archivist).get("/records/entries/" + application.String() + "/copies"); !strings.Contains(page, "record/distribution.yaml") {
		t.Error(page)
	}
}
