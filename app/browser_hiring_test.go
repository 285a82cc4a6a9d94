package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"saksgang/base/errs"
	"saksgang/demo/sender"
	"saksgang/process"
	"saksgang/recruit"
	"saksgang/testkit/browser"
)

// withOwnStylesheet are the tasks that are done in our own stylesheet alone: at
// least one of each of those who take part. The others are done with the bundle.
var withOwnStylesheet = []string{"task-1", "droft", "behov-hr", "task-4", "velg", "task-10", "task-13", "task-15"}

// The whole hiring and its way to the archive, by keyboard, as the six people:
// what comes from outside comes as it does, and everything else is done on the
// pages. Each is refused another's task, which looks like one that is not there.
func TestTheWholeHiringIsDoneByKeyboard(t *testing.T) {
	t.Parallel()
	s := raise(t)
	instead := map[string]func(){
		"the leader reports a vacancy":   s.reportVacancy,
		"HR decides who may be withheld": s.decideWithheld,
		"the signed contract comes":      s.signedContractComes,
	}
	before := map[string]func(){
		"the leader checks the public list": func() { s.list("Låst", "Lederen har ikke kontrollert listen") },
		"HR releases the public list":       func() { s.list("Klar", "Kontrollert av "+cast[leaderKey]) },
		"the committee chooses whom to meet": func() {
			s.list("Gitt ut", "Gitt ut av "+cast[hrKey])
			s.refuseOutsiders()
		},
		"the committee interviews": func() { s.comesLater("task-9"); s.noReferenceBeforeInterview() },
		"the second accepts":       func() { s.comesLater("task-13") },
	}
	for _, sc := range hiringScenes() {
		s.clock.Set(s.at(sc))
		if do := before[sc.name]; do != nil {
			do()
		}
		switch do := instead[sc.name]; {
		case do != nil:
			do()
		case sc.do == nil:
			s.byKeyboard(sc)
		default:
			if err := s.scene(t.Context(), sc); err != nil {
				t.Fatalf("%s: %v", sc.name, err)
			}
		}
		if err := s.workOff(t.Context()); err != nil {
			t.Fatalf("%s: %v", sc.name, err)
		}
	}
	v, err := s.vacancy(t.Context())
	if err != nil || v.ClosedAt.IsZero() || v.Hire.Introduced.By.IsZero() {
		t.Fatalf("the hiring has not come to its end: %v", err)
	}
	s.lookAround()
	s.archive()
}

// reportVacancy starts the case from its page.
func (s *stage) reportVacancy() {
	s.t.Helper()
	w := s.window(leaderKey)
	s.open(w, s.bundled+"/cases/new")
	s.see(w, "new-case")
	s.follow(w, `main a[href="/cases/new?process=ansettelse"]`, "process=ansettelse")
	s.see(w, "new-hiring")
	s.fill(w, "#start", map[string]any{"title": "Sykepleier, Skogheim avdeling 2", "place": "helse/skogheim-2"})
	w.Press("Control+Enter")
	w.WaitURL("/desk/tasks/")
	var at string
	s.eval(w, `document.querySelector(".sg-back a").getAttribute("href")`, &at)
	s.progress.Case = strings.TrimPrefix(at, "/cases/")
}

func (s *stage) byKeyboard(sc scene) {
	s.t.Helper()
	for range 20 {
		ctx, err := s.as(s.t.Context(), sc.who)
		if err != nil {
			s.t.Fatal(err)
		}
		t, given, err := sc.next(ctx, s.play)
		if err != nil {
			s.t.Fatalf("%s: %v", sc.name, err)
		}
		if t.ID.IsZero() {
			return
		}
		input, err := s.input(t.Form, given)
		if err != nil {
			s.t.Fatal(err)
		}
		s.refuseOthers(t, sc)
		s.onPage(s.window(sc.who), t, input, sc.name)
		if sc.left == nil {
			return
		}
	}
	s.t.Fatalf("%s does not end", sc.name)
}

