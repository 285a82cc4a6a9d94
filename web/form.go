package web

import (
	"context"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"saksgang/base/i18n"
)

// FieldKind is how a value is entered.
type FieldKind string

// The kinds of field, all on native elements.
const (
	TextField     FieldKind = "text"
	TextArea      FieldKind = "textarea"
	DateField     FieldKind = "date"
	NumberField   FieldKind = "number"
	EmailField    FieldKind = "email"
	CheckField    FieldKind = "checkbox" // one yes or no
	RadioField    FieldKind = "radio"    // one of few
	SelectField   FieldKind = "select"   // one of many
	ChecksField   FieldKind = "checks"   // any of several
	FileField     FieldKind = "file"
	HiddenField   FieldKind = "hidden"
	ReadOnlyField FieldKind = "readonly"
)

// Option is one choice.
type Option struct {
	Value, Label, Help string
}

// Field is one question of a form.
type Field struct {
	Name     string // in the request
	Label    string
	Kind     FieldKind // empty is TextField
	Value    string    // kept when the form comes back with a fault
	Values   []string  // for ChecksField
	Options  []Option
	Help     string
	Fault    string // what is wrong with it, in words
	Required bool
	Short    bool // a short value: a date, a number, a code
	Min, Max string
	Step     string
	Accept   string // file types, for FileField
	Multiple bool   // several files
	MaxLen   int
	Rows     int // of a TextArea; 0 is 4
	Why      *Why
	form     string // the id of the form it stands in
}

// Form is fields and what sends them. Drafts are kept in the browser under
// Draft until the form has been accepted.
type Form struct {
	ID      string // unique on the page; empty is "form"
	Action  string // where it is sent; empty is the page's own address
	Draft   string // key of the draft, such as "task-"+id; empty keeps none
	Fields  []Field
	Submit  Button   // its Consequence stands under it
	Quiet   bool     // beside the page's own action: its button is not the primary one
	Others  []Button // quieter ways to send it, or to leave
	Problem *Problem // stands above, gets focus
	Extra   templ.Component
}

// Fill puts the values of a request into the fields, so that nothing typed is
// lost when the form comes back.
func (f *Form) Fill(values url.Values) {
	for i := range f.Fields {
		field := &f.Fields[i]
		if field.Kind == FileField || field.Kind == ReadOnlyField {
			continue
		}
		field.Value = values.Get(field.Name)
		field.Values = values[field.Name]
	}
}

// Fail marks the form with err's sentence and remedy and the faults of single
// fields (name → what is wrong).
func (f *Form) Fail(ctx context.Context, err error, faults map[string]string) {
	what, remedy := i18n.Problem(ctx, err)
	p := &Problem{What: what, Remedy: remedy}
	for i := range f.Fields {
		field := &f.Fields[i]
		if fault := faults[field.Name]; fault != "" {
			field.Fault = fault
			p.Fields = append(p.Fields, FieldProblem{Field: f.FieldID(*field), Label: field.Label, Text: fault})
		}
	}
	f.Problem = p
}

// FieldID is the element id of the field's first control.
func (f Form) FieldID(field Field) string { return fieldID(f.own(field)) }

// own is the field as it stands in this form: several forms of a page may ask
// for a reason, and each label is for its own.
func (f Form) own(field Field) Field {
	field.form = f.ID
	return field
}

func fieldID(f Field) string {
	if f.form != "" {
		return "f-" + f.form + "-" + f.Name
	}
	return "f-" + f.Name
}

// multipart says whether the form carries files.
func (f Form) multipart() bool {
	for _, field := range f.Fields {
		if field.Kind == FileField {
			return true
		}
	}
	return false
}

// chosen says whether the option is the field's present value.
func (f Field) chosen(o Option) bool {
	if f.Kind == ChecksField {
		for _, v := range f.Values {
			if v == o.Value {
				return true
			}
		}
		return false
	}
	return f.Value == o.Value
}

// describedBy lists the elements that explain the field, for aria-describedby.
func (f Field) describedBy() string {
	ids := ""
	if f.Help != "" {
		ids = fieldID(f) + "-help"
	}
	if f.Fault != "" {
		if ids != "" {
			ids += " "
		}
		ids += fieldID(f) + "-fault"
	}
	return ids
}

// short says that the control should be as wide as what goes into it.
func (f Field) short() bool {
	return f.Short || f.Kind == DateField || f.Kind == NumberField
}

// manyOptions is from how many options on one wants to look for one by its name.
const manyOptions = 12

func (f Field) many() bool { return len(f.Options) >= manyOptions }

func (f Field) rows() int {
	if f.Rows == 0 {
		return 4
	}
	return f.Rows
}

func (f Field) hasEmptyOption() bool {
	for _, o := range f.Options {
		if o.Value == "" {
			return true
		}
	}
	return false
}

func inputType(f Field) string {
	if f.Kind == "" {
		return string(TextField)
	}
	return string(f.Kind)
}

func groupType(f Field) string {
	if f.Kind == RadioField {
		return "radio"
	}
	return "checkbox"
}

// fieldAttributes are those that any single control may have.
func fieldAttributes(f Field) templ.Attributes {
	a := templ.Attributes{}
	set := func(name, value string) {
		if value != "" {
			a[name] = value
		}
	}
	set("aria-describedby", f.describedBy())
	set("min", f.Min)
	set("max", f.Max)
	set("step", f.Step)
	set("accept", f.Accept)
	if f.MaxLen > 0 {
		a["maxlength"] = strconv.Itoa(f.MaxLen)
	}
	if f.Required {
		a["required"] = true
	}
	if f.Multiple {
		a["multiple"] = true
	}
	if f.Fault != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

func (f Form) elementID() string {
	if f.ID == "" {
		return "form"
	}
	return f.ID
}

// submit is the form's one primary button.
func (f Form) submit() Button {
	b := f.Submit
	b.Submits, b.Primary, b.Post, b.Href = true, !f.Quiet, false, ""
	if b.Keys == "" {
		b.Keys = "Control+Enter"
	}
	return b
}
