package recruitapp_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/exchange"
	"saksgang/recruit"
	"saksgang/recruit/recruitapp"
)

// agreed is Fjordvik's connection as it stands in the folder.
type agreed struct{ exchange.FolderConnection }

func (a agreed) Connection(_ context.Context, key string) (exchange.FolderConnection, bool, error) {
	return a.FolderConnection, key == a.Key, nil
}

func (a agreed) Connections(context.Context) ([]exchange.FolderConnection, error) {
	return []exchange.FolderConnection{a.FolderConnection}, nil
}

// connected is a town whose recruitment system is connected.
type connected struct {
	*town
	exchange *exchange.Service
}

func eachConnected(t *testing.T, test func(t *testing.T, f *connected)) {
	t.Helper()
	each(t, func(t *testing.T, f *town) {
		text, err := os.ReadFile(fjordvik + "/connections/rekruttering.yaml")
		must(t, err)
		var c exchange.FolderConnection
		must(t, yaml.Unmarshal(text, &c))
		x := &connected{f, exchange.New(f.deps, agreed{c}, t.TempDir())}
		place := func(_ context.Context, o recruitapp.Opening) (string, string, ids.UserID, error) {
			if o.Employer != "Fjordvik kommune" {
				return "", "", ids.UserID{}, errs.NotFound("recruit.no-vacancy")
			}
			return "helse", "skogheim-2", f.people["hr"].User, nil
		}
		for _, h := range recruitapp.Handlers(f.recruit, f.deps.Files, recruitapp.StartIn(f.process, "ansettelse", place)) {
			x.exchange.Register(h)
		}
		f.runner.Handle(exchange.HandleJob, x.exchange.Handle)
		f.runner.Handle(exchange.ReceiptJob, x.exchange.HandleReceipt)
		test(t, x)
	})
}

// send delivers files with an envelope, and says what became of them.
func (f *connected) send(kind, id string, data any, files map[string]string) exchange.Message {
	f.t.Helper()
	text, err := json.Marshal(data)
	must(f.t, err)
	envelope, err := json.Marshal(exchange.Envelope{SpecVersion: "1.0", ID: id, Source: "/recruiter", Type: kind, Data: text})
	must(f.t, err)
	a := exchange.Arrival{Connection: "rekruttering", Way: exchange.ByFolder, Name: id, Envelope: envelope}
	files = maps.Clone(files)
	if files == nil {
		files = map[string]string{}
	}
	files[exchange.EnvelopeFile] = string(envelope)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		a.Parts = append(a.Parts, f.put(name, files[name]))
	}
	return f.receive(a)
}

func (f *connected) put(name, text string) exchange.Part {
	f.t.Helper()
	ref, err := f.deps.Files.Put(f.t.Context(), strings.NewReader(text))
	must(f.t, err)
	return exchange.Part{Name: name, File: ref}
}

func (f *connected) receive(a exchange.Arrival) exchange.Message {
	f.t.Helper()
	receipt, err := f.exchange.Receive(f.t.Context(), a)
	must(f.t, err)
	_, err = f.runner.Drain(f.t.Context())
	must(f.t, err)
	reader := authz.With(f.t.Context(), authz.Actor{User: ids.New[ids.User](), Grants: []authz.Grant{{Right: exchange.RightRead, Reach: authz.Everywhere}}})
	m, err := f.exchange.Message(reader, receipt.Message)
	must(f.t, err)
	return m
}

type object = map[string]any

func application(reference string, files map[string]string) object {
	var attachments []any
	for _, name := range slices.Sorted(maps.Keys(files)) {
		kind := "cv"
		if strings.HasPrefix(name, "soknad") {
			kind = "letter"
		}
		sum := sha256.Sum256([]byte(files[name]))
		attachments = append(attachments, object{"kind": kind, "fileName": name, "mediaType": "text/plain", "sha256": fmt.Sprintf("%x", sum), "size": len(files[name])})
	}
	return object{
		"person":      object{"name": object{"given": "Aase", "family": "Testvik"}, "communication": object{"email": []any{object{"address": "aase@example.net"}}}},
		"profile":     object{"education": []any{object{"program": "Sykepleie", "institution": "Høgskolen"}}},
		"attachments": attachments,
		"application": object{"vacancy": object{"reference": reference}, "receivedAt": "2024-01-20T10:00:00Z", "language": "nb", "letter": "Jeg søker."},
	}
}

