package processapp

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/process"
	"saksgang/web"
	"saksgang/web/schemaform"
)

// entry is what a task asks for: its form, with what it already holds. A task
// without a form asks for nothing.
type entry struct {
	schema  *schemaform.Schema
	choices schemaform.Choices
	fields  []web.Field
	draft   url.Values // as it was typed; nil for none
	failed  *error     // of the choices
}

// entry makes the form of a task from its schema.
func (p *pages) entry(ctx context.Context, t process.Task) (entry, error) {
	var e entry
	if t.Form == "" {
		return e, nil
	}
	text, err := p.Folder.Form(ctx, t.Form)
	if err != nil {
		return e, err
	}
	if e.schema, err = schemaform.Parse(text); err != nil {
		return e, errs.Internal(err, "process.form-unreadable", "form", t.Form)
	}
	e.choices, e.failed = p.choicesOf(ctx, t.Case)
	e.fields = e.schema.Fields(e.present(t), e.choices)
	e.draft = typedIn(t.Draft)
	return e, *e.failed
}

// choicesOf asks each source once, and remembers what failed: the form has no
// way to say so.
func (p *pages) choicesOf(ctx context.Context, c process.Case) (schemaform.Choices, *error) {
	known := map[string][]web.Option{}
	failed := new(error)
	return func(source string) []web.Option {
		if options, asked := known[source]; asked {
			return options
		}
		options, err := p.Choices.Options(ctx, source, c)
		if err != nil && *failed == nil {
			*failed = err
		}
		known[source] = options
		return options
	}, failed
}

// present are the values that a form begins with: what the drawing gives, and
// when the step is done again, what was said before. Nil takes the schema's own.
func (e entry) present(t process.Task) map[string]any {
	values := map[string]any{}
	for _, name := range e.schema.Names() {
		if v, said := t.Variables[name]; said && t.Visit > 1 {
			values[name] = v
		}
		if v, given := t.Given[name]; given && v != nil {
			values[name] = v
		}
	}
	if len(values) == 0 {
		return nil
	}
	return values
}

// read takes what was sent. Faults say for each field what is wrong.
func (e entry) read(ctx context.Context, form url.Values) (map[string]any, map[string]string, error) {
	if e.schema == nil {
		return map[string]any{}, nil, nil
	}
	values, faults, err := e.schema.Read(ctx, form, e.choices)
	if *e.failed != nil {
		return nil, nil, *e.failed
	}
	return values, faults, err
}

// faultsOf finds the fields at fault in a refusal of the Service: those that a
// form's schema names, and the one that an action's refusal names as "field".
func (e entry) faultsOf(ctx context.Context, err error) map[string]string {
	if e.schema == nil {
		return nil
	}
	faults := map[string]string{}
	for _, a := range errs.ArgsOf(err) {
		name := fmt.Sprint(a.Value)
		switch {
		case a.Name == "field" && slices.Contains(e.schema.Names(), name):
			faults[name], _ = i18n.Problem(ctx, err)
		case errs.Has(err, "process.form-invalid") && slices.Contains(e.schema.Names(), a.Name):
			faults[a.Name] = i18n.T(ctx, "process.field.invalid")
			if name == "required" {
				faults[a.Name] = i18n.T(ctx, "process.field.required")
			}
		}
	}
	return faults
}

// keep is a form's values as they were typed, for a draft.
func (e entry) keep(form url.Values) map[string]any {
	draft := map[string]any{}
	if e.schema == nil {
		return draft
	}
	for _, name := range e.schema.Names() {
		if typed := form[name]; len(typed) > 0 {
			draft[name] = typed
		}
	}
	return draft
}

// typedIn is a kept draft as a form sends it.
func typedIn(draft map[string]any) url.Values {
	if draft == nil {
		return nil
	}
	typed := url.Values{}
	for name, v := range draft {
		all, several := v.([]any)
		if !several {
			all = []any{v}
		}
		for _, one := range all {
			typed.Add(name, fmt.Sprint(one))
		}
	}
	return typed
}

// given are the values that the drawing shows the doer and that the form does
// not ask for.
func (e entry) given(ctx context.Context, given map[string]any) web.Facts {
	var facts web.Facts
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if e.schema != nil && slices.Contains(e.schema.Names(), name) {
			continue
		}
		if said := plainText(ctx, given[name]); said != "" {
			facts = append(facts, web.Fact{Name: sentenceCase(name), Value: web.Text(said)})
		}
	}
	return facts
}

// sentenceCase makes a variable's name a label: "desired start" → "Desired start".
func sentenceCase(name string) string {
	name = strings.NewReplacer("_", " ", "-", " ").Replace(name)
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// plainText is a value in words; what has parts of its own is left out.
func plainText(ctx context.Context, v any) string {
	switch v := v.(type) {
	case nil, map[string]any:
		return ""
	case bool:
		if v {
			return i18n.T(ctx, "process.yes")
		}
		return i18n.T(ctx, "process.no")
	case []any:
		var all []string
		for _, one := range v {
			if said := plainText(ctx, one); said != "" {
				all = append(all, said)
			}
		}
		return strings.Join(all, ", ")
	}
	return fmt.Sprint(v)
}

// answers are what was entered, by the form's own questions.
func (e entry) answers(ctx context.Context, input map[string]any) web.Facts {
	var facts web.Facts
	if e.schema == nil || input == nil {
		return nil
	}
	for _, f := range e.schema.Fields(input, e.choices) {
		v := input[f.Name]
		if v == nil {
			continue
		}
		facts = append(facts, web.Fact{Name: f.Label, Value: web.Text(labelled(ctx, f, v))})
	}
	return facts
}

// labelled is a value by what its choice is called.
func labelled(ctx context.Context, f web.Field, v any) string {
	if all, several := v.([]any); several {
		var labels []string
		for _, one := range all {
			labels = append(labels, labelled(ctx, f, one))
		}
		return strings.Join(labels, ", ")
	}
	for _, o := range f.Options {
		if o.Value == fmt.Sprint(v) {
			return o.Label
		}
	}
	return plainText(ctx, v)
}
