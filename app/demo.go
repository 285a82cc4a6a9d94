package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/mail"
	"saksgang/base/wholefile"
	"saksgang/demo"
	"saksgang/municipality"
	"saksgang/municipality/sections"
	"saksgang/staff"
	"saksgang/staff/staffapp"
)

type demoCommand struct {
	Folder
	Exit    bool     `help:"Stop when the hiring has been played; otherwise serve."`
	JSON    bool     `name:"json" help:"Print the result as one JSON object."`
	Schemas []string `help:"A folder of official schemas, to put into the package; may be given more than once." placeholder:"DIR" type:"path"`
	Crash   int      `help:"Kill the program this many times on the way, and start it again." placeholder:"N"`
	Seed    uint64   `help:"Decides where it is killed." default:"1"`
	Listen  string   `help:"Address on loopback to serve on." default:"127.0.0.1:8080"`
}

// Validate makes a senseless count a wrong use.
func (c demoCommand) Validate() error {
	if c.Crash < 0 {
		return errors.New("--crash takes a number of times")
	}
	return nil
}

// Run plays the hiring of a nurse in Fjordvik, from the need to the archive,
// through the services that the pages use; a folder where it was begun goes on
// where it was. Steps and times go to standard error.
func (c demoCommand) Run(ctx context.Context, bundle *i18n.Bundle, s console.Streams) error {
	started := time.Now()
	if err := c.create(); err != nil {
		return err
	}
	kills := []kill{} // none is an empty list
	var err error
	if c.Crash > 0 {
		if kills, err = c.supervise(ctx, s); err != nil {
			return err
		}
	}
	p, err := c.open(ctx, bundle, s)
	if err != nil {
		return err
	}
	defer p.DB.Close()
	if err := p.run(ctx); err != nil {
		return err
	}
	summary, err := p.summary(ctx)
	if err != nil {
		return err
	}
	summary.Kills, summary.Seconds = kills, time.Since(started).Seconds()
	if err := c.print(s, summary); err != nil || c.Exit {
		return err
	}
	p.clock.live.Store(true)
	return p.serve(ctx, c.Listen, s)
}

func (c demoCommand) print(s console.Streams, sum summary) error {
	if c.JSON {
		return s.JSON(sum)
	}
	d := sum.Documents
	s.Say("%s", s.Words.T("app.demo.summary", "case", sum.Case, "captured", d.Captured, "preserved", d.Preserved, "destroyed", d.Destroyed,
		"open", d.Open, "lost", d.Lost, "doubled", d.Doubled, "package", sum.Package.Path))
	return nil
}

// playClock stands where the play puts it, and runs with the machine's when the
// play is over.
type playClock struct {
	*clock.Manual
	live atomic.Bool
}

// Now is the play's time, or the machine's.
func (c *playClock) Now() time.Time {
	if c.live.Load() {
		return clock.System().Now()
	}
	return c.Manual.Now()
}

// play is the demonstration under way.
type play struct {
	*house
	clock    *playClock
	streams  console.Streams
	path     string // of the progress
	progress progress
	schemas  []string
	death    *death // nil unless a supervisor asked for one
	cast     map[string]authz.Actor
}

// progress is what is kept of the play, so that it goes on where it was.
type progress struct {
	Start calendar.Date `json:"start"` // the first day of the play
	Done  []string      `json:"done"`  // scenes that have been played
	Case  string        `json:"case,omitempty"`
	Mail  *mailCount    `json:"mail,omitempty"` // counted before copies were erased
	// Official says that the package carries the official schemas.
	Official bool `json:"official,omitempty"`
}

type mailCount struct {
	Lost    int `json:"lost"`
	Doubled int `json:"doubled"`
}

// lifeOfACase is how long before today the play begins: the hiring itself, the
// two years its unsuccessful applications are kept, and some days of grace.
const lifeOfACase = 2*366 + 300

