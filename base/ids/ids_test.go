package ids_test

import (
	"encoding/json"
	"testing"

	"saksgang/base/ids"
)

func TestAnIdentifierSurvivesTextJSONAndTheDatabase(t *testing.T) {
	t.Parallel()
	id := ids.New[ids.Case]()
	parsed, err := ids.Parse[ids.Case](id.String())
	if err != nil || parsed != id {
		t.Fatalf("text: %v %v", parsed, err)
	}
	var fromJSON struct{ Case, None ids.CaseID }
	doc, err := json.Marshal(struct{ Case, None ids.CaseID }{Case: id})
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(doc, &fromJSON); err != nil || fromJSON.Case != id || !fromJSON.None.IsZero() {
		t.Fatalf("json %s: %v %v", doc, fromJSON, err)
	}
	v, err := id.Value()
	if err != nil {
		t.Fatal(err)
	}
	var scanned ids.CaseID
	if err := scanned.Scan(v); err != nil || scanned != id {
		t.Fatalf("database: %v %v", scanned, err)
	}
	if v, _ := (ids.CaseID{}).Value(); v != nil {
		t.Fatal("none is stored as NULL")
	}
}

func TestWhatIsNoIdentifierIsRefused(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "7", "urn:uuid:0190163d-8694-739b-aea5-966c26f8ad91", "0190163d8694739baea5966c26f8ad91"} {
		if _, err := ids.Parse[ids.Case](s); err == nil {
			t.Errorf("%q was accepted", s)
		}
	}
	var id ids.CaseID
	if id.Scan([]byte("short")) == nil || id.Scan(int64(7)) == nil {
		t.Error("a wrong database value was accepted")
	}
}

func TestADerivedIdentifierIsAlwaysTheSame(t *testing.T) {
	t.Parallel()
	a, b := ids.Derive[ids.User]("fjordvik", "nina"), ids.Derive[ids.User]("fjordvik", "nina")
	if a != b || a == ids.Derive[ids.User]("fjordvik", "ola") || a == ids.Derive[ids.User]("other", "nina") {
		t.Fatal("derived identifiers must depend on space and name, and on nothing else")
	}
}
