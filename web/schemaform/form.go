package schemaform

import (
	"context"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/web"
)

// fewOptions is how many choices are shown at once instead of in a menu.
const fewOptions = 5

// Choices gives the alternatives of a property whose schema says "x-options":
// the municipality's units, the applicants of the case. It returns only what
// the reader may know of.
type Choices func(source string) []web.Option

// Names lists the form's properties, in its order.
func (s *Schema) Names() []string {
	names := make([]string, len(s.fields))
	for i, p := range s.fields {
		names[i] = p.name
	}
	return names
}

// Fields are the form's questions with the values it has so far (as Read
// returns them; nil for an empty form, which takes the schema's defaults).
func (s *Schema) Fields(values map[string]any, choices Choices) []web.Field {
	fields := make([]web.Field, 0, len(s.fields))
	for _, p := range s.fields {
		v, has := values[p.name]
		if !has && values == nil {
			v = p.def
		}
		fields = append(fields, p.field(v, choices))
	}
	return fields
}

func (p property) field(v any, choices Choices) web.Field {
	f := web.Field{Name: p.name, Label: p.title, Help: p.help, Required: p.required, MaxLen: p.maxLen, Value: asText(v)}
	switch p.kind {
	case kindDate:
		f.Kind = web.DateField
	case kindEmail:
		f.Kind = web.EmailField
	case kindNumber, kindInteger:
		// A text field: number fields change when scrolled over and refuse a comma.
		f.Kind, f.Short = web.TextField, true
	case kindBoolean:
		f.Kind = web.CheckField
	case kindOne, kindMany:
		p.fillChoices(&f, v, choices)
	default:
		if p.multiline {
			f.Kind = web.TextArea
		}
	}
	if p.readOnly {
		f.Kind = web.ReadOnlyField
	}
	return f
}

func (p property) fillChoices(f *web.Field, v any, choices Choices) {
	f.Options = p.alternatives(choices)
	switch {
	case p.kind == kindMany:
		f.Kind, f.Values = web.ChecksField, asList(v)
	case len(f.Options) <= fewOptions && p.source == "":
		f.Kind = web.RadioField
	default:
		f.Kind = web.SelectField
	}
}

func (p property) alternatives(choices Choices) []web.Option {
	if p.source != "" {
		if choices == nil {
			return nil
		}
		return choices(p.source)
	}
	out := make([]web.Option, len(p.options))
	for i, o := range p.options {
		out[i] = web.Option{Value: o.value, Label: o.label}
	}
	return out
}

// Read turns a request's values into the schema's types: string, float64,
// int64, bool, []string; dates are ISO text. Properties left empty are absent.
// The error, if any, is Invalid with code web.form-faults, and faults says for
// each field what is wrong, in the context's language.
func (s *Schema) Read(ctx context.Context, form url.Values, choices Choices) (values map[string]any, faults map[string]string, err error) {
	values, faults = map[string]any{}, map[string]string{}
	for _, p := range s.fields {
		if p.readOnly {
			continue
		}
		v, f := p.read(form, choices)
		if f.key != "" {
			faults[p.name] = i18n.T(ctx, "web.field."+f.key, "limit", f.limit)
			continue
		}
		if v != nil {
			values[p.name] = v
		}
	}
	if len(faults) > 0 {
		return values, faults, errs.Invalid("web.form-faults", "count", len(faults))
	}
	return values, nil, nil
}

// wrong is what is wrong with a value: a key under web.field, and its limit.
type wrong struct{ key, limit string }

// read returns the value, or nil when there is none.
func (p property) read(form url.Values, choices Choices) (any, wrong) {
	if p.kind == kindMany {
		return p.readMany(form[p.name], choices)
	}
	text := strings.TrimSpace(strings.ReplaceAll(form.Get(p.name), "\r\n", "\n"))
	if p.kind == kindBoolean {
		if text != "true" && p.required {
			return nil, wrong{key: "required"} // a required yes is a yes
		}
		return text == "true", wrong{}
	}
	if text == "" {
		if p.required {
			return nil, wrong{key: "required"}
		}
		return nil, wrong{}
	}
	switch p.kind {
	case kindNumber, kindInteger:
		return p.readNumber(text)
	case kindDate:
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return nil, wrong{key: "not-a-date"}
		}
	case kindEmail:
		if a, err := mail.ParseAddress(text); err != nil || a.Address != text {
			return nil, wrong{key: "pattern"}
		}
	case kindOne:
		if !p.offers(text, choices) {
			return nil, wrong{key: "not-a-choice"}
		}
	}
	return p.readText(text)
}

func (p property) readText(text string) (any, wrong) {
	length := utf8.RuneCountInString(text)
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return nil, wrong{key: "pattern"}
	case length < p.minLen:
		return nil, wrong{"too-short", strconv.Itoa(p.minLen)}
	case p.maxLen > 0 && length > p.maxLen:
		return nil, wrong{"too-long", strconv.Itoa(p.maxLen)}
	case p.pattern != nil && !p.pattern.MatchString(text):
		return nil, wrong{key: "pattern"}
	}
	return text, wrong{}
}

// readNumber takes a comma or a point, and spaces between thousands.
func (p property) readNumber(text string) (any, wrong) {
	plain := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "−", "-", ",", ".").Replace(text)
	v, err := strconv.ParseFloat(plain, 64)
	if err != nil || !finite(v) {
		return nil, wrong{key: "not-a-number"}
	}
	switch {
	case p.min != nil && v < *p.min:
		return nil, wrong{"too-small", asText(*p.min)}
	case p.max != nil && v > *p.max:
		return nil, wrong{"too-large", asText(*p.max)}
	}
	if p.kind == kindInteger {
		whole, err := strconv.ParseInt(plain, 10, 64)
		if err != nil {
			return nil, wrong{key: "not-whole"}
		}
		return whole, wrong{}
	}
	return v, wrong{}
}

func (p property) readMany(texts []string, choices Choices) (any, wrong) {
	var chosen []string
	for _, t := range texts {
		if t == "" || slices.Contains(chosen, t) {
			continue
		}
		if !p.offers(t, choices) {
			return nil, wrong{key: "not-a-choice"}
		}
		chosen = append(chosen, t)
	}
	least := p.minItems
	if p.required {
		least = max(least, 1)
	}
	switch {
	case len(chosen) == 0 && least == 0:
		return nil, wrong{}
	case len(chosen) < least && least == 1:
		return nil, wrong{key: "required"}
	case len(chosen) < least:
		return nil, wrong{"too-few", strconv.Itoa(least)}
	case p.maxItems > 0 && len(chosen) > p.maxItems:
		return nil, wrong{"too-many", strconv.Itoa(p.maxItems)}
	}
	return chosen, wrong{}
}

func (p property) offers(value string, choices Choices) bool {
	return slices.ContainsFunc(p.alternatives(choices), func(o web.Option) bool { return o.Value == value })
}

// asText is a value as it stands in a field.
func asText(v any) string {
	switch v := v.(type) {
	case nil, []string, []any:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// asList takes what Read returned, or what JSON made of it.
func asList(v any) []string {
	switch v := v.(type) {
	case []string:
		return v
	case []any:
		out := make([]string, 0, len(v))
		for _, x := range v {
			out = append(out, fmt.Sprint(x))
		}
		return out
	}
	return nil
}
