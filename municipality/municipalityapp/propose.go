package municipalityapp

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/municipality"
	"saksgang/web"
)

// What an uploaded folder may hold; a municipality's is a few hundred small
// files of text.
const (
	mostFiles = 5000
	mostBytes = 64 << 20
)

// folderTab is the folder beside the data set against what is in force, and
// the two ways to propose a new version.
func (p pages) folderTab(ctx context.Context, st state, failed *web.Form) (templ.Component, error) {
	mayEdit := may(ctx, municipality.RightEdit)
	upload := p.uploadForm(ctx)
	if failed != nil {
		upload = *failed
	}
	if p.opts.Folder == nil {
		parts := web.Stack{web.Alert{Tone: web.Info, Title: i18n.T(ctx, "municipality.no-folder", "place", p.opts.Place), Text: i18n.T(ctx, "municipality.no-folder-help")}}
		if mayEdit {
			parts = append(parts, web.Section{Title: i18n.T(ctx, "municipality.upload-title"), Body: upload})
		}
		return parts, nil
	}
	preview, err := p.Preview(ctx, p.opts.Folder, st.today)
	if err != nil {
		return nil, err
	}
	parts := web.Stack{p.previewPart(ctx, preview, st, mayEdit)}
	if len(preview.Faults) > 0 {
		parts = append(parts, faultsPart(ctx, preview.Faults))
	}
	if len(preview.Changes) > 0 {
		parts = append(parts, web.Section{Title: i18n.T(ctx, "municipality.difference-folder"), Body: changesPart(ctx, preview.Changes)})
	}
	if mayEdit {
		parts = append(parts, web.Details{Summary: i18n.T(ctx, "municipality.upload-title"), Open: failed != nil, Body: upload})
	}
	return parts, nil
}

// previewPart says how the folder stands to the versions, and offers to make
// one of it when it is new.
func (p pages) previewPart(ctx context.Context, preview municipality.Preview, st state, mayEdit bool) templ.Component {
	place := i18n.T(ctx, "municipality.folder-place", "place", p.opts.Place)
	known := preview.Version
	switch {
	case known.ID == st.present.ID && !known.ID.IsZero():
		return web.Alert{Tone: web.Success, Title: i18n.T(ctx, "municipality.folder-in-force"), Text: place}
	case !known.ID.IsZero():
		return web.Alert{
			Tone: web.Info, Title: i18n.T(ctx, "municipality.folder-is-version", "number", known.Number), Text: place,
			Links: []web.Link{{Text: i18n.T(ctx, "municipality.open-version", "number", known.Number), Href: Path(known.ID)}},
		}
	case !mayEdit:
		return web.Alert{Tone: web.Info, Title: i18n.T(ctx, "municipality.folder-is-new"), Text: place}
	}
	return web.Section{
		Title: i18n.T(ctx, "municipality.folder-is-new"),
		Body: web.Stack{web.Text(place), web.Form{
			ID: "propose", Action: root + "/propose",
			Fields: []web.Field{
				{Name: "note", Label: i18n.T(ctx, "municipality.note"), Help: i18n.T(ctx, "municipality.note-help"), MaxLen: 200},
				{Name: "command", Kind: web.HiddenField, Value: fresh()},
			},
			Submit: web.Button{Text: i18n.T(ctx, "municipality.propose"), Primary: true, Consequence: i18n.T(ctx, "municipality.propose-consequence")},
		}},
	}
}

func (p pages) uploadForm(ctx context.Context) web.Form {
	return web.Form{
		ID: "upload", Action: root + "/upload",
		Fields: []web.Field{
			{Name: "folder", Label: i18n.T(ctx, "municipality.upload"), Help: i18n.T(ctx, "municipality.upload-help"), Kind: web.FileField, Accept: ".zip", Required: true},
			{Name: "upload-note", Label: i18n.T(ctx, "municipality.note"), MaxLen: 200},
			{Name: "command", Kind: web.HiddenField, Value: fresh()},
		},
		Submit: web.Button{Text: i18n.T(ctx, "municipality.propose-upload"), Consequence: i18n.T(ctx, "municipality.propose-consequence")},
	}
}

// propose makes a version of the folder beside the data.
func (p pages) propose(w http.ResponseWriter, r *http.Request) error {
	if p.opts.Folder == nil {
		return errs.NotFound("municipality.folder-unreadable")
	}
	return p.draft(w, r, p.opts.Folder, r.PostFormValue("note"))
}

