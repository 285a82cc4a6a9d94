package feel

import (
	"embed"
	"fmt"
	"strings"
	"unicode/utf8"

	"saksgang/base/errs"
)

// Locales are the sentences and remedies of this package's problem codes.
//
//go:embed locales/*.toml
var Locales embed.FS

// Error is a fault in an expression, with its place: a syntax error, a limit
// that was passed, or (as a warning) the reason for a null. Its arguments hold
// names and types from the expression, never the values it was evaluated on.
type Error struct {
	Code   string     // "feel.expected", the key in the catalogue
	Args   []errs.Arg // for the sentence
	Offset int        // bytes from the beginning of the source
	Line   int        // from 1
	Col    int        // in characters, from 1
	Cause  *Error     // what led to it, where that has a place of its own
}

// Error is for logs; people read the catalogue's sentence.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d:%d: %s", e.Line, e.Col, e.Code)
	for _, a := range e.Args {
		fmt.Fprintf(&b, " %s=%v", a.Name, a.Value)
	}
	if e.Cause != nil {
		b.WriteString(" (" + e.Cause.Error() + ")")
	}
	return b.String()
}

// Unwrap gives the same as an errs.Error of kind Invalid, with line and column
// among its arguments, so that errs.CodeOf and the catalogue know it.
func (e *Error) Unwrap() error {
	invalid := &errs.Error{Kind: errs.KindInvalid, Code: e.Code}
	invalid.Args = append(invalid.Args, errs.Arg{Name: "line", Value: e.Line}, errs.Arg{Name: "column", Value: e.Col})
	invalid.Args = append(invalid.Args, e.Args...)
	if e.Cause != nil {
		invalid.Err = e.Cause
	}
	return invalid
}

// problem makes an error without a place; at gives it one.
func problem(code string, args ...any) *Error {
	e := &Error{Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		e.Args = append(e.Args, errs.Arg{Name: fmt.Sprint(args[i]), Value: args[i+1]})
	}
	return e
}

// at sets the place of e to the byte offset in src.
func (e *Error) at(src string, offset int) *Error {
	offset = min(max(offset, 0), len(src))
	before := src[:offset]
	e.Offset = offset
	e.Line = strings.Count(before, "\n") + 1
	e.Col = utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return e
}