var papers = map[string]string{"cv.txt": "CV", "soknad.txt": "Søknad"}

func TestAnApplicationIsRegisteredAsTheConnectionDecides(t *testing.T) {
	t.Parallel()
	eachConnected(t, func(t *testing.T, f *connected) {
		f.published()
		m := f.send("application", "a-1", application("FJ-1", papers), papers)
		if m.State != exchange.Handled || m.Result != "1" || m.Case != f.c {
			t.Fatalf("%s %s %q", m.State, m.Problem, m.Result)
		}
		if again := f.send("application", "a-1", application("FJ-1", papers), papers); again.ID != m.ID || again.Repeats != 1 {
			t.Errorf("sent again it is another: %+v", again)
		}
		if len(f.archive.received) != 1 {
			t.Fatalf("%d registered", len(f.archive.received))
		}
		got := f.archive.received[0]
		if got.Type != "soknad" || got.Status != "journaled" || got.Handler != "leder" || got.Sender != "Aase Testvik" {
			t.Errorf("%+v", got)
		}
		if len(got.Attachments) != 2 || got.Attachments[0].Name != "soknad.txt" || got.Attachments[0].Kind != recruit.KindApplication || got.Attachments[1].Type != "cv" {
			t.Errorf("%+v", got.Attachments)
		}
		if a := f.now().Applications[0]; a.Education[0] != "Sykepleie, Høgskolen" || a.SourceID != "a-1" {
			t.Errorf("%+v", a)
		}
	})
}

func TestAnApplicationWithoutALetterFileIsItsOwnDocument(t *testing.T) {
	t.Parallel()
	eachConnected(t, func(t *testing.T, f *connected) {
		f.published()
		cv := map[string]string{"cv.txt": "CV"}
		f.send("application", "a-1", application("FJ-1", cv), cv)
		main := f.archive.received[0].Attachments[0]
		r, err := f.deps.Files.Open(t.Context(), main.File.Sum)
		must(t, err)
		text, err := io.ReadAll(r)
		must(t, err)
		if main.Kind != recruit.KindApplication || string(text) != "Jeg søker." {
			t.Errorf("%+v %q", main, text)
		}
	})
}

func TestWhatIsWrongWaitsForAPersonAndNothingElseStops(t *testing.T) {
	t.Parallel()
	eachConnected(t, func(t *testing.T, f *connected) {
		f.published()
		changed := map[string]string{"cv.txt": "another", "soknad.txt": "Søknad"}
		for id, c := range map[string]struct {
			kind string
			data object
			sent map[string]string
			want string
		}{
			"a-checksum":   {"application", application("FJ-1", papers), changed, "recruit.attachment-checksum"},
			"a-unknown":    {"application", application("FJ-9", papers), papers, "recruit.no-vacancy"},
			"a-unreadable": {"application", object{"person": object{}}, nil, "recruit.candidate-invalid"},
			"w-nobody":     {"withdrawal", object{"application": object{"id": "a-9"}}, nil, "recruit.no-application"},
			"o-nobody":     {"offer-answer", object{"application": object{"id": "a-9"}, "answer": "accepted"}, nil, "recruit.no-application"},
			"v-nothing":    {"vacancy", object{}, nil, "recruit.one-vacancy"},
		} {
			if m := f.send(c.kind, id, c.data, c.sent); m.State != exchange.Problem || m.Problem != c.want {
				t.Errorf("%s: %s %s, want %s", id, m.State, m.Problem, c.want)
			}
		}
		if m := f.send("application", "a-1", application("FJ-1", papers), papers); m.State != exchange.Handled {
			t.Errorf("a good one after them: %s %s", m.State, m.Problem)
		}
		if len(f.archive.received) != 1 {
			t.Errorf("%d registered", len(f.archive.received))
		}
	})
}

