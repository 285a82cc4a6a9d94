package bpmn

import (
	"embed"
	"fmt"
	"strings"

	"saksgang/base/errs"
)

// Locales are the sentences and remedies of this package's problem codes.
//
//go:embed locales/*.toml
var Locales embed.FS

// ReadError says where a file cannot be read, and why.
type ReadError struct {
	Line, Column int        // from 1, columns in characters; 0 where the whole file is meant
	Code         string     // "bpmn.not-xml", the key in the catalogue
	Args         []errs.Arg // for the sentence
	Detail       string     // English, for a log or a developer
}

func (e *ReadError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("bpmn: %s (%s)", e.Detail, e.Code)
	}
	return fmt.Sprintf("bpmn: line %d, column %d: %s (%s)", e.Line, e.Column, e.Detail, e.Code)
}

// Unwrap gives the same as an errs.Error of kind Invalid, with line and column
// among its arguments, so that errs.CodeOf and the catalogue know it.
func (e *ReadError) Unwrap() error {
	args := []errs.Arg{{Name: "line", Value: e.Line}, {Name: "column", Value: e.Column}}
	return &errs.Error{Kind: errs.KindInvalid, Code: e.Code, Args: append(args, e.Args...)}
}

// readError makes a ReadError. Pairs are names and values; a {name} in detail
// stands for the value.
func readError(at position, code, detail string, pairs ...any) *ReadError {
	args := arguments(pairs)
	return &ReadError{Line: at.line, Column: at.column, Code: code, Args: args, Detail: fillIn(detail, args)}
}

func arguments(pairs []any) []errs.Arg {
	var args []errs.Arg
	for i := 0; i+1 < len(pairs); i += 2 {
		args = append(args, errs.Arg{Name: fmt.Sprint(pairs[i]), Value: pairs[i+1]})
	}
	return args
}

func fillIn(text string, args []errs.Arg) string {
	for _, a := range args {
		text = strings.ReplaceAll(text, "{"+a.Name+"}", fmt.Sprint(a.Value))
	}
	return text
}

// Fault is something about a definition that keeps it from being run or
// understood, though it can be read.
type Fault struct {
	Element string     // the id of the element at fault; "" where it has none
	Line    int        // where Read found it; 0 for one made by hand
	Code    string     // "bpmn.flow-target-missing": sentence and remedy in the catalogue
	Args    []errs.Arg // for the sentence; always element and name
	What    string     // English, for a log or a developer
}

func (f Fault) String() string {
	return fmt.Sprintf("line %d: %s: %s (%s)", f.Line, f.Element, f.What, f.Code)
}
