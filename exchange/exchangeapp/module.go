package exchangeapp

import (
	"maps"
	"slices"

	"saksgang/base/jobs"
	"saksgang/base/mail"
	"saksgang/exchange"
	"saksgang/web"
)

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.977 generate

// Options are what the pages and ways in need beside the Service.
type Options struct {
	// Secrets give the connections' tokens; nil knows none, and nobody may deliver.
	Secrets Secrets
	// Schemas are published under /api/v1/schemas/ by file name.
	Schemas map[string][]byte
	// Outbox is what is sent to other systems; nil when nothing is.
	Outbox *exchange.Outbox
	// Post is the letters that did not arrive; nil shows none.
	Post *exchange.Post
	// DemoMail is the outbox whose letters /demo/mail shows to anyone. It is set
	// in a demonstration on loopback and nowhere else; nil has no such page.
	DemoMail *mail.Outbox
}

// RegisterJobs gives the runner the handlers of exchange's jobs.
func RegisterJobs(r *jobs.Runner, s *exchange.Service) {
	r.Handle(exchange.HandleJob, s.Handle)
	r.Handle(exchange.ReceiptJob, s.HandleReceipt)
	r.HandleRecurring(exchange.PollJob, s.HandlePoll, s.OrderPoll)
}

// Kind is the subject under which other modules may put tabs on a message.
const Kind = "message"

// Path is the address of a message.
func Path(id exchange.MessageID) string { return "/control/messages/" + id.String() }

// pages are the handlers with what they need.
type pages struct {
	messages *exchange.Service
	shell    *web.Shell
	opts     Options
}

// Module is what exchange shows and takes in.
func Module(shell *web.Shell, s *exchange.Service, opts Options) web.Module {
	p := pages{messages: s, shell: shell, opts: opts}
	m := web.Module{
		Name: "exchange",
		Routes: []web.Route{
			{Pattern: "POST /api/v1/connections/{key}/messages", Right: web.Anyone, Handle: p.deliver},
			{Pattern: "POST /api/v1/connections/{key}/positions", Right: web.Anyone, Handle: p.deliverPositions},
			{Pattern: "GET /api/v1/connections/{key}/messages/{id}", Right: web.Anyone, Handle: p.status},
			{Pattern: "GET /control/messages", Right: exchange.RightRead, Handle: p.list},
			{Pattern: "POST /control/messages/{id}/again", Right: exchange.RightRepair, Handle: p.again},
			{Pattern: "POST /control/messages/{id}/close", Right: exchange.RightRepair, Handle: p.closeByHand},
			{Pattern: "GET /control/message-files/{id}/{number}", Right: exchange.RightRead, Handle: p.part},
		},
		Subjects: []web.SubjectKind{{Kind: Kind, Path: "/control/messages/{id}", Right: exchange.RightRead, Head: p.head}},
		Tabs: []web.Tab{
			{Kind: Kind, Label: "exchange.tab.overview", Right: exchange.RightRead, Body: p.overview},
			{Kind: Kind, Key: "history", Label: "exchange.tab.history", Right: exchange.RightRead, Body: p.history},
			{Kind: "case", Key: "messages", Label: "exchange.tab.messages", Order: 50, Right: exchange.RightRead, Body: p.ofCase},
		},
		Panels: []web.Panel{{Key: "messages", Order: 30, Right: exchange.RightRepair, Load: p.panel}},
	}
	if opts.Outbox != nil {
		out := p.outRoutes()
		m.Routes, m.Subjects, m.Tabs = append(m.Routes, out.Routes...), append(m.Subjects, out.Subjects...), append(m.Tabs, out.Tabs...)
	}
	if opts.Post != nil {
		m.Routes = append(m.Routes,
			web.Route{Pattern: "GET /control/letters/{id}", Right: web.SignedIn, Handle: p.stuckLetter},
			web.Route{Pattern: "POST /control/letters/{id}/arrived", Right: web.SignedIn, Handle: p.letterArrived},
			web.Route{Pattern: "POST /control/letters/{id}/again", Right: web.SignedIn, Handle: p.letterAgain})
	}
	for _, name := range slices.Sorted(maps.Keys(opts.Schemas)) {
		m.Routes = append(m.Routes, web.Route{Pattern: "GET /api/v1/schemas/" + name, Right: web.Anyone, Handle: publish(opts.Schemas[name])})
	}
	if opts.DemoMail != nil {
		m.Routes = append(m.Routes,
			web.Route{Pattern: "GET /demo/mail", Right: web.Anyone, Handle: p.letters},
			web.Route{Pattern: "GET /demo/mail/{id}", Right: web.Anyone, Handle: p.letter})
	}
	return m
}
