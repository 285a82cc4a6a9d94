// Package schemaform makes a form from a JSON Schema and reads it back.
//
// It takes the part of JSON Schema (2020-12) that people fill in: an object of
// strings, dates, e-mail addresses, long texts, numbers, whole numbers, yes or
// no, one of a list and several of a list, in the order that "x-order" or the
// schema gives. "title" is the question, "description" its help. What it does
// not know (nested objects, references, conditions) is refused when the schema
// is read, with the place, so that a municipality learns it when the folder is
// checked and not when somebody fills in the form.
//
// Read never trusts the browser: what comes back has exactly the schema's
// properties with the schema's types, or every fault is told at its field.
package schemaform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"saksgang/base/errs"
)

// Schema is a form as read.
type Schema struct {
	Title  string
	Help   string
	fields []property
}

// property is one question.
type property struct {
	name      string
	kind      kind
	title     string
	help      string
	required  bool
	options   []option
	min, max  *float64
	minLen    int
	maxLen    int // 0 is no limit
	minItems  int
	maxItems  int // 0 is no limit
	pattern   *regexp.Regexp
	def       any
	readOnly  bool
	multiline bool
	source    string // x-options: where the choices come from
}

type option struct{ value, label string }

type kind int

const (
	kindString kind = iota
	kindDate
	kindEmail
	kindNumber
	kindInteger
	kindBoolean
	kindOne
	kindMany
)

// raw is the part of JSON Schema we read. Unknown keywords that would change
// what is valid are refused by allowed.
type raw struct {
	Type        string            `json:"type"`
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Format      string            `json:"format"`
	Properties  orderedProperties `json:"properties"`
	Required    []string          `json:"required"`
	Order       []string          `json:"x-order"`
	Enum        []any             `json:"enum"`
	Labels      []string          `json:"x-labels"`
	OneOf       []constant        `json:"oneOf"`
	Items       *raw              `json:"items"`
	Minimum     *float64          `json:"minimum"`
	Maximum     *float64          `json:"maximum"`
	MinLength   int               `json:"minLength"`
	MaxLength   int               `json:"maxLength"`
	MinItems    int               `json:"minItems"`
	MaxItems    int               `json:"maxItems"`
	Pattern     string            `json:"pattern"`
	Default     any               `json:"default"`
	ReadOnly    bool              `json:"readOnly"`
	Multiline   bool              `json:"x-multiline"`
	Options     string            `json:"x-options"`
	keywords    []string
}

type constant struct {
	Const any    `json:"const"`
	Title string `json:"title"`
}

// orderedProperties keeps the order of the file, which is the order of the form.
type orderedProperties struct {
	names  []string
	values map[string]*raw
}

// allowed are the keywords we understand, or may pass over without harm.
var allowed = map[string]bool{
	"$schema": true, "$id": true, "$comment": true, "type": true, "title": true, "description": true, "format": true,
	"properties": true, "required": true, "enum": true, "oneOf": true, "items": true, "minimum": true, "maximum": true,
	"minLength": true, "maxLength": true, "minItems": true, "maxItems": true, "uniqueItems": true, "pattern": true,
	"default": true, "readOnly": true, "additionalProperties": true, "examples": true,
}

func (r *raw) UnmarshalJSON(text []byte) error {
	type plain raw
	if err := json.Unmarshal(text, (*plain)(r)); err != nil {
		return err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	for word := range all {
		r.keywords = append(r.keywords, word)
	}
	slices.Sort(r.keywords)
	return nil
}

func (o *orderedProperties) UnmarshalJSON(text []byte) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		return fmt.Errorf("properties must be an object")
	}
	o.values = map[string]*raw{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		var r raw
		if err := dec.Decode(&r); err != nil {
			return fmt.Errorf("%v: %w", name, err)
		}
		key, _ := name.(string) // keys of an object are strings
		if o.values[key] != nil {
			return fmt.Errorf("%q stands twice", key)
		}
		o.names = append(o.names, key)
		o.values[key] = &r
	}
	return nil
}