// refuseOthers lets each of the others open the task: whoever the service
// refuses gets the page of what is not there.
func (s *stage) refuseOthers(t process.Task, sc scene) {
	s.t.Helper()
	refused := 0
	for key, name := range cast {
		ctx, err := s.as(s.t.Context(), key)
		if err != nil {
			s.t.Fatal(err)
		}
		_, err = s.process.Task(ctx, t.ID)
		if err == nil || s.looked[sc.node+key] {
			continue
		}
		if errs.KindOf(err) != errs.KindNotFound {
			s.t.Errorf("%s: %s is refused with %v", sc.name, name, err)
		}
		refused++
		s.looked[sc.node+key] = true
		if got := s.ask(s.window(key), "GET", "/desk/tasks/"+t.ID.String()); got.Status != 404 {
			s.t.Errorf("%s: %s opens the task of another with status %d", sc.name, name, got.Status)
		}
	}
	if refused == 0 && !s.looked[sc.node+archivistKey] {
		s.t.Errorf("%s: nobody is refused", sc.name)
	}
}

func (s *stage) onPage(w *browser.Page, t process.Task, input map[string]any, scene string) {
	s.t.Helper()
	look := s.bundled
	if slices.Contains(withOwnStylesheet, t.Node) {
		look = s.alone
	}
	s.open(w, look+"/desk/tasks/"+t.ID.String())
	s.take(w, t)
	s.see(w, "task-"+t.Node)
	s.fill(w, "#complete", input)
	w.Press("Control+Enter")
	s.leave(w, t.ID.String(), scene)
}

func (s *stage) take(w *browser.Page, t process.Task) {
	s.t.Helper()
	if t.Person.IsZero() {
		w.Click("button", "Ta oppgaven")
		w.WaitText("Oppgaven er din")
	}
}

