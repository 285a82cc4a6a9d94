package processapp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/process/bpmn"
	"saksgang/process/checklist"
)

// ProcessCmd is "saksgang process …".
type ProcessCmd struct {
	Draw DrawCmd `cmd:"" help:"Draw a checklist (Markdown, HTML, CSV or tab-separated text) as a BPMN process."`
	Text TextCmd `cmd:"" help:"Print the rows of a drawing as tab-separated text: number, what, who."`
}

// DrawCmd draws a checklist.
type DrawCmd struct {
	File  string `arg:"" help:"The text with the checklist; - is standard input."`
	Out   string `short:"o" placeholder:"FILE" help:"Where the BPMN goes; without it, standard output."`
	SVG   string `name:"svg" placeholder:"FILE" help:"Where a picture of the drawing goes."`
	Name  string `help:"Name of the process; without it, the heading above the table or the file's name."`
	Table int    `help:"Which of the text's checklists to draw, from 1; without it, the likeliest."`
	JSON  bool   `name:"json" help:"Print tasks, lanes and remarks as one JSON object (with -o)."`
}

// Validate refuses what cannot be meant; it makes a wrong use of the command.
func (c DrawCmd) Validate() error {
	toStdout := c.Out == "" || c.Out == "-"
	switch {
	case c.JSON && toStdout:
		return errors.New("--json needs -o FILE: both would go to standard output")
	case !toStdout && c.SVG != "" && filepath.Clean(c.Out) == filepath.Clean(c.SVG):
		return errors.New("-o and --svg name the same file")
	case c.File != "-" && (sameFile(c.File, c.Out) || sameFile(c.File, c.SVG)):
		return errors.New("the drawing would be written over the checklist")
	case c.SVG == "-":
		return errors.New("--svg needs the name of a file")
	case c.Table < 0:
		return errors.New("--table counts from 1")
	}
	return nil
}

// sameFile says that two names are of one file that is there.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(one, other)
}

// Run draws, writes the files and prints the remarks on standard error.
func (c DrawCmd) Run(s console.Streams) error {
	file, err := read(s.In, c.File)
	if err != nil {
		return err
	}
	table, remarks, err := checklist.Parse(file, checklist.Options{Table: c.Table})
	if err != nil {
		return err
	}
	drawing, more := checklist.Draft(table, checklist.DraftOptions{
		Name:     c.Name,
		Nobody:   s.Words.T("checklist.draft.nobody"),
		Untitled: c.untitled(s.Words),
	})
	remarks = append(remarks, more...)
	var model bytes.Buffer
	if err := bpmn.Write(&model, drawing); err != nil {
		return errs.Internal(err, "checklist.not-drawn")
	}
	if err := c.write(s.Out, model.Bytes(), drawing); err != nil {
		return err
	}
	for _, r := range remarks {
		s.Say("%s", r.Sentence(s.Words))
	}
	if c.JSON {
		return s.JSON(reportOf(drawing, remarks, s.Words))
	}
	return nil
}

func (c DrawCmd) untitled(l *i18n.Localizer) string {
	name := strings.TrimSuffix(filepath.Base(c.File), filepath.Ext(c.File))
	if c.File == "-" || name == "" {
		return l.T("checklist.draft.untitled")
	}
	return name
}

func (c DrawCmd) write(out io.Writer, model []byte, drawing *bpmn.Definitions) error {
	var files []file
	if c.Out != "" && c.Out != "-" {
		files = append(files, file{c.Out, model})
	}
	if c.SVG != "" {
		files = append(files, file{c.SVG, []byte(bpmn.SVG(drawing, bpmn.Options{}))})
	}
	if err := writeAll(files); err != nil {
		return err
	}
	if c.Out == "" || c.Out == "-" {
		if _, err := out.Write(model); err != nil {
			return notWritten("standard output", err)
		}
	}
	return nil
}

// TextCmd prints a drawing's rows.
type TextCmd struct {
	File   string `arg:"" help:"The BPMN file; - is standard input."`
	Header bool   `help:"Begin with the columns' names. It is done anyhow where there are further columns."`
}

// Run prints the rows on standard output and the remarks on standard error.
func (c TextCmd) Run(s console.Streams) error {
	file, err := read(s.In, c.File)
	if err != nil {
		return err
	}
	drawing, err := bpmn.Read(bytes.NewReader(file))
	if err != nil {
		return notADrawing(c.File, err)
	}
	table, remarks := checklist.Rows(drawing)
	if len(table.Rows) == 0 {
		s.Say("%s", s.Words.T("checklist.remark.no-tasks"))
		return nil
	}
	if _, err := io.WriteString(s.Out, checklist.WriteText(table, c.Header)); err != nil {
		return notWritten("standard output", err)
	}
	for _, r := range remarks {
		s.Say("%s", r.Sentence(s.Words))
	}
	return nil
}

// notADrawing says where the file stops being BPMN.
func notADrawing(name string, err error) error {
	place := name
	detail := err.Error()
	var fault *bpmn.ReadError
	if errors.As(err, &fault) {
		detail = fault.Detail
		if fault.Line > 0 {
			place = fmt.Sprintf("%s:%d:%d", name, fault.Line, fault.Column)
		}
	}
	return errs.InvalidBecause(err, "checklist.not-a-drawing", "file", place, "reason", detail)
}

// maxInput is more than both readers accept, so that they can say so.
const maxInput = 64 << 20

func read(in io.Reader, name string) ([]byte, error) {
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, notRead(name, err)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, maxInput))
	if err != nil {
		return nil, notRead(name, err)
	}
	return text, nil
}

func notRead(name string, err error) error {
	return errs.InvalidBecause(err, "checklist.file-not-read", "file", name, "reason", reason(err))
}

func notWritten(name string, err error) error {
	return errs.InvalidBecause(err, "checklist.file-not-written", "file", name, "reason", reason(err))
}

// reason is what the system says, without the name of the call and the file.
func reason(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return fmt.Sprint(err)
}
