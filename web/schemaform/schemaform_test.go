package schemaform_test

import (
	"context"
	"encoding/json"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/web"
	"saksgang/web/schemaform"
)

const need = `{
	"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "The need",
	"required": ["reason", "form", "start", "share", "units", "sure"],
	"x-order": ["form"],
	"properties": {
		"reason": {"type": "string", "title": "Why", "format": "textarea", "minLength": 3, "maxLength": 20},
		"form": {"type": "string", "enum": ["permanent", "temporary"], "x-labels": ["Permanent", "Temporary"]},
		"start": {"type": "string", "format": "date", "title": "Starts"},
		"share": {"type": "number", "minimum": 0, "maximum": 100, "title": "Share in per cent"},
		"count": {"type": "integer", "title": "How many", "default": 1},
		"mail": {"type": "string", "format": "email"},
		"code": {"type": "string", "pattern": "^[A-Z]{2}$"},
		"units": {"type": "array", "items": {"type": "string", "x-options": "units"}, "maxItems": 2},
		"sure": {"type": "boolean", "title": "I am sure"}
	}
}`

func units(source string) []web.Option {
	if source != "units" {
		return nil
	}
	return []web.Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}, {Value: "c", Label: "C"}}
}

func english(t *testing.T) context.Context {
	t.Helper()
	b, err := i18n.NewBundle(i18n.Source{Package: "web", Files: web.Locales})
	if err != nil {
		t.Fatal(err)
	}
	return i18n.With(t.Context(), b.Localizer(i18n.Settings{Interface: i18n.English}))
}

func parse(t *testing.T, text string) *schemaform.Schema {
	t.Helper()
	s, err := schemaform.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func whole() url.Values {
	return url.Values{
		"reason": {"Two leave "}, "form": {"permanent"}, "start": {"2027-01-04"}, "share": {"87,5"}, "count": {"1 000"},
		"mail": {"a@example.org"}, "code": {"NO"}, "units": {"b", "a"}, "sure": {"true"}, "planted": {"x"},
	}
}

func TestAFilledFormHasTheSchemasTypesAndNothingElse(t *testing.T) {
	t.Parallel()
	got, faults, err := parse(t, need).Read(english(t), whole(), units)
	if err != nil {
		t.Fatalf("%v: %v", err, faults)
	}
	want := map[string]any{
		"reason": "Two leave", "form": "permanent", "start": "2027-01-04", "share": 87.5, "count": int64(1000),
		"mail": "a@example.org", "code": "NO", "units": []string{"b", "a"}, "sure": true,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestEachFaultIsToldAtItsField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, field, value, want string }{
		{"a required answer is missing", "reason", "  ", "Must be filled in."},
		{"a text is too short", "reason", "ab", "Must have at least 3 characters."},
		{"a text is too long, counted in characters", "reason", strings.Repeat("ø", 21), "Can have at most 20 characters."},
		{"a choice is not offered", "form", "for life", "Choose one of the alternatives."},
		{"a day that does not exist", "start", "2027-02-30", "Write a date, such as 2026-11-26."},
		{"a number that is none", "share", "many", "Write a number."},
		{"a number that cannot be computed with", "share", "Inf", "Write a number."},
		{"too large a number", "share", "101", "Can be at most 100."},
		{"too small a number", "share", "-1", "Must be at least 0."},
		{"half a person", "count", "1.5", "Write a whole number."},
		{"an address that is none", "mail", "a", "Does not have the right form."},
		{"a code of another form", "code", "N0", "Does not have the right form."},
		{"a unit the reader does not know of", "units", "z", "Choose one of the alternatives."},
		{"a required yes is a no", "sure", "", "Must be filled in."},
		{"nothing chosen of several", "units", "", "Must be filled in."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			form := whole()
			form.Set(c.field, c.value)
			_, faults, err := parse(t, need).Read(english(t), form, units)
			if errs.CodeOf(err) != "web.form-faults" || len(faults) != 1 || faults[c.field] != c.want {
				t.Errorf("got %v and %v, want %q at %s alone", err, faults, c.want, c.field)
			}
		})
	}
	form := whole()
	form["units"] = []string{"a", "b", "c"}
	if _, faults, _ := parse(t, need).Read(english(t), form, units); faults["units"] != "Choose at most 2." {
		t.Errorf("three units: %v", faults)
	}
}

