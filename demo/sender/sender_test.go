package sender_test

import (
	"archive/zip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"saksgang/demo/sender"
	"saksgang/recruit/candidate"
)

func made(t *testing.T) sender.Sender {
	t.Helper()
	dir := t.TempDir()
	s := sender.Sender{Dir: filepath.Join(dir, "sender"), Inbox: filepath.Join(dir, "inbox"), Reference: "FJ-1", Day: time.Date(2024, 1, 10, 8, 0, 0, 0, time.UTC)}
	if err := s.Prepare(); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFortyThreeAreSentAndTheSameEveryTime(t *testing.T) {
	t.Parallel()
	first, err := made(t).Manifest()
	if err != nil {
		t.Fatal(err)
	}
	count := map[sender.Outcome]int{}
	for _, d := range first {
		count[d.Expect]++
	}
	if len(first) != 43 || count[sender.Journaled] != 40 || count[sender.Duplicate] != 2 || count[sender.Damaged] != 1 {
		t.Fatalf("%v", count)
	}
	second, err := made(t).Manifest()
	a, _ := json.Marshal(first)
	b, _ := json.Marshal(second)
	if err != nil || string(a) != string(b) {
		t.Fatal("the sender sends something else each time")
	}
}

func TestWhatIsSentFollowsTheSchema(t *testing.T) {
	t.Parallel()
	s := made(t)
	text, err := os.ReadFile(filepath.Join(s.Dir, "outbox", sender.ApplicationID(sender.WithheldOne), "event.json"))
	if err != nil {
		t.Fatal(err)
	}
	var envelope struct{ Data json.RawMessage }
	if err := json.Unmarshal(text, &envelope); err != nil {
		t.Fatal(err)
	}
	app, err := candidate.Parse(envelope.Data)
	if err != nil || !app.About.Withhold.Requested || app.About.Vacancy.Reference != "FJ-1" {
		t.Fatalf("%+v %v", app, err)
	}
}

func TestADeliveryIsHandedOverOnce(t *testing.T) {
	t.Parallel()
	s := made(t)
	for range 2 {
		if err := s.HandOver(s.OnTime()...); err != nil {
			t.Fatal(err)
		}
	}
	came, err := os.ReadDir(s.Inbox)
	if err != nil || len(came) != 42 {
		t.Fatalf("%d came, %v", len(came), err)
	}
	if err := os.RemoveAll(s.Inbox); err != nil { // taken by the municipality
		t.Fatal(err)
	}
	if err := s.HandOver(s.OnTime()...); err != nil {
		t.Fatal(err)
	}
	if came, err = os.ReadDir(s.Inbox); err != nil || len(came) != 0 {
		t.Fatalf("%d came again, %v", len(came), err)
	}
}

func TestAZipIsWholeUnlessItIsMeantToBeDamaged(t *testing.T) {
	t.Parallel()
	s := made(t)
	for _, d := range []struct {
		name  string
		whole bool
	}{{"soknad-004.zip", true}, {"soknad-041.zip", false}} {
		r, err := zip.OpenReader(filepath.Join(s.Dir, "outbox", d.name))
		if (err == nil) != d.whole {
			t.Errorf("%s: %v", d.name, err)
		}
		if err == nil {
			r.Close()
		}
	}
}
