// Package web is the shell: log-in, navigation, the five kinds of page, the
// parts they are made of, and the sockets that modules show themselves in.
//
// It knows no module. A module's Mapp package returns a Module, plain data, and
// app hands it to Shell.Add; texts come from the catalogue (base/i18n).
//
//	func Module(s *record.Service) web.Module {
//		return web.Module{
//			Name: "record",
//			Routes: []web.Route{
//				{Pattern: "GET /records/journal", Right: "record.read-journal", Handle: journal(s)},
//				{Pattern: "POST /records/journal", Right: "record.sign-off", Handle: signOff(s)},
//			},
//			Tabs: []web.Tab{{
//				Kind: "case", Key: "documents", Label: "record.tab.documents", Order: 20, Right: "record.read",
//				Body: func(r *http.Request, id string) (templ.Component, error) { return documents(s, r, id) },
//			}},
//			Panels: []web.Panel{{Key: "unsigned", Order: 30, Right: "record.sign-off", Load: unsigned(s)}},
//		}
//	}
//
//	func journal(s *record.Service) web.Handler {
//		return func(w http.ResponseWriter, r *http.Request) error {
//			ctx := r.Context()
//			entries, total, err := s.Journal(ctx, record.JournalQuery{Text: r.FormValue("q"), Page: web.PageOf(r)})
//			if err != nil {
//				return err // mapped once, to a status and a page or an RFC 9457 document
//			}
//			page := web.List{
//				Title: i18n.T(ctx, "record.journal.title"), Count: total,
//				Empty: web.Empty{Text: i18n.T(ctx, "record.journal.empty")},
//				Table: web.Table{
//					Caption: i18n.T(ctx, "record.journal.title"),
//					Columns: []web.Column{{Label: i18n.T(ctx, "record.entry"), Sort: "number"}, {Label: i18n.T(ctx, "record.state")}},
//				},
//			}
//			for _, e := range entries {
//				page.Table.Rows = append(page.Table.Rows, web.Row{ID: e.ID.String(), Href: e.Path(), Cells: []templ.Component{
//					web.Link{Text: e.Title, Href: e.Path()}, web.Tag{Text: e.State, Tone: web.Info},
//				}})
//			}
//			return web.Show(w, r, page)
//		}
//	}
//
// The module that owns a kind of thing registers it once, as a SubjectKind
// (Head loads name, state, owner); every tab on it, its own Overview and
// History included, is a Tab. The shell makes the routes.
//
// A change is a POST: the handler calls the Service and returns
// Redirect(w, r, "/cases/…") after Done(ctx, "record.signed-off"), which the
// next page says above its content. When the Service refuses, fill the form
// again and show it, so that nothing typed is lost:
//
//	step.Form.Fill(r.PostForm)
//	step.Form.Fail(ctx, err, nil)
//	return web.ShowStatus(w, r, web.StatusOf(err), step)
//
// Behaviour under failure: a page is made before its first byte is sent, so a
// reader gets a whole page or a problem page; a panel or search of one module
// that fails says so in its own place; a panic becomes the problem page with a
// reference that stands in the log. Nothing is changed by GET. What a reader
// may not open looks exactly like what is not there. Logs hold the route's
// pattern and never an address, a query or a name.
//
// Pages are whole without script and without npm: static/ holds our own
// stylesheet and script, and assets/dist, when it has been built, puts the
// design system in place of static/parts.css. Inline style and script are
// refused by the content security policy, also in drawings.
package web

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.977 generate
