// Package errs describes a failure once, for the person who must act on it.
//
// An error has a kind, which decides what a caller may do about it, and a
// problem code with arguments, which the catalogue of each language turns into
// a sentence and a remedy. An error never holds a sentence, and its arguments
// hold identifiers and quantities, never personal data, so that it can be
// logged, stored and shown without a second thought.
package errs

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what a caller may do about a failure.
type Kind int

const (
	// KindInternal is our own fault; repeating the call may or may not help.
	KindInternal Kind = iota
	// KindInvalid means that the input breaks a rule; change it and try again.
	KindInvalid
	// KindDenied means that the actor lacks the right.
	KindDenied
	// KindNotFound means not there, or not the actor's to know of.
	KindNotFound
	// KindConflict means that something else changed the matter meanwhile.
	KindConflict
	// KindUnavailable means that a part we depend on does not answer now.
	KindUnavailable
)

var kindNames = [...]string{"internal", "invalid", "denied", "not-found", "conflict", "unavailable"}

// String is the kind's name as it stands in logs and problem documents.
func (k Kind) String() string { return kindNames[k] }

// Arg is one named argument of a problem, such as "task" = its id.
type Arg struct {
	Name  string
	Value any
}

// Error is a failure with its problem code. Make one with the function that
// bears its kind's name.
type Error struct {
	Kind Kind
	Code string // "module.what-is-wrong"
	Args []Arg
	Err  error // the cause, if another package's error lies behind it
}

// Error is for logs: kind, code and arguments. People read the catalogue.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Kind, e.Code)
	for _, a := range e.Args {
		fmt.Fprintf(&b, " %s=%v", a.Name, a.Value)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is(err, target) hold for the same code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code && t.Kind == e.Kind
}

// Invalid says that the input breaks the rule named by code.
func Invalid(code string, args ...any) error { return problem(KindInvalid, code, args) }

// Denied says that the actor lacks the right.
func Denied(code string, args ...any) error { return problem(KindDenied, code, args) }

// NotFound says that the thing is not there, or not the actor's to know of.
func NotFound(code string, args ...any) error { return problem(KindNotFound, code, args) }

// Conflict says that the matter was changed or decided meanwhile.
func Conflict(code string, args ...any) error { return problem(KindConflict, code, args) }

// Unavailable says that a part we depend on does not answer; err is its error.
func Unavailable(err error, code string, args ...any) error {
	return caused(err, KindUnavailable, code, args)
}

// Internal says that we failed; err is the error behind it.
func Internal(err error, code string, args ...any) error {
	return caused(err, KindInternal, code, args)
}

// InvalidBecause is Invalid with the error of a parser or validator behind it.
func InvalidBecause(err error, code string, args ...any) error {
	return caused(err, KindInvalid, code, args)
}

func caused(err error, kind Kind, code string, args []any) error {
	e := problem(kind, code, args)
	e.Err = err
	return e
}

func problem(kind Kind, code string, args []any) *Error {
	e := &Error{Kind: kind, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		e.Args = append(e.Args, Arg{Name: fmt.Sprint(args[i]), Value: args[i+1]})
	}
	return e
}

// KindOf returns the kind of the first Error in err's chain, else KindInternal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// CodeOf returns the problem code of the first Error in err's chain, or "internal".
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return "internal"
}

// ArgsOf returns the arguments of the first Error in err's chain.
func ArgsOf(err error) []Arg {
	var e *Error
	if errors.As(err, &e) {
		return e.Args
	}
	return nil
}

// Has says whether err carries the problem code.
func Has(err error, code string) bool { return err != nil && CodeOf(err) == code }
