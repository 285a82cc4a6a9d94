package recordapp

import (
	"net/http"

	"github.com/a-h/templ"

	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/web"
)

// PersonnelKey is the key of the personnel file of a party.
func PersonnelKey(party string) string { return "personnel/" + party }

// personDocuments is the tab Documents of a person: the personnel file. That
// there is none, and that the reader may not see it, look alike.
func (p *pages) personDocuments(r *http.Request, id string) (templ.Component, error) {
	f, found, err := p.CaseFileByKey(r.Context(), PersonnelKey(id))
	if err != nil {
		return nil, err
	}
	if !found {
		return web.Empty{Text: i18n.T(r.Context(), "record.person.no-file")}, nil
	}
	here := "/people/" + id + "/documents"
	file, err := p.fileSection(r.Context(), f, here)
	if err != nil {
		return nil, err
	}
	list, err := p.documentList(r, record.CaseQuery{File: f.ID}, here)
	return append(web.Stack{file}, list...), err
}
