package process

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"saksgang/base/errs"
)

// SchemaForms are forms written in JSON Schema (draft 2020-12), by key. It is
// safe for concurrent use; Replace puts those of another version of the
// municipality's folder in force.
type SchemaForms struct {
	mu    sync.RWMutex
	forms map[string]*jsonschema.Schema
}

// NewSchemaForms compiles the forms; it fails on the first that is no schema.
func NewSchemaForms(forms []FolderForm) (*SchemaForms, error) {
	f := &SchemaForms{}
	return f, f.Replace(forms)
}

// Replace puts other forms in force, all or none.
func (f *SchemaForms) Replace(forms []FolderForm) error {
	compiled := make(map[string]*jsonschema.Schema, len(forms))
	for _, form := range forms {
		schema, err := compileForm(form)
		if err != nil {
			return errs.InvalidBecause(err, "process.form-unreadable", "form", form.Key)
		}
		compiled[form.Key] = schema
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forms = compiled
	return nil
}

func compileForm(form FolderForm) (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(form.Schema))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	place := "form:///" + form.Key + ".json"
	if err := c.AddResource(place, document); err != nil {
		return nil, err
	}
	return c.Compile(place)
}

// Validate checks the input by the form. A form that is not in force is
// NotFound process.no-such-form.
func (f *SchemaForms) Validate(_ context.Context, form string, input map[string]any) error {
	f.mu.RLock()
	schema := f.forms[form]
	f.mu.RUnlock()
	if schema == nil {
		return errs.NotFound("process.no-such-form", "form", form)
	}
	plain, err := asJSON(input)
	if err != nil {
		return errs.InvalidBecause(err, "process.input-unwritable")
	}
	err = schema.Validate(plain)
	var broken *jsonschema.ValidationError
	if !errors.As(err, &broken) {
		return err
	}
	faults := map[string]string{}
	collect(broken, faults)
	args := []any{"form", form}
	for _, field := range sortedKeys(faults) {
		args = append(args, field, faults[field])
	}
	return errs.Invalid("process.form-invalid", args...)
}

// asJSON gives the input the types that JSON gives it, whoever made the map.
func asJSON(input map[string]any) (any, error) {
	if input == nil {
		input = map[string]any{}
	}
	text, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(text))
}

// collect names, for each field at fault, the keyword it breaks. A field that
// is missing is named itself, not the object it is missing in.
func collect(e *jsonschema.ValidationError, into map[string]string) {
	for _, cause := range e.Causes {
		collect(cause, into)
	}
	if len(e.Causes) > 0 {
		return
	}
	path := e.ErrorKind.KeywordPath()
	keyword := ""
	if len(path) > 0 {
		keyword = path[len(path)-1]
	}
	for _, field := range missing(e) {
		into[strings.Join(append(slices.Clone(e.InstanceLocation), field), ".")] = "required"
	}
	if keyword != "required" {
		into[strings.Join(e.InstanceLocation, ".")] = keyword
	}
}

func missing(e *jsonschema.ValidationError) []string {
	if r, ok := e.ErrorKind.(*kind.Required); ok {
		return r.Missing
	}
	return nil
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