// draft stores the folder as a version and checks it at once, so that what
// comes next is either its faults or its approval.
func (p pages) draft(w http.ResponseWriter, r *http.Request, folder fs.FS, note string) error {
	ctx := r.Context()
	v, err := p.Draft(once(r), folder, strings.TrimSpace(note))
	if err != nil {
		return err
	}
	done := "municipality.done.proposed"
	if _, _, err = p.Check(ctx, v.ID); errs.Has(err, "municipality.version-has-faults") {
		done, err = "municipality.done.faulty", nil
	}
	if err != nil {
		return err
	}
	web.Done(ctx, done)
	return web.Redirect(w, r, Path(v.ID))
}

// upload makes a version of a folder that was sent as a ZIP file.
func (p pages) upload(w http.ResponseWriter, r *http.Request) error {
	folder, err := uploaded(r)
	if err == nil {
		err = p.draft(w, r, folder, r.PostFormValue("upload-note"))
	}
	if errs.KindOf(err) != errs.KindInvalid || err == nil {
		return err
	}
	form := p.uploadForm(r.Context())
	form.Fill(r.PostForm)
	sentence, _ := i18n.Problem(r.Context(), err)
	form.Fail(r.Context(), err, map[string]string{"folder": sentence})
	return p.show(w, r, http.StatusUnprocessableEntity, "folder", &form)
}

func uploaded(r *http.Request) (fs.FS, error) {
	file, _, err := r.FormFile("folder")
	if errors.Is(err, http.ErrMissingFile) {
		return nil, errs.Invalid("municipality.no-file")
	}
	if err != nil {
		return nil, errs.InvalidBecause(err, "municipality.not-a-zip")
	}
	defer func() { _ = file.Close() }() // read only
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, errs.InvalidBecause(err, "municipality.not-a-zip")
	}
	return unpack(content)
}

// unpack reads a ZIP as the folder it holds: the files at its root, or those of
// the one folder there. What is unpacked is bounded, whatever the file claims.
func unpack(content []byte) (fs.FS, error) {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, errs.InvalidBecause(err, "municipality.not-a-zip")
	}
	var size uint64
	for _, f := range z.File {
		size += f.UncompressedSize64
	}
	if len(z.File) > mostFiles || size > mostBytes {
		return nil, errs.Invalid("municipality.zip-too-large", "files", mostFiles, "limit", mostBytes>>20)
	}
	entries, err := fs.ReadDir(z, ".")
	if err != nil {
		return nil, errs.InvalidBecause(err, "municipality.not-a-zip")
	}
	if len(entries) == 1 && entries[0].IsDir() {
		return fs.Sub(z, entries[0].Name())
	}
	return z, nil
}

func (p pages) check(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "municipality.done.checked", func(ctx context.Context, id municipality.VersionID) error {
		_, _, err := p.Check(ctx, id)
		return err
	})
}

func (p pages) approve(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "municipality.done.approved", func(ctx context.Context, id municipality.VersionID) error {
		_, err := p.Approve(ctx, id)
		return err
	})
}

func (p pages) step(w http.ResponseWriter, r *http.Request, done string, do func(ctx context.Context, id municipality.VersionID) error) error {
	id, err := parseVersion(r)
	if err != nil {
		return err
	}
	if err := do(once(r), id); err != nil {
		return err
	}
	web.Done(r.Context(), done)
	return web.Redirect(w, r, Path(id))
}

// activate puts an approved version in force from the day in the form, and lets
// the program follow it at once when that is today.
func (p pages) activate(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := parseVersion(r)
	if err != nil {
		return err
	}
	v, err := p.Version(ctx, id)
	if err != nil {
		return err
	}
	from, err := calendar.ParseDate(r.PostFormValue("from"))
	if err != nil {
		err = errs.Invalid("municipality.no-day")
	} else {
		_, err = p.Activate(once(r), id, from)
	}
	if errs.Has(err, "municipality.no-day") || errs.Has(err, "municipality.activation-in-the-past") {
		return p.activateAgain(w, r, v, err)
	}
	if err != nil {
		return err
	}
	if err := p.opts.Follow(ctx); err != nil {
		return err
	}
	web.Done(ctx, "municipality.done.activated")
	return web.Redirect(w, r, Path(id))
}

// activateAgain gives the form back with what is wrong.
func (p pages) activateAgain(w http.ResponseWriter, r *http.Request, v municipality.Version, cause error) error {
	form := p.activateForm(r.Context(), v)
	form.Fill(r.PostForm)
	sentence, _ := i18n.Problem(r.Context(), cause)
	form.Fail(r.Context(), cause, map[string]string{"from": sentence})
	body, err := p.overviewWith(r.Context(), v.ID.String(), &form)
	if err != nil {
		return err
	}
	return p.shell.ShowSubjectForm(w, r, Kind, "", body)
}
