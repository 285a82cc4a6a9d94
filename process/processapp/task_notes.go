package processapp

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/a-h/templ"
	"github.com/gabriel-vasile/mimetype"

	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/process"
	"saksgang/web"
)

// notes are what people have said and enclosed, and the forms for more.
func (v *taskView) notes(ctx context.Context) templ.Component {
	var parts web.Stack
	if len(v.Notes) > 0 {
		parts = append(parts, v.notesTable(ctx))
	}
	if v.ClosedAt.IsZero() {
		parts = append(parts,
			web.Details{Summary: i18n.T(ctx, "process.task.comment"), Open: v.refused("comment"), Body: v.commentForm(ctx)},
			web.Details{Summary: i18n.T(ctx, "process.task.attach"), Open: v.refused("attach"), Body: v.attachForm(ctx)})
	}
	if len(parts) == 0 {
		return nil
	}
	return web.Section{Title: i18n.T(ctx, "process.task.notes"), Body: parts}
}

func (v *taskView) notesTable(ctx context.Context) web.Table {
	t := web.Table{Caption: i18n.T(ctx, "process.task.notes"), Columns: []web.Column{
		{Label: i18n.T(ctx, "process.task.when")}, {Label: i18n.T(ctx, "process.task.who")}, {Label: i18n.T(ctx, "process.task.kind-of")}, {Label: i18n.T(ctx, "process.task.what")},
	}}
	for _, n := range v.Notes {
		var said templ.Component = web.Text(n.Text)
		if n.Kind == "attachment" {
			said = web.Link{Text: n.FileName, Href: TaskPath(v.ID) + "/files/" + n.ID.String()}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []templ.Component{web.When{Time: n.At, Hour: true}, web.Text(n.ByName), web.Text(i18n.T(ctx, "process.task.kind-"+n.Kind)), said}})
	}
	return t
}

func (v *taskView) commentForm(ctx context.Context) web.Form {
	f := web.Form{
		ID: "comment", Quiet: true, Action: TaskPath(v.ID) + "/comment",
		Fields: []web.Field{fresh(), {Name: "sg-comment", Label: i18n.T(ctx, "process.task.comment-text"), Kind: web.TextArea, Rows: 3, Required: true, MaxLen: 10_000}},
		Submit: web.Button{Text: i18n.T(ctx, "process.task.comment-do"), Consequence: i18n.T(ctx, "process.task.comment-then")},
	}
	v.comeBack(ctx, &f)
	return f
}

func (v *taskView) attachForm(ctx context.Context) web.Form {
	f := web.Form{
		ID: "attach", Quiet: true, Action: TaskPath(v.ID) + "/attach",
		Fields: []web.Field{fresh(), {Name: "sg-file", Label: i18n.T(ctx, "process.task.file"), Kind: web.FileField, Required: true}},
		Submit: web.Button{Text: i18n.T(ctx, "process.task.attach-do"), Consequence: i18n.T(ctx, "process.task.attach-then")},
	}
	v.comeBack(ctx, &f)
	return f
}

// comment adds what somebody says about the task.
func (p *pages) comment(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "comment", "process.task.commented", func(ctx context.Context, id process.TaskID) error {
		_, err := p.Process.Comment(ctx, id, strings.ReplaceAll(r.PostFormValue("sg-comment"), "\r\n", "\n"))
		return err
	})
}

// attach stores a file, and then encloses it: files are written before the
// transaction that names them.
func (p *pages) attach(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "attach", "process.task.attached", func(ctx context.Context, id process.TaskID) error {
		t, err := p.Process.Task(ctx, id) // before anything is stored
		if err != nil {
			return err
		}
		if !t.ClosedAt.IsZero() {
			return errs.Conflict("process.task-closed", "task", id)
		}
		file, head, err := r.FormFile("sg-file")
		if err != nil {
			return uploadFault(err)
		}
		defer func() { _ = file.Close() }() // it was read
		if head.Size == 0 {
			return errs.Invalid("process.upload-empty")
		}
		media, err := mimetype.DetectReader(file)
		if err != nil {
			return errs.InvalidBecause(err, "process.upload-unreadable")
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return errs.InvalidBecause(err, "process.upload-unreadable")
		}
		ref, err := p.Process.Files.Put(ctx, file)
		if err != nil {
			return err
		}
		_, err = p.Process.Attach(ctx, id, ref, fileName(head.Filename), media.String())
		return err
	})
}

func uploadFault(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return errs.Invalid("process.upload-too-large", "megabytes", tooLarge.Limit>>20)
	case errors.Is(err, http.ErrMissingFile):
		return errs.Invalid("process.upload-missing")
	}
	return errs.InvalidBecause(err, "process.upload-unreadable")
}

// longestName is how much of a file's name is kept, in characters.
const longestName = 120

// fileName is a name without folders and without what could mislead a reader.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if runes := []rune(name); len(runes) > longestName {
		ending := []rune(path.Ext(name))
		ending = ending[:min(len(ending), 12)]
		name = string(runes[:longestName-len(ending)]) + string(ending)
	}
	if slices.Contains([]string{"", ".", "..", "/"}, name) {
		return "file"
	}
	return name
}

// file sends an enclosed file to whoever sees its task: as a download, since it
// may hold anything.
func (p *pages) file(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := taskID(r)
	if err != nil {
		return err
	}
	note, content, err := p.Process.OpenAttachment(ctx, id, r.PathValue("note"))
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }() // it was read
	whole, err := io.ReadAll(content)      // no larger than a request may be; half a file must not look whole
	if err != nil {
		return errs.Unavailable(err, "process.file-unreadable")
	}
	h := w.Header()
	h.Set("Content-Type", note.Media)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": note.FileName}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Length", strconv.Itoa(len(whole)))
	_, _ = w.Write(whole) // the reader has gone; there is nobody to tell
	return nil
}