func TestTheFormStandsInItsOrderWithItsValues(t *testing.T) {
	t.Parallel()
	s := parse(t, need)
	if got := strings.Join(s.Names(), " "); got != "form reason start share count mail code units sure" {
		t.Errorf("order: %s", got)
	}
	kinds := map[string]web.FieldKind{
		"form": web.RadioField, "reason": web.TextArea, "start": web.DateField, "share": web.TextField,
		"units": web.ChecksField, "sure": web.CheckField, "mail": web.EmailField,
	}
	for _, f := range s.Fields(nil, units) {
		if want, ok := kinds[f.Name]; ok && f.Kind != want {
			t.Errorf("%s is %q, want %q", f.Name, f.Kind, want)
		}
		if f.Name == "count" && f.Value != "1" {
			t.Errorf("the default of count is %q, want 1", f.Value)
		}
	}
	values, _, err := s.Read(english(t), whole(), units)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := json.Marshal(values) // as a task keeps them
	if err != nil {
		t.Fatal(err)
	}
	var back map[string]any
	if err := json.Unmarshal(stored, &back); err != nil {
		t.Fatal(err)
	}
	for _, f := range s.Fields(back, units) {
		if f.Name == "units" && strings.Join(f.Values, "") != "ba" || f.Name == "share" && f.Value != "87.5" || f.Name == "sure" && f.Value != "true" {
			t.Errorf("%s came back as %q %v", f.Name, f.Value, f.Values)
		}
	}
}

func TestWhatCannotBeFilledInIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ schema, at string }{
		"not an object":                       {`{"type":"string"}`, "type"},
		"not JSON":                            {`{`, "the file"},
		"an object within":                    {`{"type":"object","properties":{"a":{"type":"object"}}}`, "a.type"},
		"a condition that would be forgotten": {`{"type":"object","properties":{"a":{"type":"string","if":{}}}}`, "a.if"},
		"a required question that is missing": {`{"type":"object","required":["b"],"properties":{"a":{"type":"string"}}}`, "required"},
		"an unknown format":                   {`{"type":"object","properties":{"a":{"type":"string","format":"iban"}}}`, "a.format"},
		"several of nothing":                  {`{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"}}}}`, "a.items"},
		"a broken pattern":                    {`{"type":"object","properties":{"a":{"type":"string","pattern":"("}}}`, "a.pattern"},
		"labels that do not fit":              {`{"type":"object","properties":{"a":{"type":"string","enum":["x"],"x-labels":["X","Y"]}}}`, "a.x-labels"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := schemaform.Parse([]byte(c.schema))
			if errs.CodeOf(err) != "web.schema" || errs.ArgsOf(err)[0].Value != c.at {
				t.Errorf("got %v, want a fault at %s", err, c.at)
			}
		})
	}
}

func FuzzASchemaNeverPanics(f *testing.F) {
	f.Add(need, "a=1")
	f.Add(`{"type":"object","properties":{"a":{"type":"array","items":{"type":"string","enum":["x"]}}}}`, "a=x&a=x")
	f.Fuzz(func(t *testing.T, schema, body string) {
		s, err := schemaform.Parse([]byte(schema))
		if err != nil {
			return
		}
		form, _ := url.ParseQuery(body)
		s.Fields(nil, units)
		values, faults, err := s.Read(context.Background(), form, units)
		if (err == nil) != (len(faults) == 0) {
			t.Fatalf("%v but %v", err, faults)
		}
		s.Fields(values, units)
	})
}
