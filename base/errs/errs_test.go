package errs_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"saksgang/base/errs"
)

func TestTheKindAndCodeSurviveWrapping(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("while nominating: %w", errs.Invalid("recruit.too-many", "most", 3))
	if errs.KindOf(err) != errs.KindInvalid || errs.CodeOf(err) != "recruit.too-many" {
		t.Fatalf("got %v %q", errs.KindOf(err), errs.CodeOf(err))
	}
	if args := errs.ArgsOf(err); len(args) != 1 || args[0].Name != "most" || args[0].Value != 3 {
		t.Fatalf("arguments %v", args)
	}
	if !errors.Is(err, errs.Invalid("recruit.too-many")) || errors.Is(err, errs.Denied("recruit.too-many")) {
		t.Fatal("errors.Is must compare kind and code")
	}
}

func TestAForeignErrorIsOurOwnFault(t *testing.T) {
	t.Parallel()
	if errs.KindOf(io.EOF) != errs.KindInternal || errs.CodeOf(io.EOF) != "internal" {
		t.Fatal("an error without a code is internal")
	}
	if err := errs.Unavailable(io.ErrUnexpectedEOF, "mail.down"); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatal("the cause must stay reachable")
	}
}
