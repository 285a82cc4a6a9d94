// Package municipality reads, checks and versions the folder of plain files
// that a municipality is: town, organisation, roles, document plan, templates,
// forms, processes, connections, legal grounds.
//
// The package knows no module. Each module registers its own Section in a
// Registry: which files are its, what they decode into, what they define and
// what they refer to. Check reads everything and reports every fault, each
// with file, line, column and a problem code whose sentence and remedy stand
// in the catalogue; the order is always the same. A folder with a fault is
// never half loaded: what Check returns beside faults is for looking at, not
// for running.
//
// A folder becomes a version by its content digest (line ends do not count).
// A version goes draft → checked → approved by another person → in force from
// a date, and a running case keeps the version it began with. Secrets are
// never in the folder.
package municipality

import (
	"cmp"
	"embed"
	"fmt"
	"slices"

	"saksgang/base/errs"
)

// Locales hold the sentence and remedy of each of this package's problems.
//
//go:embed locales/*.toml
var Locales embed.FS

// Schema is the newest form of the folder's files that this program reads.
// Every file says which form it has: "schema: 1".
const Schema = 1

// Position is a place in the folder. Line and Column count from 1; Column
// counts characters.
type Position struct {
	File   string
	Line   int
	Column int
}

func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Fault is one thing wrong in the folder. Code names the sentence and remedy
// in the catalogue; Args fill them in.
type Fault struct {
	Position
	Code string
	Args []errs.Arg
}

// Err is the fault as an error, which the catalogue turns into a sentence and
// a remedy.
func (f Fault) Err() error {
	args := make([]any, 0, 2*len(f.Args))
	for _, a := range f.Args {
		args = append(args, a.Name, a.Value)
	}
	return errs.Invalid(f.Code, args...)
}

func newFault(at Position, code string, args []any) Fault {
	return Fault{Position: at, Code: code, Args: errs.ArgsOf(errs.Invalid(code, args...))}
}

// sortFaults orders by place, then code, and drops what is said twice.
func sortFaults(faults []Fault) []Fault {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Code, b.Code),
			cmp.Compare(fmt.Sprint(a.Args), fmt.Sprint(b.Args)))
	})
	return slices.CompactFunc(faults, func(a, b Fault) bool {
		return a.Position == b.Position && a.Code == b.Code && fmt.Sprint(a.Args) == fmt.Sprint(b.Args)
	})
}
