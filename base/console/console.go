// Package console is what a command of the program reads and writes.
//
// A command prints its result on standard output and everything else (steps,
// remarks, faults) on standard error. It ends with 0 when it is done and true,
// 1 when it found faults or could not do it, 2 when it was asked wrongly.
package console

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"saksgang/base/errs"
	"saksgang/base/i18n"
)

// Exit statuses.
const (
	Done   = 0
	Faults = 1
	Misuse = 2
)

// Streams are a command's in and out, and the language it speaks.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Words    *i18n.Localizer
}

// errFaults says that a command has reported its faults itself.
var errFaults = errors.New("faults were found")

// Found is what a command returns when it has printed what is wrong.
func Found() error { return errFaults }

// misuse is a wrong use that only the command itself could see.
type misuse struct{ error }

func (m misuse) Unwrap() error { return m.error }

// Wrong makes an error one of having been asked wrongly.
func Wrong(err error) error { return misuse{err} }

// Status is the exit status for what a command returned.
func Status(err error) int {
	var wrong misuse
	switch {
	case err == nil:
		return Done
	case errors.As(err, &wrong):
		return Misuse
	}
	return Faults
}

// Report prints why a command failed: the sentence and the remedy of its
// problem, in the user's language. What was reported already is left out.
func (s Streams) Report(ctx context.Context, err error) {
	if err == nil || errors.Is(err, errFaults) {
		return
	}
	sentence, remedy := i18n.Problem(i18n.With(ctx, s.Words), err)
	fmt.Fprintln(s.Err, "saksgang: "+sentence)
	if remedy != "" {
		fmt.Fprintln(s.Err, "  "+remedy)
	}
	if errs.KindOf(err) == errs.KindInternal {
		fmt.Fprintln(s.Err, "  ("+err.Error()+")")
	}
}

// JSON prints one object on standard output.
func (s Streams) JSON(v any) error {
	out := json.NewEncoder(s.Out)
	out.SetEscapeHTML(false)
	return out.Encode(v)
}

// Say prints one line on standard error.
func (s Streams) Say(format string, args ...any) { fmt.Fprintf(s.Err, format+"\n", args...) }
