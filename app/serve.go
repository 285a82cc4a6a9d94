package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
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
	"saksgang/municipality/municipalityapp"
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
	Login  Login  `embed:""`
	Post   Post   `embed:""`
}

// Login is the log-in provider; its secret comes from the environment.
type Login struct {
	Issuer string `name:"oidc-issuer" help:"Address of the log-in provider (OpenID Connect)." env:"SAKSGANG_OIDC_ISSUER" placeholder:"URL"`
	Client string `name:"oidc-client" help:"What the log-in provider calls this program; its secret is in SAKSGANG_OIDC_SECRET." env:"SAKSGANG_OIDC_CLIENT" placeholder:"ID"`
	URL    string `name:"url" help:"The program's own address, as browsers use it." env:"SAKSGANG_URL" placeholder:"URL"`
}

// provider asks the log-in provider how it is used; nil when there is none.
func (l Login) provider(ctx context.Context) (*web.OIDC, error) {
	if l.Issuer == "" && l.Client == "" {
		return nil, nil
	}
	secret := os.Getenv("SAKSGANG_OIDC_SECRET")
	if l.Issuer == "" || l.Client == "" || l.URL == "" || secret == "" {
		return nil, console.Wrong(errs.Invalid("app.oidc-incomplete"))
	}
	return web.NewOIDC(ctx, l.Issuer, l.Client, secret, strings.TrimRight(l.URL, "/")+"/login/return")
}

// Run serves until it is asked to stop.
func (c serveCommand) Run(ctx context.Context, bundle *i18n.Bundle, s console.Streams) error {
	h, err := openOrBegin(ctx, c.Folder, c.Post, bundle, s)
	if err != nil {
		return err
	}
	defer h.DB.Close()
	if h.login, err = c.Login.provider(ctx); err != nil {
		return err
	}
	h.secure = strings.HasPrefix(c.Login.URL, "https://")
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
	background.Go(func() { h.followEvery(ctx, 10*time.Second, s) })
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
		if err := h.startUpkeep(ctx); err != nil {
			return err
		}
		return h.exchange.StartPolling(ctx)
	})
}

// sealEvery seals the ledger in pauses, and what is left when ctx has ended: no
// event waits unsealed for the next start.
func (h *house) sealEvery(ctx context.Context, pause time.Duration, s console.Streams) {
	for {
		last := ctx.Err() != nil
		if err := h.Ledger.SealAll(context.WithoutCancel(ctx)); err != nil {
			s.Report(ctx, err)
		}
		if last {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

func isLoopback(a net.Addr) bool {
	address, err := netip.ParseAddrPort(a.String())
	return err == nil && address.Addr().IsLoopback()
}

// shell shows every module.
func (h *house) shell(ctx context.Context, loopback bool) (*web.Shell, error) {
	o, err := h.shown(ctx, loopback)
	if err != nil {
		return nil, err
	}
	return h.compose(o)
}

// shown is what the municipality shows of itself. The page "choose a person" is
// there only for a fictitious one served on loopback.
func (h *house) shown(ctx context.Context, loopback bool) (web.Options, error) {
	town := sections.TownOf(h.loaded.Load())
	sessions := access.NewSessions(h.DB, clock.System())
	accessapp.RegisterJobs(h.runner, h.access, sessions)
	o := web.Options{
		Bundle: h.bundle, Clock: h.Clock, Directory: people{h}, Town: town.Name, Content: i18n.Language(town.Content), Country: string(town.Country),
		Zone: h.zone, Sessions: sessions, Contact: town.Email, MaxBody: largestMessage(h.loaded.Load()), Secure: !loopback || h.secure,
		OIDC: h.login, Links: h.access,
		Work: workList{work: h.Work, access: h.access, process: h.process, clock: h.Clock},
	}
	if !town.Demo || !loopback {
		return o, nil
	}
	people, err := h.demoPeople(ctx)
	o.Demo = &web.Demo{People: people}
	return o, err
}

// compose puts every module into a shell; in a demonstration the letters that
// were sent are among what it shows.
func (h *house) compose(o web.Options) (*web.Shell, error) {
	shell, err := web.New(o)
	if err != nil {
		return nil, err
	}
	var demoMail *mail.Outbox
	if o.Demo != nil {
		demoMail = h.Mail
	}
	for _, m := range append(h.modules(shell, demoMail), setupPages{h, o.OIDC != nil || o.Demo != nil}.module()) {
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
		municipalityapp.Module(shell, h.municipality, h.folderPages()),
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
