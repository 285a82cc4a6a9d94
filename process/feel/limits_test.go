package feel_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"saksgang/process/feel"
)

func TestAnEvaluationEndsWithinItsLimits(t *testing.T) {
	t.Parallel()
	doubling := "{a: [1, 1]"
	for i := range 40 {
		prev := "a"
		if i > 0 {
			prev = fmt.Sprintf("k%d", i-1)
		}
		doubling += fmt.Sprintf(", k%d: [%s, %s]", i, prev, prev)
	}
	for _, e := range []struct{ rule, expr, code string }{
		{"a long loop", `for i in 1..1000000000 return i`, "feel.too-many-steps"},
		{"loops in loops", `count(for a in 1..9999, b in 1..9999 return 1)`, "feel.too-many-steps"},
		{"a search through everything", `some x in 1..9999999999 satisfies false`, "feel.too-many-steps"},
		{"a function that calls itself", `{f: function(n) f(n + 1), r: f(1)}.r`, "feel.too-deep"},
		{"two ways to call itself", `{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f(100)}.r`, "feel.too-many-steps"},
		{"a text that doubles", `(for i in 1..60 return if i = 1 then "ab" else partial[-1] + partial[-1])[-1]`, "feel.too-large"},
		{"a list that doubles", `(for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1]))[-1]`, "feel.too-many-steps"},
		{"a small result that is endless written out", doubling + "}", "feel.too-large"},
		{"an endless text of it", "string(" + doubling + "}.k39)", "feel.too-large"},
		{"an endless comparison", doubling + ", l: k39, r: k39 = k38}.r or " + doubling + ", r: k39 = [k38, k38]}.r", "feel.too-many-steps"},
		{"an endless flattening", "count(flatten(" + doubling + "}.k39))", "feel.too-many-steps"},
		{"nesting through a long sum", strings.Repeat("1+", 5000) + "1", "feel.too-deep"},
		{"a replacement that grows", `replace((for i in 1..16 return if i = 1 then "aa" else partial[-1] + partial[-1])[-1], "a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")`, "feel.too-large"},
		{"a heavy pattern", `matches((for i in 1..18 return if i = 1 then "aa" else partial[-1] + partial[-1])[-1], "(x{900}){1}y" + "(a?){900}")`, "feel.too-many-steps"},
	} {
		t.Run(e.rule, func(t *testing.T) {
			t.Parallel()
			x, err := feel.Parse(e.expr)
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			_, err = x.Eval(nil, feel.Options{})
			var fault *feel.Error
			if !errors.As(err, &fault) || fault.Code != e.code {
				t.Errorf("got %v, want %s", err, e.code)
			}
			if spent := time.Since(began); spent > 5*time.Second {
				t.Errorf("took %v", spent)
			}
		})
	}
}

func TestHeavyNumbersStayWithinTheLimits(t *testing.T) {
	t.Parallel()
	for _, expr := range []string{
		`9 ** 9 ** 9 ** 9`, `1.000000001 ** 999999999`, `1e6144 + 1e-6143`, `modulo(1e6144, 3e-6143)`, `exp(1e6000)`,
		`exp(-99999999)`, `log(1e-6143)`, `sqrt(9.9e6143)`, `round up(1e-6143, -6111)`, `decimal(1e6144, 6176)`,
		`for i in 1..2000 return 1.23456789 ** 0.98765432123456789`, `for i in 1..2000 return exp(i)`,
		`1e6144 * @"P1D"`, `@"P99999999Y" * 1e10`, `@"999999999-12-31" + @"P1D"`, `string(1e6144)`,
		`date(999999999, 12, 31) - date(-999999999, 1, 1)`, `@"2026-01-01T00:00:00@Europe/Oslo" + @"P9999999999D"`,
	} {
		x, err := feel.Parse(expr)
		if err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		began := time.Now()
		if _, err := x.Eval(nil, feel.Options{}); err != nil {
			t.Errorf("%s: %v", expr, err)
		}
		if spent := time.Since(began); spent > 5*time.Second {
			t.Errorf("%s took %v", expr, spent)
		}
	}
}