func TestMessagesAfterAnApplicationMoveTheCase(t *testing.T) {
	t.Parallel()
	eachConnected(t, func(t *testing.T, f *connected) {
		f.published()
		for _, id := range []string{"a-1", "a-2", "a-3"} {
			f.send("application", id, application("FJ-1", papers), papers)
		}
		f.send("withhold-request", "w-1", object{"application": object{"id": "a-3"}, "reason": "Sikkerhet"}, map[string]string{"brev.txt": "Krav"})
		f.send("withdrawal", "t-1", object{"application": object{"id": "a-3"}}, nil)
		first := f.now().Applications[0].ID.String()
		f.listed(first)
		f.do("leader", "kall-inn", called())
		f.do("member", "task-8", interview(first))
		f.do("leader", "task-9", reference(first))
		f.do("member", "task-10", form{"forste": first, "vurdering": "Kvalifisert."})
		f.do("leader", "task-11", form{"bakgrunn": "x", "soknader": "x", "vurdering": "x", "forslag": "x", "habilitet": true})
		f.do("chief", "vedta", form{"avgjorelse": "som-innstilt", "begrunnelse": "Som innstilt.", "dato": "2024-02-12"})
		f.do("hr", "tilby", offered(first))
		m := f.send("offer-answer", "o-1", object{"application": object{"id": "a-1"}, "answer": "accepted"}, map[string]string{"brev.txt": "Ja takk"})
		if m.State != exchange.Handled {
			t.Fatalf("%s %s", m.State, m.Problem)
		}
		f.waitsAt("task-12")
		var came []string
		for _, r := range f.archive.received {
			came = append(came, string(r.Kind)+"/"+r.Type+"/"+r.Status)
		}
		want := "application/soknad/journaled application/soknad/journaled application/soknad/journaled withhold-request/unntakskrav/received withdrawal/trekk/received offer-answer/tilbudssvar/received"
		if got := strings.Join(came, " "); got != want {
			t.Errorf("registered %s, want %s", got, want)
		}
	})
}

const position = `<PositionOpening><PositionPostings><PositionPosting><Id><IdValue>WEB-7</IdValue></Id></PositionPosting></PositionPostings>
<PositionSupplier><SupplierId><IdValue>System</IdValue></SupplierId><EntityName>%s</EntityName></PositionSupplier>
<PositionProfile><ProfileName>Sykepleier</ProfileName><FormattedPositionDescription><Value>Vi søker sykepleier.</Value></FormattedPositionDescription></PositionProfile></PositionOpening>`

func TestAVacancyFromOutsideBeginsWithItsNeed(t *testing.T) {
	t.Parallel()
	eachConnected(t, func(t *testing.T, f *connected) {
		arrival := func(employer string) exchange.Arrival {
			return exchange.Arrival{
				Connection: "rekruttering", Way: exchange.ByHRXML, Name: "position.xml", Kind: "vacancy", Source: "System", SourceID: "WEB-7" + employer,
				Parts: []exchange.Part{f.put("position.xml", fmt.Sprintf(position, employer))},
			}
		}
		if m := f.receive(arrival("En annen kommune")); m.State != exchange.Problem {
			t.Errorf("another's vacancy: %s", m.State)
		}
		m := f.receive(arrival("Fjordvik kommune"))
		if m.State != exchange.Handled || m.Case.IsZero() || m.Result != "WEB-7" {
			t.Fatalf("%s %s %q", m.State, m.Problem, m.Result)
		}
		f.c = m.Case
		f.waitsAt("meld")
		f.do("leader", "meld", form{
			"stilling": "skogheim-2-ledig", "behov": "uendret", "begrunnelse": "En slutter.", "omgjoring": "ingen", "prosent": 100, "heltid": "Hel stilling.",
			"utlysning": "ekstern", "reglement": true,
		})
		if v := f.now(); v.Reference != "WEB-7" || v.Title != "Sykepleier" {
			t.Errorf("%s %s", v.Reference, v.Title)
		}
	})
}
