package recordapp

import (
	"net/http"

	"github.com/a-h/templ"

	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/web"
)

// PersonnelKey is the key of the personnel file of a party's employment.
func PersonnelKey(party, employment string) string { return personnelOf(party) + employment }

func personnelOf(party string) string { return "personnel/" + party + "/" }

// personDocuments is the tab Documents of a person: the personnel files, one for
// each employment. That there is none, and that the reader may not see it, look
// alike.
func (p *pages) personDocuments(r *http.Request, id string) (templ.Component, error) {
	ctx, here := r.Context(), "/people/"+id+"/documents"
	files, err := p.CaseFilesUnder(ctx, personnelOf(id))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return web.Empty{Text: i18n.T(ctx, "record.person.no-file")}, nil
	}
	var body web.Stack
	for _, f := range files {
		part, err := p.fileSection(ctx, f, here)
		if err != nil {
			return nil, err
		}
		body = append(body, part)
	}
	list, err := p.documentList(r, record.CaseQuery{Under: personnelOf(id)}, here)
	return append(body, list...), err
}
