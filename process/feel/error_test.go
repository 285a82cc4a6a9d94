package feel_test

import (
	"errors"
	"strings"
	"testing"

	"saksgang/base/errs"
	"saksgang/process/feel"
)

func TestASyntaxErrorSaysWhereAndWhatWasExpected(t *testing.T) {
	t.Parallel()
	for _, e := range []struct {
		rule, expr, code string
		line, col        int
		expected         string
	}{
		{"nothing at all", ``, "feel.expected-expression-at-end", 1, 1, ""},
		{"a missing operand", `1 + `, "feel.expected-expression-at-end", 1, 5, ""},
		{"an operator without one", `1 + * 2`, "feel.expected-expression", 1, 5, ""},
		{"an open parenthesis", `(1 + 2`, "feel.expected-at-end", 1, 7, ")"},
		{"a wrong bracket", `[1, 2)`, "feel.expected", 1, 6, "]"},
		{"if without then", "if a > 1\n  else 2", "feel.expected", 2, 3, "then"},
		{"if without else", `if a then b`, "feel.expected-at-end", 1, 12, "else"},
		{"for without return", `for x in [1] x`, "feel.expected", 1, 14, "return"},
		{"two values in a row", `1 2`, "feel.unexpected", 1, 3, ""},
		{"a text without end", "\"æøå\" + \"b", "feel.unclosed-string", 1, 9, ""},
		{"a comment without end", `1 /* x`, "feel.unclosed-comment", 1, 3, ""},
		{"a sign without meaning", `a ; b`, "feel.bad-character", 1, 3, ""},
		{"a day that does not exist", `@"2026-02-30"`, "feel.bad-temporal", 1, 1, ""},
		{"a key twice", `{a: 1, a: 2}`, "feel.duplicate-key", 1, 8, ""},
		{"a key without a value", `{a}`, "feel.expected-name", 1, 2, ""},
		{"a comma too many", `[1, ]`, "feel.expected-expression", 1, 5, ""},
		{"an argument by name after one without", `f(1, b: 2)`, "feel.mixed-arguments", 1, 6, ""},
		{"no name after a dot", `a.1`, "feel.unexpected", 1, 2, ""},
		{"no type", `a instance of 1`, "feel.expected-type", 1, 15, ""},
		{"half an escape", `"\u00"`, "feel.bad-escape", 1, 2, ""},
		{"a number too large", `1e9999`, "feel.bad-number", 1, 1, ""},
		{"nested too deep", strings.Repeat("(", 1000), "feel.too-deep", 1, 251, ""},
		{"nested too deep in ranges", strings.Repeat("]", 1000), "feel.too-deep", 1, 251, ""},
		{"too long", strings.Repeat("1+", 20_000) + "1", "feel.too-long", 1, 32769, ""},
	} {
		t.Run(e.rule, func(t *testing.T) {
			t.Parallel()
			_, err := feel.Parse(e.expr)
			var fault *feel.Error
			if !errors.As(err, &fault) {
				t.Fatalf("%s: %v", e.expr, err)
			}
			if fault.Code != e.code || fault.Line != e.line || fault.Col != e.col {
				t.Errorf("got %v, want %d:%d %s", fault, e.line, e.col, e.code)
			}
			if errs.CodeOf(err) != e.code || errs.KindOf(err) != errs.KindInvalid {
				t.Errorf("as a problem: %s %s", errs.KindOf(err), errs.CodeOf(err))
			}
			if e.expected != "" && argument(fault, "expected") != e.expected {
				t.Errorf("expected %v, want %q", argument(fault, "expected"), e.expected)
			}
		})
	}
}

func argument(e *feel.Error, name string) any {
	for _, a := range e.Args {
		if a.Name == name {
			return a.Value
		}
	}
	return nil
}

