package feel

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"saksgang/base/i18n"
)

func TestEveryProblemCodeHasItsSentenceInBothLanguages(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.NewBundle(i18n.Source{Package: "feel", Files: Locales})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range bundle.Gaps() {
		if g.Package == "feel" {
			t.Error(g)
		}
	}
	for code := range codesInSource(t) {
		for _, part := range []string{".sentence", ".remedy"} {
			if !bundle.Has("problem." + code + part) {
				t.Errorf("no %s for %s", part, code)
			}
		}
	}
}

// codesInSource finds every code the package can give.
func codesInSource(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no source", err)
	}
	code := regexp.MustCompile(`"(feel\.[a-z-]+)"`)
	codes := map[string]bool{
		// Made from their first part where the source ends.
		"feel.expected-at-end": true, "feel.expected-expression-at-end": true,
		"feel.expected-name-at-end": true, "feel.expected-type-at-end": true,
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(string(text), -1) {
			codes[m[1]] = true
		}
	}
	return codes
}

func TestEverySentenceHasItsArguments(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.NewBundle(i18n.Source{Package: "feel", Files: Locales})
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]bool{}
	for _, expr := range []string{
		`1 + `, `(1`, `f(`, `a.`, `a instance of`, `a instance of 1`, `1 2`, `{1}`, `{`, `if a`, `[1)`, `1 + *`, `"a`, `/* `,
		`;`, `@"x"`, `{a: 1, a: 1}`, `f(1, a: 2)`, `"\u1"`, `1e9999`, "for ", "for 1",
		`x`, `x()`, `{}.a`, `1 + "a"`, `-"a"`, `1 < "a"`, `1 / 0`, `sqrt("4")`, `sqrt(-4)`, `sqrt(4, 2)`, `1(2)`, `[1][2]`,
		`if 1 then 2 else 3`, `for x in null return x`, `for x in 1.5..2 return x`, `[2..1]`, `10 ** 7000`, `now()`,
		`1 instance of tOther`, `(function(a) external {})(1)`, `fails(1)`, `{f: function() f(), r: f()}.r`,
		`for i in 1..999999 return i`, `for i in 1..99 return if i = 1 then "aa" else partial[-1] + partial[-1]`,
	} {
		for _, e := range faults(expr) {
			met[e.Code] = true
			for _, language := range bundle.Languages() {
				sentence, remedy := bundle.Localizer(i18n.Settings{Interface: language}).Problem(e)
				if strings.ContainsAny(sentence+remedy, "–⟦{") || sentence == "" {
					t.Errorf("%s: %s: %s / %s", expr, e.Code, sentence, remedy)
				}
			}
		}
	}
	for code := range codesInSource(t) {
		if outside := code == "feel.foreign-value" || code == "feel.not-a-number" || code == "feel.too-long" ||
			code == "feel.not-a-condition"; !met[code] && !outside {
			t.Errorf("no expression here leads to %s", code)
		}
	}
}

// faults are all errors and warnings that expr leads to.
func faults(expr string) []*Error {
	x, err := Parse(expr)
	if err != nil {
		return []*Error{err.(*Error)}
	}
	r, err := x.Run(nil, Options{Functions: map[string]Func{
		"fails": {Params: []string{"x"}, Call: func(*Call, []Value) (Value, error) { return nil, os.ErrInvalid }},
	}})
	if err != nil {
		return append(r.Warnings, err.(*Error))
	}
	return r.Warnings
}
