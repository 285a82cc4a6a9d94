package recordapp

import (
	"context"
	"net/http"

	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/web"
)

// Options are the tunables of Module.
type Options struct {
	// Packages is the folder that archive packages are made in.
	Packages string
	// Schemas are folders with the official schemas; without them a package is
	// made but not called official.
	Schemas []string
}

// pages are record's pages.
type pages struct {
	*record.Service
	opt Options
}

// Module is what record shows.
func Module(s *record.Service, opt Options) web.Module {
	p := &pages{s, opt}
	return web.Module{
		Name: "record",
		Routes: []web.Route{
			{Pattern: "GET /records", Right: record.RightRead, Handle: p.search},
			{Pattern: "GET /records/journal", Right: record.RightRead, Handle: p.journal},
			{Pattern: "GET /records/plan", Right: record.RightRead, Handle: p.plan},
			{Pattern: "GET /records/closing", Right: record.RightClose, Handle: p.closing},
			{Pattern: "GET /records/disposal", Right: record.RightProposeDisposal, Or: record.RightApproveDisposal, Handle: p.disposal},
			{Pattern: "POST /records/disposal", Right: record.RightProposeDisposal, Or: record.RightApproveDisposal, Handle: p.decideDisposal},
			{Pattern: "POST /records/disposal/keep", Right: record.RightApproveDisposal, Handle: p.keepDocument},
			{Pattern: "POST /records/disposal/propose", Right: record.RightProposeDisposal, Handle: p.propose},
			{Pattern: "GET /records/disposal/{id}", Right: record.RightProposeDisposal, Or: record.RightApproveDisposal, Handle: p.certificate},
			{Pattern: "GET /records/packages", Right: record.RightExtract, Or: record.RightSignPackage, Handle: p.packages},
			{Pattern: "POST /records/packages", Right: record.RightExtract, Handle: p.orderPackage},
			{Pattern: "POST /records/packages/check", Right: record.RightExtract, Handle: p.checkPackage},
			{Pattern: "GET /records/packages/{id}", Right: record.RightExtract, Or: record.RightSignPackage, Handle: p.packageReport},
			{Pattern: "POST /records/packages/{id}/sign-off", Right: record.RightSignPackage, Handle: p.signOffPackage},
			{Pattern: "GET /records/documents/{id}/files/{object}", Right: record.RightRead, Handle: p.download},
			{Pattern: "POST /records/documents/{id}/archive-variant", Right: record.RightSignOff, Handle: p.addVariant},
			{Pattern: "POST /records/entries/{id}/sign-off", Right: record.RightSignOff, Handle: p.signOff},
			{Pattern: "POST /records/entries/{id}/settle", Right: record.RightSignOff, Handle: p.settle},
			{Pattern: "POST /records/entries/{id}/correct", Right: record.RightRegister, Handle: p.correct},
			{Pattern: "GET /records/entries/{id}/copies", Right: record.RightRegister, Handle: p.copies},
			{Pattern: "POST /records/entries/{id}/copies", Right: record.RightRegister, Handle: p.sendCopies},
			{Pattern: "POST /records/entries/{id}/copies/read", Right: record.RightRead, Handle: p.readCopy},
			{Pattern: "POST /records/files/{id}/sign-off", Right: record.RightSignOff, Handle: p.signOffFile},
			{Pattern: "POST /records/files/{id}/close", Right: record.RightClose, Handle: p.closeFile},
			{Pattern: "POST /records/files/{id}/complaint", Right: record.RightRegister, Handle: p.openComplaint},
			{Pattern: "POST /records/files/{id}/complaint/closed", Right: record.RightRegister, Handle: p.closeComplaint},
		},
		Subjects: []web.SubjectKind{{Kind: "document", Path: "/records/documents/{id}", Right: record.RightRead, Head: p.head}},
		Tabs: []web.Tab{
			{Kind: "document", Key: "", Label: "record.tab.overview", Right: record.RightRead, Body: p.overview},
			{Kind: "document", Key: "content", Label: "record.tab.content", Order: 10, Right: record.RightRead, Body: p.content},
			{Kind: "document", Key: "history", Label: "record.tab.history", Right: record.RightRead, Body: p.history},
			{Kind: "case", Key: "documents", Label: "record.tab.documents", Order: 20, Right: record.RightRead, Body: p.caseDocuments},
			{Kind: "person", Key: "documents", Label: "record.tab.documents", Order: 20, Right: record.RightRead, Body: p.personDocuments},
		},
		// The four of whoever keeps the archive; others settle their entries where they stand.
		Panels: []web.Panel{
			{Key: "unsigned", Order: 10, Right: record.RightClose, Load: p.unsigned},
			{Key: "closing", Order: 11, Right: record.RightClose, Load: p.closingPanel},
			{Key: "disposal", Order: 12, Right: record.RightProposeDisposal, Load: p.disposalPanel},
			{Key: "packages", Order: 13, Right: record.RightExtract, Load: p.packagePanel},
		},
		Searches: []web.Search{{Key: "documents", Order: 20, Right: record.RightRead, Find: p.find}},
	}
}

// find answers the one search box.
func (p *pages) find(ctx context.Context, text string, limit int) (web.Hits, error) {
	hits := web.Hits{Title: i18n.T(ctx, "record.search.hits"), All: "/records?q=" + escape(text)}
	found, err := p.Search(ctx, record.Query{Text: text, Most: limit})
	if err != nil {
		return hits, err
	}
	hits.Total = found.Total
	for _, h := range found.Hits {
		hits.Items = append(hits.Items, web.Hit{Title: h.Title, Href: documentPath(h.Document), Text: h.Reference() + " · " + h.FileTitle, State: disposedTag(ctx, h.Disposed != 0)})
	}
	return hits, nil
}

func documentPath(id record.DocumentID) string { return "/records/documents/" + id.String() }

// idOf reads an identifier of the address; one that is none is not there.
func idOf[T any, P interface {
	*T
	UnmarshalText([]byte) error
}](r *http.Request, name string) (T, error) {
	var id T
	return id, P(&id).UnmarshalText([]byte(r.PathValue(name)))
}