func TestANullSaysWhyAndWhere(t *testing.T) {
	t.Parallel()
	for _, e := range []struct {
		rule, expr, code string
		line, col        int
	}{
		{"an unknown name", "1 +\n  agee", "feel.unknown-name", 2, 3},
		{"an unknown function", `yers(1)`, "feel.unknown-function", 1, 1},
		{"an unknown member", `loan.trem`, "feel.unknown-member", 1, 6},
		{"operands that do not go together", `age + name`, "feel.wrong-operands", 1, 5},
		{"a comparison of other kinds", `age < name`, "feel.not-comparable", 1, 5},
		{"division by zero", `age / 0`, "feel.division-by-zero", 1, 5},
		{"a wrong argument", `sqrt("4")`, "feel.wrong-argument", 1, 5},
		{"an argument the function does not take", `sqrt(-4)`, "feel.bad-argument", 1, 5},
		{"a wrong number of arguments", `sqrt(4, 2)`, "feel.wrong-arguments", 1, 5},
		{"a call of what is no function", `age(1)`, "feel.not-a-function", 1, 4},
		{"no such place in a list", `[1][2]`, "feel.no-such-item", 1, 4},
		{"a condition that is a number", `if age then 1 else 2`, "feel.not-a-boolean", 1, 4},
		{"a loop over what is no list", `for x in none return x`, "feel.not-a-list", 1, 10},
	} {
		t.Run(e.rule, func(t *testing.T) {
			t.Parallel()
			x, err := feel.Parse(e.expr, known...)
			if err != nil {
				t.Fatal(err)
			}
			r, err := x.Run(vars, feel.Options{})
			if err != nil || len(r.Warnings) == 0 {
				t.Fatalf("%v, warnings %v", err, r.Warnings)
			}
			if w := r.Warnings[0]; w.Code != e.code || w.Line != e.line || w.Col != e.col {
				t.Errorf("got %v, want %d:%d %s", w, e.line, e.col, e.code)
			}
		})
	}
}

func TestAConditionThatIsNoTruthSaysWhy(t *testing.T) {
	t.Parallel()
	condition := func(expr string) (bool, error) {
		x, err := feel.Parse(expr, known...)
		if err != nil {
			t.Fatal(err)
		}
		return x.Condition(vars, feel.Options{})
	}
	if ok, err := condition(`age < 18`); !ok || err != nil {
		t.Error(ok, err)
	}
	_, err := condition(`applicant.age < 18`)
	var fault *feel.Error
	if !errors.As(err, &fault) || fault.Code != "feel.not-a-condition" {
		t.Fatal(err)
	}
	if fault.Cause == nil || fault.Cause.Code != "feel.unknown-name" || argument(fault.Cause, "name") != "applicant" {
		t.Errorf("the cause is %v", fault.Cause)
	}
}

func TestWarningsHoldNoValues(t *testing.T) {
	t.Parallel()
	secret := "26117012345"
	scope := feel.Vars{"number": secret, "c": map[string]any{"key": secret}}
	for _, expr := range []string{
		`number + 1`, `number < 1`, `sqrt(number)`, `date(number)`, `number()`, `c.other`, `substring(number, 100)`,
		`if number then 1 else 2`, `for x in 1..number return x`, `[1..number]`, `matches("a", number + "(")`,
	} {
		x, err := feel.Parse(expr, "number", "c")
		if err != nil {
			t.Fatal(err)
		}
		r, err := x.Run(scope, feel.Options{})
		if err != nil || len(r.Warnings) == 0 {
			t.Errorf("%s: %v, warnings %v", expr, err, r.Warnings)
		}
		for _, w := range r.Warnings {
			if strings.Contains(w.Error(), secret) {
				t.Errorf("%s: %v", expr, w)
			}
		}
	}
}

func TestUsesListsWhatComesFromOutside(t *testing.T) {
	t.Parallel()
	x, err := feel.Parse("some p in people satisfies p.age > age and\n not(unknwon) or people[name = x].y = sum([1])", "people", "age")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, u := range x.Uses() {
		mark := "?"
		if u.Known {
			mark = ""
		}
		got = append(got, u.Name+mark)
	}
	if want := "people age unknwon? people"; strings.Join(got, " ") != want {
		t.Errorf("uses %q, want %q", got, want)
	}
	if u := x.Uses()[2]; u.Line != 2 || u.Col != 6 {
		t.Errorf("place %d:%d", u.Line, u.Col)
	}
}
