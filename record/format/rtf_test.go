package format_test

import (
	"strings"
	"testing"

	"saksgang/base/errs"
	"saksgang/record/format"
)

func TestRichTextIsReadAsPeopleSeeIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ rtf, want string }{
		"Western European letters":          {`{\rtf1\ansi S\'f8knad\par Hei}`, "Søknad\nHei"},
		"Unicode, with a stand-in":          {`{\rtf1 \u197?se \u-3913\'3fx}`, "Åse \uf0b7x"},
		"a stand-in of no length":           {`{\rtf1\uc0 \u197 se}`, "Åse"},
		"a character in two halves":         {`{\rtf1 \u-10179?\u-8704?}`, "😀"},
		"nothing of fonts and authors":      {`{\rtf1{\fonttbl{\f0 Times;}}{\info{\author Ola}}{\*\generator X;}tekst}`, "tekst"},
		"nothing that is hidden":            {`{\rtf1 a{\v skjult}b}`, "ab"},
		"what is shown again":               {`{\rtf1 a{\v skjult\v0 b}{\v skjult\plain c}d}`, "abcd"},
		"nothing of a style that is shown":  {`{\rtf1{\stylesheet{\s0\v0 Normal;}{\s1\plain Liste;}}{\*\generator\v0 X;}a}`, "a"},
		"braces and backslashes":            {`{\rtf1 \{a\}\\}`, `{a}\`},
		"cells and rows":                    {`{\rtf1 a\cell b\cell\row c}`, "a\tb\t\nc"},
		"pictures by their length skipped":  {"{\\rtf1 a{\\pict\\bin3 }}}}b}", "ab"},
		"what follows the document is none": {`{\rtf1 a}b`, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := format.Text([]byte(c.rtf)); err != nil || got != c.want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	for name, rtf := range map[string]string{
		"groups that do not close": `{\rtf1 {a`, "groups without end": "{\\rtf1 " + strings.Repeat("{", 10_000),
	} {
		if _, err := format.Text([]byte(rtf)); !errs.Has(err, "record.document-damaged") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