// Parse reads a schema. A fault is Invalid with code web.schema and the
// argument at, such as "start.format".
func Parse(schema []byte) (*Schema, error) {
	var r raw
	if err := json.Unmarshal(schema, &r); err != nil {
		return nil, errs.InvalidBecause(err, "web.schema", "at", "the file")
	}
	if r.Type != "object" {
		return nil, fault("type", "must be object")
	}
	if err := r.known(""); err != nil {
		return nil, err
	}
	s := &Schema{Title: r.Title, Help: r.Description}
	for _, name := range r.ordered() {
		p, err := r.property(name)
		if err != nil {
			return nil, err
		}
		s.fields = append(s.fields, p)
	}
	for _, name := range r.Required {
		if r.Properties.values[name] == nil {
			return nil, fault("required", fmt.Sprintf("%q is not a property", name))
		}
	}
	return s, nil
}

func fault(at, what string) error {
	return errs.InvalidBecause(fmt.Errorf("%s: %s", at, what), "web.schema", "at", at)
}

// known refuses keywords that would change what is valid without our knowing.
func (r *raw) known(at string) error {
	for _, word := range r.keywords {
		if !allowed[word] && !strings.HasPrefix(word, "x-") {
			return fault(strings.TrimPrefix(at+"."+word, "."), "is not understood here")
		}
	}
	return nil
}

// ordered is the order of the form: x-order first, then the rest as they stand.
func (r *raw) ordered() []string {
	var names []string
	for _, name := range append(slices.Clone(r.Order), r.Properties.names...) {
		if r.Properties.values[name] != nil && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (r *raw) property(name string) (property, error) {
	p := r.Properties.values[name]
	out := property{
		name: name, title: p.Title, help: p.Description, required: slices.Contains(r.Required, name),
		min: p.Minimum, max: p.Maximum, minLen: p.MinLength, maxLen: p.MaxLength, minItems: p.MinItems, maxItems: p.MaxItems,
		def: p.Default, readOnly: p.ReadOnly, multiline: p.Multiline || p.Format == "textarea", source: p.Options,
	}
	if out.title == "" {
		out.title = name
	}
	if err := p.known(name); err != nil {
		return out, err
	}
	var err error
	if out.kind, err = p.kind(name); err != nil {
		return out, err
	}
	choices := p
	if out.kind == kindMany {
		choices = p.Items
		if out.source == "" {
			out.source = choices.Options
		}
		if err := choices.known(name + ".items"); err != nil {
			return out, err
		}
	}
	if out.options, err = choices.choices(name); err != nil {
		return out, err
	}
	if out.kind == kindMany && len(out.options) == 0 && out.source == "" {
		return out, fault(name+".items", "must list what can be chosen")
	}
	if p.Pattern != "" {
		if out.pattern, err = regexp.Compile(p.Pattern); err != nil {
			return out, fault(name+".pattern", err.Error())
		}
	}
	return out, nil
}

func (r *raw) kind(name string) (kind, error) {
	switch r.Type {
	case "string":
		return r.stringKind(name)
	case "number":
		return kindNumber, nil
	case "integer":
		return kindInteger, nil
	case "boolean":
		return kindBoolean, nil
	case "array":
		if r.Items == nil || r.Items.Type != "string" {
			return 0, fault(name+".items", "must be strings")
		}
		return kindMany, nil
	}
	return 0, fault(name+".type", fmt.Sprintf("%q cannot be filled in", r.Type))
}

func (r *raw) stringKind(name string) (kind, error) {
	if len(r.Enum) > 0 || len(r.OneOf) > 0 || r.Options != "" {
		return kindOne, nil
	}
	switch r.Format {
	case "", "textarea":
		return kindString, nil
	case "date":
		return kindDate, nil
	case "email":
		return kindEmail, nil
	}
	return 0, fault(name+".format", fmt.Sprintf("%q is not understood here", r.Format))
}

// choices are the alternatives with what they are called.
func (r *raw) choices(name string) ([]option, error) {
	if len(r.Labels) > 0 && len(r.Labels) != len(r.Enum) {
		return nil, fault(name+".x-labels", "must be as many as enum")
	}
	var out []option
	for i, v := range r.Enum {
		text, ok := v.(string)
		if !ok || text == "" {
			return nil, fault(name+".enum", "must be strings that are not empty")
		}
		label := text
		if len(r.Labels) > 0 {
			label = r.Labels[i]
		}
		out = append(out, option{text, label})
	}
	for _, c := range r.OneOf {
		text, ok := c.Const.(string)
		if !ok || text == "" {
			return nil, fault(name+".oneOf", "each must be a const of text with a title")
		}
		if c.Title == "" {
			c.Title = text
		}
		out = append(out, option{text, c.Title})
	}
	return out, nil
}

// finite says that a number can be kept and computed with.
func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
