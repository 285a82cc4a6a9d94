package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"saksgang/access"
	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/work"
	"saksgang/process"
	"saksgang/web"
)

// workList shows base/work to web: the rows in the reader's language, with the
// names of people.
type workList struct {
	work    *work.List
	access  *access.Service
	process *process.Service
	clock   clock.Clock
}

// taskWork is the kind of the rows that process puts for its tasks; such a row's
// subject begins with the task's id.
const taskWork = "process.task"

var views = map[string]work.Whose{
	web.WorkForMe: work.MineAndMyRoles, web.WorkMine: work.Mine, web.WorkRoles: work.MyRoles, web.WorkOthers: work.Others, web.WorkFinished: work.Finished,
}

// Waiting returns the rows of one view. Nobody stands in for others yet, so that
// view is empty.
func (l workList) Waiting(ctx context.Context, q web.WorkQuery) ([]web.WorkRow, int, error) {
	whose, known := views[q.View]
	if !known {
		return nil, 0, nil
	}
	query := work.Query{Whose: whose, Text: q.Text, Most: q.Limit, Offset: q.Offset}
	items, err := l.work.Waiting(ctx, query)
	if err != nil {
		return nil, 0, err
	}
	total, err := l.work.Count(ctx, query)
	if err != nil {
		return nil, 0, err
	}
	names, err := l.names(ctx, items)
	if err != nil {
		return nil, 0, err
	}
	rows := make([]web.WorkRow, len(items))
	for i, item := range items {
		rows[i] = l.row(ctx, item, names)
	}
	if whose != work.Others {
		return rows, total, nil
	}
	return rows, total, l.holders(ctx, items, rows)
}

// holders says of what others do who has it, a person or those with a role,
// instead of why it would be the reader's.
func (l workList) holders(ctx context.Context, items []work.Item, rows []web.WorkRow) error {
	titles, err := pagePeople{l.access}.RoleTitles(ctx)
	for i, item := range items {
		role, _ := process.RoleOf(item.Role)
		rows[i].WhyMe, rows[i].Holder = "", cmp.Or(rows[i].Holder, titles[role])
	}
	return err
}

func (l workList) names(ctx context.Context, items []work.Item) (map[ids.UserID]string, error) {
	var wanted []ids.UserID
	for _, i := range items {
		if !i.Person.IsZero() {
			wanted = append(wanted, i.Person)
		}
	}
	return l.access.Names(ctx, wanted)
}

func (l workList) row(ctx context.Context, i work.Item, names map[ids.UserID]string) web.WorkRow {
	row := web.WorkRow{
		ID: i.Kind + "/" + i.Subject, What: i.Title, About: i.About, Holder: names[i.Person], Due: i.Due.Time(), Since: i.Created.Time(), Href: i.Link,
		MayTake: i.Person.IsZero() && i.Kind == taskWork,
	}
	if key, isKey := strings.CutPrefix(i.Title, "@"); isKey {
		row.What = i18n.T(ctx, key)
	}
	if i.Person == authz.ActorFrom(ctx).User {
		row.Holder = "" // one knows who oneself is
	}
	if i.Reason != "" {
		row.WhyMe = i18n.T(ctx, i.Reason)
	}
	if i.IsOverdue(clock.At(l.clock.Now())) {
		row.State = &web.Tag{Text: i18n.T(ctx, "app.overdue"), Tone: web.Danger}
	}
	return row
}

// Take makes the reader the one who does it. Tasks are taken through process, so
// that it is recorded.
func (l workList) Take(ctx context.Context, rows []string) error {
	return l.each(rows, func(id process.TaskID) error { return l.process.Take(ctx, id) })
}

// Give hands tasks to another person.
func (l workList) Give(ctx context.Context, rows []string, to string) error {
	user, err := ids.Parse[ids.User](to)
	if err != nil {
		return err
	}
	return l.each(rows, func(id process.TaskID) error { return l.process.Give(ctx, id, user) })
}

func (l workList) each(rows []string, do func(id process.TaskID) error) error {
	for _, row := range rows {
		subject, isTask := strings.CutPrefix(row, taskWork+"/")
		if !isTask {
			return errs.Invalid("app.not-a-task")
		}
		var id process.TaskID
		if err := id.UnmarshalText([]byte(subject[:min(len(subject), 36)])); err != nil {
			return err
		}
		if err := do(id); err != nil {
			return err
		}
	}
	return nil
}

// Receivers lists whom the reader may give rows to: who holds a role that one
// of the reader's open tasks waits for, where the task belongs. A task of a
// case's own participants is given on its page.
func (l workList) Receivers(ctx context.Context) ([]web.Option, error) {
	items, err := l.work.Waiting(ctx, work.Query{Kind: taskWork, Most: 500})
	if err != nil {
		return nil, err
	}
	type place struct{ role, agency, unit string }
	asked, listed := map[place]bool{}, map[ids.UserID]bool{authz.ActorFrom(ctx).User: true}
	var out []web.Option
	for _, i := range items {
		role, ofCase := process.RoleOf(i.Role)
		at := place{role, i.Agency, i.Unit}
		if ofCase || asked[at] {
			continue
		}
		asked[at] = true
		holders, err := l.access.Holders(ctx, role, i.Agency, i.Unit)
		if err != nil {
			return nil, err
		}
		for _, u := range holders {
			if !listed[u.ID] {
				listed[u.ID] = true
				out = append(out, web.Option{Value: u.ID.String(), Label: u.Shown()})
			}
		}
	}
	slices.SortFunc(out, func(a, b web.Option) int { return strings.Compare(a.Label, b.Label) })
	return out, nil
}
