package recruitapp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/process"
	"saksgang/recruit"
)

// The fields of a form are the municipality's; the arguments of an action are
// ours. The attribute "fields" on the task in the drawing joins them:
//
//	saksgang:fields="title=overskrift text=ingress,oppgaver,krav fill=besett:ja"
//
// "text=a,b" takes the fields a and b, in order: texts as paragraphs, lists one
// after the other. "fill=besett:ja" is true when the field besett is "ja"; with
// "ja|delvis" either will do. An argument that is not named takes the field of
// its own name. Other attributes of the task serve as fixed values.
type fields struct {
	call  process.Call
	names map[string]source
}

type source struct {
	from  []string
	equal []string // what makes it true; nil takes the value
}

func fieldsOf(call process.Call) (fields, error) {
	f := fields{call: call, names: map[string]source{}}
	for _, word := range strings.Fields(call.Attributes["fields"]) {
		argument, from, found := strings.Cut(word, "=")
		if !found || argument == "" || from == "" {
			return f, errs.Invalid("recruit.fields-unreadable", "node", call.NodeName)
		}
		from, equal, chooses := strings.Cut(from, ":")
		s := source{from: strings.Split(from, ",")}
		if chooses {
			s.equal = strings.Split(equal, "|")
		}
		f.names[argument] = s
	}
	return f, nil
}

// values are what was entered in the argument's fields; what was left out is
// not among them.
func (f fields) values(argument string) (values []any, s source) {
	s, named := f.names[argument]
	if !named {
		s = source{from: []string{argument}}
	}
	for _, name := range s.from {
		switch v := f.call.Input[name].(type) {
		case nil:
		case []any:
			values = append(values, v...)
		case []string:
			for _, text := range v {
				values = append(values, text)
			}
		default:
			values = append(values, v)
		}
	}
	if len(values) == 0 && !named && f.call.Attributes[argument] != "" {
		values = []any{f.call.Attributes[argument]}
	}
	return values, s
}

// texts are the argument's values in words, empty ones left out.
func (f fields) texts(argument string) []string {
	values, _ := f.values(argument)
	var out []string
	for _, v := range values {
		if text := strings.TrimSpace(plain(v)); text != "" {
			out = append(out, text)
		}
	}
	return out
}

func plain(v any) string {
	if n, ok := v.(json.Number); ok {
		return n.String()
	}
	return fmt.Sprint(v)
}

// text is the argument as paragraphs.
func (f fields) text(argument string) string { return strings.Join(f.texts(argument), "\n\n") }

// one is the argument's first value.
func (f fields) one(argument string) string {
	if all := f.texts(argument); len(all) > 0 {
		return all[0]
	}
	return ""
}

// lines are the argument's lines, one thing on each.
func (f fields) lines(argument string) []string {
	var out []string
	for _, text := range f.texts(argument) {
		for line := range strings.Lines(text) {
			if line = strings.Trim(line, " \t\r\n-–•*"); line != "" {
				out = append(out, line)
			}
		}
	}
	return out
}

// is says whether the argument is ticked, or has one of the values that the
// drawing names.
func (f fields) is(argument string) bool {
	values, s := f.values(argument)
	if s.equal == nil {
		return len(values) > 0 && values[0] == true
	}
	return slices.ContainsFunc(values, func(v any) bool { return slices.Contains(s.equal, plain(v)) })
}

// ticked refuses when one of the arguments is not ticked.
func (f fields) ticked(arguments ...string) error {
	for _, a := range arguments {
		if !f.is(a) {
			return errs.Invalid("recruit.not-ticked", "field", f.field(a))
		}
	}
	return nil
}

// field is the form's name for the argument.
func (f fields) field(argument string) string {
	if s, named := f.names[argument]; named {
		return s.from[0]
	}
	return argument
}

func (f fields) date(argument string) (calendar.Date, error) {
	text := f.one(argument)
	if text == "" {
		return 0, nil
	}
	day, err := calendar.ParseDate(text)
	if err != nil {
		return 0, errs.Invalid("recruit.field-wrong", "field", f.field(argument))
	}
	return day, nil
}

// applicants are the argument's applications, in the order they were chosen.
func (f fields) applicants(argument string) ([]recruit.ApplicationID, error) {
	var out []recruit.ApplicationID
	for _, text := range f.texts(argument) {
		var id recruit.ApplicationID
		if err := id.UnmarshalText([]byte(text)); err != nil {
			return nil, errs.Invalid("recruit.field-wrong", "field", f.field(argument))
		}
		out = append(out, id)
	}
	return out, nil
}

// applicant is the argument's one application; the zero id when none is chosen.
func (f fields) applicant(argument string) (recruit.ApplicationID, error) {
	all, err := f.applicants(argument)
	if err != nil || len(all) == 0 {
		return recruit.ApplicationID{}, err
	}
	return all[0], nil
}
