package record_test

import (
	"strings"
	"testing"

	"saksgang/record"
)

func TestLettersAreFilledIn(t *testing.T) {
	t.Parallel()
	values := map[string]string{
		"applicant.name": "Kari {{kommune.navn}}", "town.name": "Fjordvik kommune", "contract.conditions": "",
	}
	cases := []struct{ say, text, want, lacks string }{
		{"a field by its Norwegian word", "Hei, {{søker.navn}}", "Hei, Kari {{kommune.navn}}", ""},
		{
			"by its Danish, Swedish and own name", "{{ansøger.navn}}|{{ sökande.namn }}|{{applicant.name}}",
			"Kari {{kommune.navn}}|Kari {{kommune.navn}}|Kari {{kommune.navn}}", "",
		},
		{
			"a paragraph whose optional field is empty is left out with its heading",
			"En.\n\n# Vilkår\nDette gjelder: {{avtale.vilkår?}} for {{kommune.navn}}\n\nTo.", "En.\n\nTo.", "",
		},
		{"one of two optional fields is enough", "{{avtale.vilkår?}}{{kommune.navn?}}", "Fjordvik kommune", ""},
		{"a field that must have a value", "{{avtale.lønn}} {{kommune.navn}} {{vedtak.dato}}", "", "avtale.lønn, vedtak.dato"},
		{"paragraphs stay apart", "a\n\n\nb", "a\n\nb", ""},
	}
	for _, c := range cases {
		pieces, faults := record.ParseLetter(c.text)
		if len(faults) != 0 {
			t.Errorf("%s: %v", c.say, faults)
		}
		got, err := record.RenderLetter(pieces, values)
		if got != c.want || (c.lacks == "") != (err == nil) || err != nil && !strings.HasSuffix(err.Error(), c.lacks) {
			t.Errorf("%s: %q %v", c.say, got, err)
		}
	}
}

func TestBracesWithoutPartnerAreFoundWhereTheyStand(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]record.LetterFault{
		"Hei {{søker.navn}":    {Offset: 4, Text: "{{"},
		"Hei søker.navn}} du":  {Offset: 15, Text: "}}"},
		"{{}}":                 {Offset: 0, Text: "{{}}"},
		"{{søker navn}}":       {Offset: 0, Text: "{{søker navn}}"},
		"{{a\nb}}":             {Offset: 0, Text: "{{"},
		"{{ {{kommune.navn}} ": {Offset: 0, Text: "{{"},
	} {
		_, faults := record.ParseLetter(text)
		if len(faults) == 0 || faults[0] != want {
			t.Errorf("%q: %v, want %v", text, faults, want)
		}
	}
}

func TestEveryFieldHasOneMeaning(t *testing.T) {
	t.Parallel()
	for _, name := range record.FieldNames() {
		key, known := record.FieldKey(name)
		if own, _ := record.FieldKey(key); !known || own != key {
			t.Errorf("%s means %s", name, key)
		}
	}
	if _, known := record.FieldKey("søker.fødselsnummer"); known {
		t.Error("a national id is no field of a letter")
	}
}

func FuzzParseLetter(f *testing.F) {
	for _, seed := range []string{"Hei {{søker.navn?}}\n\n# x", "{{{{}}}}", "}}{{", "{{ a ? }}", "{{a}}\n\n{{b?}}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		pieces, faults := record.ParseLetter(text)
		var plain strings.Builder
		for _, p := range pieces {
			if p.Field != "" && !strings.HasPrefix(text[p.Offset:], p.Field) {
				t.Fatalf("%q: field %q is not at %d", text, p.Field, p.Offset)
			}
			plain.WriteString(p.Text)
		}
		if !strings.Contains(text, "{{") && plain.String() != text {
			t.Fatalf("%q lost text: %q", text, plain.String())
		}
		for _, fault := range faults {
			if !strings.HasPrefix(text[fault.Offset:], fault.Text) {
				t.Fatalf("%q: fault %q is not at %d", text, fault.Text, fault.Offset)
			}
		}
	})
}
