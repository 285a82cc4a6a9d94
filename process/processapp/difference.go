package processapp

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/i18n"
	"saksgang/process/bpmn"
	"saksgang/process/checklist"
	"saksgang/web"
)

// change is what became of a row between the checklist and the drawing.
type change string

const (
	same    change = "same"
	renamed change = "renamed"
	moved   change = "moved"
	both    change = "renamed-and-moved"
	added   change = "added"
	missing change = "missing"
)

// compared is a row of the checklist beside its step in the drawing; one of the
// two is nil for what was added or is missing.
type compared struct {
	change      change
	file, drawn *checklist.Row
}

// compare lays the rows of a checklist beside those of a drawing: first those
// with the same number, then those with the same words. The drawing's order
// decides; what is missing in it stands where the checklist has it.
func compare(file, drawn []checklist.Row) []compared {
	partner := make([]int, len(file)) // in drawn, or -1
	taken := make([]bool, len(drawn))
	match := func(alike func(a, b checklist.Row) bool) {
		for i := range file {
			for j := range drawn {
				if partner[i] < 0 && !taken[j] && alike(file[i], drawn[j]) {
					partner[i], taken[j] = j, true
				}
			}
		}
	}
	for i := range partner {
		partner[i] = -1
	}
	match(func(a, b checklist.Row) bool { return a.Label() == b.Label() && told(a.What) == told(b.What) })
	match(func(a, b checklist.Row) bool { return a.Label() != "" && a.Label() == b.Label() })
	match(func(a, b checklist.Row) bool { return told(a.What) == told(b.What) })
	var out []compared
	next := 0
	emit := func(until int) { // what was added in the drawing, up to there
		for ; next < until; next++ {
			if !taken[next] {
				out = append(out, compared{added, nil, &drawn[next]})
			}
		}
	}
	for i := range file {
		j := partner[i]
		if j < 0 {
			out = append(out, compared{missing, &file[i], nil})
			continue
		}
		emit(j)
		out = append(out, compared{changeOf(file[i], drawn[j]), &file[i], &drawn[j]})
	}
	emit(len(drawn))
	return out
}

func changeOf(a, b checklist.Row) change {
	name, who := told(a.What) != told(b.What), told(a.Who) != told(b.Who)
	switch {
	case name && who:
		return both
	case name:
		return renamed
	case who:
		return moved
	}
	return same
}

// told is a cell without the differences that nobody reads.
func told(cell string) string { return strings.Join(strings.Fields(cell), " ") }

// hasChecklist shows the tab for a process that was drawn from one.
func (p *pages) hasChecklist(r *http.Request, key string) bool {
	_, found, err := p.Folder.Checklist(r.Context(), key)
	return found || err != nil // a fault is told on the tab
}

// difference is the checklist's rows against the drawing in force.
func (p *pages) difference(r *http.Request, key string) (templ.Component, error) {
	ctx := r.Context()
	text, _, err := p.Folder.Checklist(ctx, key)
	if err != nil {
		return nil, err
	}
	v, err := p.Process.Current(ctx, key)
	if err != nil {
		return nil, err
	}
	table, _, err := checklist.Parse(text, checklist.Options{})
	if err != nil {
		return nil, err
	}
	defs, err := bpmn.Read(strings.NewReader(v.Drawing))
	if err != nil {
		return nil, err
	}
	rows, _ := checklist.Rows(defs)
	return differenceView(ctx, compare(table.Rows, rows.Rows)), nil
}

var changeTones = map[change]web.Tone{same: web.Neutral, renamed: web.Info, moved: web.Info, both: web.Info, added: web.Success, missing: web.Warning}

func differenceView(ctx context.Context, rows []compared) templ.Component {
	t := web.Table{Caption: i18n.T(ctx, "process.tab.checklist"), Columns: []web.Column{
		{Label: i18n.T(ctx, "process.difference.number")},
		{Label: i18n.T(ctx, "process.difference.file")},
		{Label: i18n.T(ctx, "process.difference.drawn")},
		{Label: i18n.T(ctx, "process.difference.change")},
	}}
	counts := map[change]int{}
	for _, c := range rows {
		counts[c.change]++
		t.Rows = append(t.Rows, web.Row{Cells: []templ.Component{
			orNothing(c.number()), rowCell(c.file), rowCell(c.drawn),
			web.Tag{Text: i18n.T(ctx, "process.difference."+string(c.change)), Tone: changeTones[c.change]},
		}})
	}
	var parts []string
	for _, which := range []change{same, renamed, moved, both, added, missing} {
		if counts[which] > 0 {
			parts = append(parts, i18n.T(ctx, "process.difference."+string(which))+": "+i18n.Number(ctx, counts[which]))
		}
	}
	return web.Stack{quiet(strings.Join(parts, " · ")), t}
}

func (c compared) number() string {
	if c.file != nil {
		return c.file.Label()
	}
	return c.drawn.Label()
}

// rowCell is a row's what with its who under it.
func rowCell(row *checklist.Row) templ.Component {
	if row == nil {
		return nil
	}
	return web.Link{Text: told(row.What), Note: told(row.Who)}
}