func (c demoCommand) open(ctx context.Context, bundle *i18n.Bundle, s console.Streams) (*play, error) {
	p := &play{path: filepath.Join(c.Dir, "demo.json"), streams: s, schemas: c.Schemas, death: deathFromEnvironment()}
	if err := p.load(); err != nil {
		return nil, err
	}
	p.clock = &playClock{Manual: clock.NewFixed(p.progress.Start.In(time.UTC).Add(7 * time.Hour))}
	c.Folder.before = p.death.statement
	deps, err := c.Folder.begin(ctx, p.clock, mail.Folder(c.mail()), "fjordvik.example")
	if err != nil {
		return nil, err
	}
	if p.house, err = inForce(ctx, deps, c.Folder, bundle); errs.KindOf(err) == errs.KindNotFound && err != nil {
		p.house, err = settle(ctx, deps, c.Folder, bundle, demo.Fjordvik())
	}
	if err != nil {
		return nil, errors.Join(err, deps.DB.Close())
	}
	if !sections.TownOf(p.loaded.Load()).Demo {
		return nil, errors.Join(errs.Invalid("app.not-a-demo"), deps.DB.Close())
	}
	return p, p.meetCast(ctx)
}

func (p *play) load() error {
	text, err := os.ReadFile(p.path)
	if errors.Is(err, os.ErrNotExist) {
		p.progress.Start = monday(calendar.DateOf(time.Now()).AddDays(-lifeOfACase))
		return p.save()
	}
	if err != nil {
		return errs.Unavailable(err, "app.demo-unreadable")
	}
	if err := json.Unmarshal(text, &p.progress); err != nil {
		return errs.InvalidBecause(err, "app.demo-unreadable")
	}
	return nil
}

// monday is the Monday on or after d, so that the play's offices are open.
func monday(d calendar.Date) calendar.Date {
	for d.Weekday() != time.Monday {
		d = d.AddDays(1)
	}
	return d
}

func (p *play) save() error {
	text, err := json.Marshal(p.progress)
	if err != nil {
		return err
	}
	return wholefile.WriteBytes(p.path, text)
}

// meetCast finds the people whom the folder names for the demonstration.
func (p *play) meetCast(ctx context.Context) error {
	p.cast = map[string]authz.Actor{}
	for _, f := range municipality.Values[staff.FolderPeople](p.loaded.Load(), staffapp.PeopleSection) {
		for _, person := range f.People {
			if person.Demo == nil && person.Key != secondApprover {
				continue
			}
			id, err := p.staff.PartyOfKey(authz.With(ctx, setUp), person.Key)
			if err != nil {
				return err
			}
			user, err := p.access.UserOf(ctx, id)
			if err != nil {
				return err
			}
			p.cast[person.Key] = authz.Actor{User: user.ID}
		}
	}
	return nil
}

// as is a context in which one of the cast acts, with the rights of that day.
func (p *play) as(ctx context.Context, key string) (context.Context, error) {
	actor, err := people{p.house}.Actor(ctx, p.cast[key].User)
	return authz.With(ctx, actor), err
}

// run plays the scenes that have not been played.
func (p *play) run(ctx context.Context) error {
	played := map[string]bool{}
	for _, name := range p.progress.Done {
		played[name] = true
	}
	for _, sc := range scenes {
		p.clock.Set(p.at(sc))
		if played[sc.name] {
			continue
		}
		if err := p.scene(ctx, sc); err != nil {
			return fmt.Errorf("%s: %w", sc.name, err)
		}
	}
	return p.Ledger.SealAll(ctx)
}

func (p *play) at(sc scene) time.Time {
	return p.progress.Start.AddDays(sc.day).In(p.zone).Add(time.Duration(sc.hour) * time.Hour).UTC()
}

func (p *play) scene(ctx context.Context, sc scene) error {
	began := time.Now()
	p.death.enter(sc.name)
	if err := sc.play(ctx, p); err != nil {
		return err
	}
	if err := p.workOff(ctx); err != nil {
		return err
	}
	p.death.leave()
	p.progress.Done = append(p.progress.Done, sc.name)
	p.streams.Say("%s  %-44s %6.0f ms", p.clock.Now().In(p.zone).Format("2006-01-02"), sc.name, float64(time.Since(began).Microseconds())/1000)
	return p.save()
}

// workOff lets the machine do what is due by the play's clock.
func (p *play) workOff(ctx context.Context) error {
	p.death.inJob(true)
	defer p.death.inJob(false)
	if _, err := p.exchange.Poll(ctx); err != nil {
		return err
	}
	_, err := p.runner.Drain(ctx)
	return err
}