// leave waits until the page has been left, or says what it says.
func (s *stage) leave(w *browser.Page, part, scene string) {
	s.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for strings.Contains(w.URL(), part) {
		if time.Now().After(deadline) {
			s.t.Fatalf("%s: the page stays: %s", scene, w.Text("main"))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (s *stage) applicantsTab() string { return "/cases/" + s.progress.Case + "/applicants" }

// decideWithheld: HR finds those who asked on Home, and decides on the tab
// Applicants; nobody else is offered to.
func (s *stage) decideWithheld() {
	s.t.Helper()
	v, err := s.vacancy(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	w := s.window(hrKey)
	for i, n := range []int{sender.WithheldOne, sender.WithheldTwo, sender.RefusedOne} {
		a, err := applicant(v, sender.ApplicationID(n))
		if err != nil || a.Withholding != recruit.Asked {
			s.t.Fatalf("application %d has not asked to be withheld: %v", n, err)
		}
		s.open(w, []string{s.bundled, s.alone, s.bundled}[i]+"/desk")
		s.see(w, "hr-home-asked")
		s.follow(w, `main a[href*="applicant=`+a.ID.String()+`"]`, "applicant=")
		s.see(w, "applicant-asked")
		w.Click("summary", "Avgjør kravet om å stå utenfor listen")
		s.fill(w, "#decide-withheld", map[string]any{"grant": map[bool]string{true: "yes", false: "no"}[n != sender.RefusedOne], "reason": "Vurdert etter offentleglova § 25."})
		s.send(w, "Kravet er avgjort, og søkeren får brev.")
		other := s.window(leaderKey)
		s.open(other, s.bundled+s.applicantsTab()+"?applicant="+a.ID.String())
		if strings.Contains(other.Text("main"), "Avgjør kravet om å stå utenfor listen") {
			s.t.Error("the leader is offered to decide who is withheld")
		}
	}
	if v, err = s.vacancy(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	for n, want := range map[int]recruit.Withholding{sender.WithheldOne: recruit.Granted, sender.WithheldTwo: recruit.Granted, sender.RefusedOne: recruit.RefusedIt} {
		if a, err := applicant(v, sender.ApplicationID(n)); err != nil || a.Withholding != want {
			s.t.Errorf("application %d: %v %v, want %v", n, a.Withholding, err, want)
		}
	}
}

// list says what HR reads of the public list on the tab Applicants.
func (s *stage) list(state, reason string) {
	s.t.Helper()
	w := s.window(hrKey)
	s.open(w, s.bundled+s.applicantsTab())
	if text := w.Text("#lists tbody tr"); !strings.Contains(text, state) || !strings.Contains(text, reason) {
		s.t.Errorf("the public list is shown as %q, want %q, %q", text, state, reason)
	}
}

// comesLater says that the case has not come to a step: it is shown as later,
// and nobody has its task.
func (s *stage) comesLater(node string) {
	s.t.Helper()
	w := s.window(leaderKey)
	s.open(w, s.bundled+"/cases/"+s.progress.Case)
	var stage, link string
	s.eval(w, `document.querySelector('.sg-step[data-step="`+node+`"]').dataset.stage`, &stage)
	s.eval(w, `document.querySelector('.sg-step[data-step="`+node+`"] a')?.href ?? ""`, &link)
	if stage != "next" || link != "" {
		s.t.Errorf("%s is %q with the link %q before its time", node, stage, link)
	}
	if _, _, err := s.task(s.t.Context(), node); err == nil {
		s.t.Errorf("the task %s is there before its time", node)
	}
}

// noReferenceBeforeInterview: on the tab there is nothing to press, and what is
// sent all the same is refused in the words of the rule.
func (s *stage) noReferenceBeforeInterview() {
	s.t.Helper()
	v, err := s.vacancy(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	a, err := applicant(v, sender.ApplicationID(interviewed[0]))
	if err != nil {
		s.t.Fatal(err)
	}
	w := s.window(leaderKey)
	s.open(w, s.bundled+s.applicantsTab()+"?applicant="+a.ID.String())
	if strings.Contains(w.Text("main"), "Registrer referansen") {
		s.t.Error("a reference is offered before the interview")
	}
	got := s.ask(w, "POST", s.applicantsTab()+"/reference", "applicant", a.ID.String(), "notes", "Ringte en tidligere leder.")
	if got.Status != 422 && got.Status != 409 || !strings.Contains(got.Body, "intervju") {
		s.t.Errorf("a reference before the interview: %d", got.Status)
	}
}

// signedContractComes: HR attaches what came by post to the task, and says that
// it is done.
func (s *stage) signedContractComes() {
	s.t.Helper()
	ctx, err := s.as(s.t.Context(), hrKey)
	if err != nil {
		s.t.Fatal(err)
	}
	t, open, err := s.task(ctx, "signert")
	if err != nil || !open {
		s.t.Fatalf("the contract is not waited for: %v", err)
	}
	file := filepath.Join(s.t.TempDir(), "arbeidsavtale-signert.txt")
	if err := os.WriteFile(file, []byte("Underskrevet arbeidsavtale, "+s.date(0)+"\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	w := s.window(hrKey)
	s.open(w, s.bundled+"/desk/tasks/"+t.ID.String())
	s.take(w, t)
	s.see(w, "task-signert")
	w.Click("summary", "Legg ved en fil")
	w.Reach("#attach [type=file]")
	w.Upload("Fil", file)
	s.send(w, "Filen er lagt ved.")
	w.Reach("#complete button[data-variant=primary]")
	w.Press("Enter")
	s.leave(w, t.ID.String(), "the signed contract comes")
}

// lookAround opens the other pages of the case, and those who have no part in
// it any more find that it is not there.
func (s *stage) lookAround() {
	s.t.Helper()
	at := "/cases/" + s.progress.Case
	w := s.window(leaderKey)
	for name, path := range map[string]string{
		"home": "/desk", "tasks": "/desk/tasks", "waiting": "/desk/waiting", "cases": "/cases", "hirings": recruitHirings, "case": at,
		"case-applicants": at + "/applicants", "case-documents": at + "/documents", "case-history": at + "/history",
		"process": "/processes/ansettelse", "process-rules": "/processes/ansettelse/rules", "records": "/records", "journal": "/records/journal", "people": "/people",
	} {
		s.open(w, s.bundled+path)
		s.see(w, name)
	}
	for _, key := range []string{unionKey, memberKey} {
		for _, path := range []string{at, at + "/applicants", at + "/documents", at + "/history"} {
			if got := s.ask(s.window(key), "GET", path); got.Status != 404 {
				s.t.Errorf("after the case has ended %s opens %s with %d", cast[key], path, got.Status)
			}
		}
	}
}
