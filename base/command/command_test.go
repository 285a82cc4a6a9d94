package command_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/testkit"
)

var noon = clock.NewFixed(time.Date(2024, 1, 8, 12, 0, 0, 0, time.UTC))

func TestARepeatedCommandReturnsTheFirstResult(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := command.With(t.Context(), ids.New[ids.Command]())
		var runs atomic.Int64
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				got, err := command.Run(ctx, db, noon, "test.count", func(ctx context.Context) (int64, error) {
					return runs.Add(1), nil
				})
				if err != nil || got == 0 {
					t.Errorf("got %d, %v", got, err)
				}
			})
		}
		wg.Wait()
		first, err := command.Run(ctx, db, noon, "test.count", func(ctx context.Context) (int64, error) { return -1, nil })
		if err != nil || first < 1 {
			t.Fatalf("the repeat returned %d, %v", first, err)
		}
	})
}

func TestAFailedCommandMayBeRepeated(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := command.With(t.Context(), ids.New[ids.Command]())
		_, err := command.Run(ctx, db, noon, "test.try", func(ctx context.Context) (string, error) { return "", errs.Invalid("test.no") })
		if !errs.Has(err, "test.no") {
			t.Fatalf("got %v", err)
		}
		got, err := command.Run(ctx, db, noon, "test.try", func(ctx context.Context) (string, error) { return "yes", nil })
		if err != nil || got != "yes" {
			t.Fatalf("got %q, %v", got, err)
		}
	})
}

func TestAnIdentifierIsNotUsedForSomethingElse(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := command.With(t.Context(), ids.New[ids.Command]())
		run := func(name string) error {
			_, err := command.Run(ctx, db, noon, name, func(ctx context.Context) (bool, error) { return true, nil })
			return err
		}
		if err := run("test.one"); err != nil {
			t.Fatal(err)
		}
		if err := run("test.other"); errs.KindOf(err) != errs.KindConflict {
			t.Fatalf("got %v", err)
		}
	})
}
