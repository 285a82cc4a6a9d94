package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"sync"
	"time"

	"saksgang/access"
	"saksgang/access/accessapp"
	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/mail"
	"saksgang/exchange"
	"saksgang/exchange/exchangeapp"
	"saksgang/municipality"
	"saksgang/municipality/sections"
	"saksgang/party/partyapp"
	"saksgang/process/processapp"
	"saksgang/record/recordapp"
	"saksgang/recruit/candidate"
	"saksgang/recruit/recruitapp"
	"saksgang/staff"
	"saksgang/staff/staffapp"
	"saksgang/web"
)

type serveCommand struct {
	Folder
	Listen string `help:"Address to listen on." default:"127.0.0.1:8080" env:"SAKSGANG_LISTEN"`
}

// Run serves until it is asked to stop.
func (c serveCommand) Run(ctx context.Context, bundle *i18n.Bundle, s console.Streams) error {
	h, err := openHouse(ctx, c.Folder, bundle, clock.System())
	if err != nil {
		return err
	}
	defer h.DB.Close()
	return h.serve(ctx, c.Listen, s)
}

// openHouse opens a data folder that has a municipality in force.
func openHouse(ctx context.Context, folder Folder, bundle *i18n.Bundle, now clock.Clock) (*house, error) {
	deps, err := folder.open(ctx, now, mail.Folder(folder.mail()), "localhost")
	if err != nil {
		return nil, err
	}
	h, err := inForce(ctx, deps, folder, bundle)
	if err != nil {
		return nil, errors.Join(err, deps.DB.Close())
	}
	return h, nil
}

// serve answers on the address and does the machine's work until ctx ends.
func (h *house) serve(ctx context.Context, address string, s console.Streams) error {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return errs.Unavailable(err, "app.cannot-listen", "address", address)
	}
	shell, err := h.shell(ctx, isLoopback(ln.Addr()))
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	if err := h.start(ctx); err != nil {
		return errors.Join(err, ln.Close())
	}
	s.Say("%s", s.Words.T("app.serving", "address", fmt.Sprintf("http://%s/", ln.Addr())))
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var background sync.WaitGroup
	defer background.Wait()
	background.Go(func() {
		defer stop()
		if err := h.runner.Run(ctx); err != nil {
			s.Report(ctx, err)
		}
	})
	background.Go(func() { h.sealEvery(ctx, time.Minute, s) })
	err = shell.Serve(ctx, ln)
	stop()
	return err
}

// start orders what recurs, so that a stop at midnight heals itself.
func (h *house) start(ctx context.Context) error {
	return h.DB.Transact(authz.With(ctx, setUp), func(ctx context.Context) error {
		if err := accessapp.Start(ctx, h.access); err != nil {
			return err
		}
		return h.exchange.StartPolling(ctx)
	})
}

func (h *house) sealEvery(ctx context.Context, pause time.Duration, s console.Streams) {
	for {
		if err := h.Ledger.SealAll(ctx); err != nil && ctx.Err() == nil {
			s.Report(ctx, err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

func isLoopback(a net.Addr) bool {
	address, err := netip.ParseAddrPort(a.String())
	return err == nil && address.Addr().IsLoopback()
}

// shell shows every module. The page "choose a person" is there only for a
// fictitious municipality served on loopback.
func (h *house) shell(ctx context.Context, loopback bool) (*web.Shell, error) {
	town := sections.TownOf(h.loaded.Load())
	sessions := access.NewSessions(h.DB, clock.System())
	accessapp.RegisterJobs(h.runner, h.access, sessions)
	o := web.Options{
		Bundle: h.bundle, Clock: h.Clock, Directory: people{h}, Town: town.Name, Content: i18n.Language(town.Content), Country: string(town.Country),
		Zone: h.zone, Sessions: sessions, Contact: town.Email, MaxBody: largestMessage(h.loaded.Load()), Secure: !loopback,
		Work: workList{work: h.Work, access: h.access, process: h.process, clock: h.Clock},
	}
	var demoMail *mail.Outbox
	if town.Demo && loopback {
		people, err := h.demoPeople(ctx)
		if err != nil {
			return nil, err
		}
		o.Demo, demoMail = &web.Demo{People: people}, h.Mail
	}
	shell, err := web.New(o)
	if err != nil {
		return nil, err
	}
	for _, m := range h.modules(shell, demoMail) {
		if err := shell.Add(m); err != nil {
			return nil, err
		}
	}
	return shell, nil
}

func (h *house) demoPeople(ctx context.Context) ([]web.DemoPerson, error) {
	var people []staff.FolderPerson
	for _, f := range municipality.Values[staff.FolderPeople](h.loaded.Load(), staffapp.PeopleSection) {
		people = append(people, f.People...)
	}
	return accessapp.DemoPeople(authz.With(ctx, setUp), h.access, h.staff, people)
}

// front is the address without a path: one's own work.
func front() web.Module {
	home := func(w http.ResponseWriter, r *http.Request) error { return web.Redirect(w, r, "/desk") }
	return web.Module{Name: "app", Routes: []web.Route{{Pattern: "GET /{$}", Right: web.Anyone, Handle: home}}}
}

func (h *house) modules(shell *web.Shell, demoMail *mail.Outbox) []web.Module {
	return []web.Module{
		front(),
		processapp.Module(processapp.Deps{
			Process: h.process, People: pagePeople{h.access}, Places: pageFolder{h}, Choices: pageFolder{h}, Folder: pageFolder{h},
		}),
		recordapp.Module(h.record, recordapp.Options{Packages: filepath.Join(h.folder.Dir, "packages")}),
		recruitapp.Module(shell, h.recruit, h.hires),
		partyapp.Module(shell, h.parties, h.staff),
		staffapp.Module(h.staff),
		accessapp.Module(h.access, h.staff),
		exchangeapp.Module(shell, h.exchange, exchangeapp.Options{
			Secrets: exchangeapp.Environment{}, Outbox: h.outbox, Post: h.post, Schemas: map[string][]byte{"candidate.json": candidate.Schema}, DemoMail: demoMail,
		}),
	}
}

// largestMessage is the most that any connection may deliver in one request.
func largestMessage(loaded *municipality.Loaded) int64 {
	most := int64(50 << 20)
	for _, c := range municipality.Values[exchange.FolderConnection](loaded, exchangeapp.ConnectionsSection) {
		most = max(most, c.Limits.DeliveryBytes())
	}
	return most
}

// hires says whether a process is the one that vacancies run in.
func (h *house) hires(_ context.Context, key string) bool { return key == h.settings().Process }
