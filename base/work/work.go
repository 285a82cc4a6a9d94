// Package work holds everything that waits for a person: one row each, from
// every module, written in the transaction of what made it wait.
//
// A row says what waits, about what, why me, until when, and where to go. It
// waits for one person, or for whoever holds a role in the place it concerns;
// a holder takes it, and may give it on or return it. The module that put a row
// closes it in the transaction that settles the matter, so that nothing waits
// that is done and nothing is done twice.
package work

import (
	"context"
	"fmt"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// Item is one thing that waits. Title and About are in the municipality's own
// words; a Title that begins with "@" is the key of a catalogue text. Neither
// holds protected data: they are shown in mails and lists.
type Item struct {
	Kind    string // "process.task", "exchange.dead-letter"; with Subject the key
	Subject string // the id of what waits
	Title   string // what to do
	About   string // about whom or what
	Reason  string // why me: the key of a catalogue text, "work.reason.role"
	Link    string // where to do it
	Agency  string
	Unit    string
	Case    ids.CaseID
	Role    string     // who may take it: holders of this role, where the item belongs
	Person  ids.UserID // who has it, or settled it; zero while it waits for whoever holds the role
	AskedBy ids.UserID // who waits for it to be done; zero for nobody in particular
	Created clock.Instant
	Due     clock.Instant // zero for none
	Closed  clock.Instant // zero while it waits
}

// IsOverdue says that the item should have been done before now.
func (i Item) IsOverdue(now clock.Instant) bool { return i.Due != 0 && i.Due < now && i.Closed == 0 }

// List is the work of one database.
type List struct {
	db    *sqldb.DB
	clock clock.Clock
}

// New returns the work of db.
func New(db *sqldb.DB, now clock.Clock) *List { return &List{db: db, clock: now} }

// Put adds an item, or replaces the one of the same kind and subject; one that
// was closed waits again, from now.
func (l *List) Put(ctx context.Context, i Item) error {
	if i.Created == 0 {
		i.Created = clock.At(l.clock.Now())
	}
	_, err := sqldb.Exec(ctx, l.db, `INSERT INTO work_item (kind, subject, title, about, reason, link, agency, unit, case_id, role, person, asked_by, created_at, due_at, closed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0)
ON CONFLICT (kind, subject) DO UPDATE SET title = excluded.title, about = excluded.about, reason = excluded.reason,
  link = excluded.link, agency = excluded.agency, unit = excluded.unit, case_id = excluded.case_id, role = excluded.role,
  person = excluded.person, asked_by = excluded.asked_by, due_at = excluded.due_at, closed_at = 0,
  created_at = CASE WHEN work_item.closed_at = 0 THEN work_item.created_at ELSE excluded.created_at END`,
		i.Kind, i.Subject, i.Title, i.About, i.Reason, i.Link, i.Agency, i.Unit, i.Case, i.Role, i.Person, i.AskedBy, i.Created, i.Due)
	return err
}

// Close ends the open item of that kind and subject, which the actor in ctx has
// settled; none is no error.
func (l *List) Close(ctx context.Context, kind, subject string) error {
	return l.end(ctx, kind, subject, authz.ActorFrom(ctx).User)
}

// Withdraw ends the open item of that kind and subject, which waits no more
// though nobody settled it; none is no error.
func (l *List) Withdraw(ctx context.Context, kind, subject string) error {
	return l.end(ctx, kind, subject, ids.UserID{})
}

// Forget withdraws the item of that kind and subject, open or closed, and erases
// what it was about; none is no error.
func (l *List) Forget(ctx context.Context, kind, subject string) error {
	if err := l.Withdraw(ctx, kind, subject); err != nil {
		return err
	}
	_, err := sqldb.Exec(ctx, l.db, "UPDATE work_item SET about = '' WHERE kind = $1 AND subject = $2", kind, subject)
	return err
}

func (l *List) end(ctx context.Context, kind, subject string, by ids.UserID) error {
	_, err := sqldb.Exec(ctx, l.db, "UPDATE work_item SET closed_at = $1, person = COALESCE($2, person) WHERE kind = $3 AND subject = $4 AND closed_at = 0",
		clock.At(l.clock.Now()), by, kind, subject)
	return err
}

// CloseOfCase ends every open item of that kind in a case.
func (l *List) CloseOfCase(ctx context.Context, kind string, c ids.CaseID) error {
	_, err := sqldb.Exec(ctx, l.db, "UPDATE work_item SET closed_at = $1 WHERE kind = $2 AND case_id = $3 AND closed_at = 0",
		clock.At(l.clock.Now()), kind, c)
	return err
}

// Assign gives the open item of that kind and subject to a person; the zero
// person returns it to those who hold its role.
func (l *List) Assign(ctx context.Context, kind, subject string, person ids.UserID) error {
	n, err := sqldb.Exec(ctx, l.db, "UPDATE work_item SET person = $1 WHERE kind = $2 AND subject = $3 AND closed_at = 0", person, kind, subject)
	if err == nil && n == 0 {
		err = errs.NotFound("work.not-waiting")
	}
	return err
}

// Whose chooses among the items that an actor may see.
type Whose int

const (
	// MineAndMyRoles is what I have and what I may take.
	MineAndMyRoles Whose = iota
	// Mine is what I have.
	Mine
	// MyRoles is what I may take.
	MyRoles
	// Others is what only others may do, and I wait for.
	Others
	// Finished is what I have settled, or had when it was withdrawn, newest first.
	Finished
)

// Query chooses and pages open items, by due time.
type Query struct {
	Whose  Whose
	Case   ids.CaseID // zero for all
	Kind   string     // empty for all
	Text   string     // part of title or about; empty for all
	Offset int
	Most   int // 0 means 50
}

const columns = `kind, subject, title, about, reason, link, agency, unit, case_id, role, person, asked_by, created_at, due_at, closed_at`

// Waiting lists the open items that the actor in ctx has or may take, or waits
// for.
func (l *List) Waiting(ctx context.Context, q Query) ([]Item, error) {
	where, args := q.where(authz.ActorFrom(ctx))
	if q.Most == 0 {
		q.Most = 50
	}
	order := fmt.Sprintf(" ORDER BY %s LIMIT %d OFFSET %d", q.order(), q.Most, max(q.Offset, 0))
	return sqldb.All[Item](ctx, l.db, "SELECT "+columns+" FROM work_item WHERE "+where+order, args...)
}

func (q Query) order() string {
	if q.Whose == Finished {
		return "closed_at DESC, kind, subject"
	}
	return "CASE WHEN due_at = 0 THEN 1 ELSE 0 END, due_at, created_at, kind, subject"
}

// Count is how many items Waiting would list in all.
func (l *List) Count(ctx context.Context, q Query) (int, error) {
	where, args := q.where(authz.ActorFrom(ctx))
	return sqldb.One[int](ctx, l.db, "SELECT count(*) FROM work_item WHERE "+where, args...)
}

// OfCase lists the open items of a case, whoever they wait for. The caller has
// checked that the reader may see the case.
func (l *List) OfCase(ctx context.Context, c ids.CaseID) ([]Item, error) {
	return sqldb.All[Item](ctx, l.db, "SELECT "+columns+" FROM work_item WHERE closed_at = 0 AND case_id = $1 ORDER BY created_at, kind, subject", c)
}

// Get returns an item that the actor has or may take, open or closed.
func (l *List) Get(ctx context.Context, kind, subject string) (Item, error) {
	item, found, err := sqldb.Maybe[Item](ctx, l.db, "SELECT "+columns+" FROM work_item WHERE kind = $1 AND subject = $2", kind, subject)
	if err == nil && (!found || !MayTake(authz.ActorFrom(ctx), item)) {
		err = errs.NotFound("work.not-waiting")
	}
	return item, err
}

// Has says whether something waits under that kind and subject, for whomever.
func (l *List) Has(ctx context.Context, kind, subject string) (bool, error) {
	n, err := sqldb.One[int](ctx, l.db, "SELECT count(*) FROM work_item WHERE kind = $1 AND subject = $2 AND closed_at = 0", kind, subject)
	return n > 0, err
}

// MayTake says whether the actor has the item or may take it.
func MayTake(a authz.Actor, i Item) bool {
	if !i.Person.IsZero() {
		return i.Person == a.User
	}
	for _, h := range a.Roles {
		if h.Role == i.Role && (h.Agency == "" || h.Agency == i.Agency) && (h.Unit == "" || h.Unit == i.Unit) && (h.Case.IsZero() || h.Case == i.Case) {
			return true
		}
	}
	return false
}

// where is MayTake as a condition, with the query's own choices.
func (q Query) where(a authz.Actor) (string, []any) {
	w := condition{}
	open := "closed_at = 0"
	if q.Whose == Finished {
		open = "closed_at > 0"
	}
	parts := []string{open, "(" + w.whose(a, q.Whose) + ")"}
	if !q.Case.IsZero() {
		parts = append(parts, "case_id = "+w.arg(q.Case))
	}
	if q.Kind != "" {
		parts = append(parts, "kind = "+w.arg(q.Kind))
	}
	if q.Text != "" {
		pattern := sqldb.Like(q.Text)
		parts = append(parts, "(title LIKE "+w.arg(pattern)+" ESCAPE '!' OR about LIKE "+w.arg(pattern)+" ESCAPE '!')")
	}
	return strings.Join(parts, " AND "), w.args
}

type condition struct{ args []any }

func (w *condition) arg(v any) string {
	w.args = append(w.args, v)
	return fmt.Sprintf("$%d", len(w.args))
}

func (w *condition) whose(a authz.Actor, whose Whose) string {
	switch whose {
	case Mine, Finished:
		return "person = " + w.arg(a.User)
	case MyRoles:
		return "person IS NULL AND " + w.roles(a.Roles)
	case Others:
		return "asked_by = " + w.arg(a.User) + " AND (person <> " + w.arg(a.User) + " OR person IS NULL AND NOT " + w.roles(a.Roles) + ")"
	}
	return "person = " + w.arg(a.User) + " OR person IS NULL AND " + w.roles(a.Roles)
}

func (w *condition) roles(held []authz.Holding) string {
	if len(held) == 0 {
		return "1 = 0"
	}
	parts := make([]string, len(held))
	for i, h := range held {
		part := "role = " + w.arg(h.Role)
		if h.Agency != "" {
			part += " AND agency = " + w.arg(h.Agency)
		}
		if h.Unit != "" {
			part += " AND unit = " + w.arg(h.Unit)
		}
		if !h.Case.IsZero() {
			part += " AND case_id = " + w.arg(h.Case)
		}
		parts[i] = "(" + part + ")"
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}
