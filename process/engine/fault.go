package engine

import (
	"fmt"
	"strings"

	"saksgang/base/errs"
)

// Fault is why a drawing cannot run as it stands.
type Fault struct {
	Element string // its id in the drawing
	Name    string // and what it is called
	Line    int    // in the file; 0 when unknown
	Code    string // a problem code, "process.expression-unreadable"
	Args    []errs.Arg
	Cause   error // of the expression reader, with line and column in the text
}

// Error is for logs; people read the catalogue.
func (f Fault) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.Element, f.Code)
	for _, a := range f.Args {
		fmt.Fprintf(&b, " %s=%v", a.Name, a.Value)
	}
	if f.Cause != nil {
		fmt.Fprintf(&b, ": %v", f.Cause)
	}
	return b.String()
}

// Unwrap gives the same as an errs.Error of kind Invalid.
func (f Fault) Unwrap() error {
	args := append([]errs.Arg{{Name: "element", Value: f.Element}}, f.Args...)
	return &errs.Error{Kind: errs.KindInvalid, Code: f.Code, Args: args, Err: f.Cause}
}
