package feel_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"saksgang/process/feel"
	"saksgang/testkit"
)

var seeds = []string{
	`1 + 2 * -3 ** 2`, `"a\u00e6" + "b"`, `if a then b else c`, `for i in 1..3, j in [1, 2] return i * j`,
	`some x in xs satisfies x > 1 and x < 3`, `{a: 1, "b c": a + 1}.b c`, `[1..5[`, `]1..5]`, `x in (< 5, [7..9])`,
	`date("2026-01-31") + duration("P1M")`, `@"2026-11-26T14:05:00@Europe/Oslo" - @"PT3H"`,
	`function(a: number, b) a + b`, `sort([3, 1, 2], function(x, y) x < y)`, `a b - c.d[e = 1](f: 2)`,
	`replace("abc", "(b)", "[$1]")`, `9.99e6143 * 10`, `2 ** 0.5`, `exp(log(10))`, `- 5`, `not("a", "b")`,
	`round half up(1234.5678, -2)`, `x instance of context<a: list<number>>`, `string join(["a"], ",")`,
	`range("[1..2]")`, `{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(15)}.r`,
}

// addSeeds adds our own expressions and, where the kit is at hand, its.
func addSeeds(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	files, _ := filepath.Glob(filepath.Join(testkit.SharedRoot(), "data/dmn/tck/*/*/*.dmn"))
	for _, path := range files {
		if text, err := os.ReadFile(path); err == nil {
			for _, s := range texts(string(text)) {
				f.Add(s)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		check := func(err error) {
			var place *feel.Error
			if err == nil {
				return
			}
			if !errors.As(err, &place) || place.Line < 1 || place.Col < 1 || place.Offset < 0 || place.Offset > len(src) {
				t.Fatalf("%q: an error without its place: %v", src, err)
			}
		}
		_, err := feel.Parse(src, "a", "a b", "c.d", "days in weekend")
		check(err)
		_, err = feel.ParseUnary(src, "a", "a b")
		check(err)
	})
}

func FuzzEval(f *testing.F) {
	addSeeds(f)
	opts := feel.Options{
		Now:      time.Date(2026, 11, 26, 14, 5, 0, 0, time.UTC),
		MaxSteps: 5_000, MaxDepth: 200, MaxSize: 50_000,
	}
	scope := feel.Vars{"a": 1, "b": "text", "c": map[string]any{"d": []any{1, "x", nil}}, "x": 7, "xs": []any{1, 2, 3}}
	f.Fuzz(func(t *testing.T, src string) {
		x, err := feel.Parse(src, "a", "b", "c.d", "x", "xs")
		if err != nil {
			return
		}
		began := time.Now()
		first, err1 := x.Run(scope, opts)
		if spent := time.Since(began); spent > 2*time.Second {
			t.Fatalf("%q took %v", src, spent)
		}
		second, err2 := x.Run(scope, opts)
		if feel.Format(first.Value) != feel.Format(second.Value) || (err1 == nil) != (err2 == nil) {
			t.Fatalf("%q is %s, then %s", src, feel.Format(first.Value), feel.Format(second.Value))
		}
		if _, err := feel.Of(first.Value); err != nil {
			t.Fatalf("%q gave what is no value: %v", src, err)
		}
	})
}
