// Package authz decides who may do what, and to which things.
//
// A right is a verb of a module ("record.read"). An actor holds grants: a right
// and how far it reaches (everything, an agency, a unit, a case, what is the
// actor's own). Scope turns the grants of one right into one value that both
// decides about a thing at hand (Allows) and writes the condition of a query
// (Where), so that what a list shows and what a command permits cannot differ.
// Nothing is permitted that no grant permits.
package authz

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"saksgang/base/errs"
	"saksgang/base/ids"
)

// Right is "module.verb".
type Right string

// Reach says how far a grant goes.
type Reach int

const (
	// Own reaches what the actor owns. It is the zero value: the narrowest.
	Own Reach = iota
	// InCase reaches the things of one case.
	InCase
	// InUnit reaches the things of one unit.
	InUnit
	// InAgency reaches the things of one agency.
	InAgency
	// Everywhere reaches the whole municipality.
	Everywhere
)

// Grant is one right with its reach, and why the actor has it.
type Grant struct {
	Right   Right
	Reach   Reach
	Agency  string // with InAgency
	Unit    string // with InUnit
	Case    ids.CaseID
	Because string // the role or assignment behind it, for "Why?"
}

// Holding is a role that the actor holds, and where; empty fields mean anywhere.
type Holding struct {
	Role   string
	Agency string
	Unit   string
	Case   ids.CaseID
}

// Actor is somebody or something that acts.
type Actor struct {
	User       ids.UserID
	Name       string // as shown in History, "Kari Lund, avdelingsleder"
	OnBehalfOf ids.UserID
	Grants     []Grant
	Roles      []Holding
}

// Object is what a thing has that rights can depend on; empty means none.
type Object struct {
	Agency string
	Unit   string
	Case   ids.CaseID
	Owner  ids.UserID
}

// Columns names the columns of a query that hold what Object holds; an empty
// name means that the rows have no such thing.
type Columns struct {
	Agency, Unit, Case, Owner string
}

type actorKey struct{}

// With returns a context in which actor acts.
func With(ctx context.Context, actor Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// ActorFrom returns who acts; the zero Actor, who may do nothing, if nobody does.
func ActorFrom(ctx context.Context) Actor {
	actor, _ := ctx.Value(actorKey{}).(Actor)
	return actor
}

// Scope is what an actor may reach with one right.
type Scope struct {
	all      bool
	agencies []string
	units    []string
	cases    []ids.CaseID
	owner    ids.UserID // zero when Own was not granted
}

// ScopeOf returns the reach of right for the actor in ctx.
func ScopeOf(ctx context.Context, right Right) Scope { return ActorFrom(ctx).Scope(right) }

// Scope returns the reach of right for the actor.
func (a Actor) Scope(right Right) Scope {
	var s Scope
	for _, g := range a.Grants {
		if g.Right != right {
			continue
		}
		switch {
		case g.Reach == Everywhere:
			s.all = true
		case g.Reach == InAgency && g.Agency != "":
			s.agencies = append(s.agencies, g.Agency)
		case g.Reach == InUnit && g.Unit != "":
			s.units = append(s.units, g.Unit)
		case g.Reach == InCase && !g.Case.IsZero():
			s.cases = append(s.cases, g.Case)
		case g.Reach == Own:
			s.owner = a.User
		}
	}
	return s
}

// May says whether the actor holds right anywhere at all, which decides
// whether an entry of the navigation is shown.
func (a Actor) May(right Right) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Right == right })
}

// Allows says whether the scope reaches the object.
func (s Scope) Allows(o Object) bool {
	return s.all ||
		o.Agency != "" && slices.Contains(s.agencies, o.Agency) ||
		o.Unit != "" && slices.Contains(s.units, o.Unit) ||
		!o.Case.IsZero() && slices.Contains(s.cases, o.Case) ||
		!o.Owner.IsZero() && o.Owner == s.owner
}

// IsEmpty says that the scope reaches nothing.
func (s Scope) IsEmpty() bool {
	return !s.all && len(s.agencies)+len(s.units)+len(s.cases) == 0 && s.owner.IsZero()
}

// Where returns a condition on the columns that holds for exactly the rows that
// Allows allows, with its arguments, the first of which is numbered firstArg.
func (s Scope) Where(c Columns, firstArg int) (string, []any) {
	if s.all {
		return "1 = 1", nil
	}
	w := condition{next: firstArg}
	addIn(&w, c.Agency, s.agencies)
	addIn(&w, c.Unit, s.units)
	addIn(&w, c.Case, s.cases)
	if !s.owner.IsZero() {
		addIn(&w, c.Owner, []ids.UserID{s.owner})
	}
	if len(w.parts) == 0 {
		return "1 = 0", nil
	}
	return "(" + strings.Join(w.parts, " OR ") + ")", w.args
}

type condition struct {
	parts []string
	args  []any
	next  int
}

func addIn[T any](w *condition, column string, values []T) {
	if column == "" || len(values) == 0 {
		return
	}
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = fmt.Sprintf("$%d", w.next)
		w.args = append(w.args, v)
		w.next++
	}
	w.parts = append(w.parts, column+" IN ("+strings.Join(marks, ", ")+")")
}

// Require returns Denied unless the actor in ctx has right over the object.
func Require(ctx context.Context, right Right, o Object) error {
	if ScopeOf(ctx, right).Allows(o) {
		return nil
	}
	return errs.Denied("authz.denied", "right", string(right))
}

// RequireAnywhere returns Denied unless the actor in ctx holds right at all.
func RequireAnywhere(ctx context.Context, right Right) error {
	if ActorFrom(ctx).May(right) {
		return nil
	}
	return errs.Denied("authz.denied", "right", string(right))
}

// See returns NotFound with code unless the actor in ctx may see the object by
// right: to a stranger, what he may not see and what is not there look alike.
func See(ctx context.Context, right Right, o Object, code string) error {
	if ScopeOf(ctx, right).Allows(o) {
		return nil
	}
	return errs.NotFound(code)
}
