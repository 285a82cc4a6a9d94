package processapp

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"saksgang/base/errs"
	"saksgang/municipality"
	"saksgang/process"
	"saksgang/web/schemaform"
)

// formDialect is the only JSON Schema dialect that forms are written in.
const formDialect = "https://json-schema.org/draft/2020-12/schema"

// decodeForm reads a JSON Schema: first as a tree, for duplicate keys and
// places, then by the dialect's own schema.
func decodeForm(src *municipality.Source, into *process.FolderForm) {
	into.Key = strings.TrimSuffix(path.Base(src.Path), ".json")
	into.Schema = src.Data
	tree, ok := municipality.ReadTree(src, "x-schema")
	if !ok {
		return
	}
	into.Title = tree.Text("/title")
	for _, pointer := range []string{"/title", "/properties"} {
		if !tree.Has(pointer) {
			src.Fault(tree.At(""), "municipality.missing-key", "key", pointer[1:])
		}
	}
	if dialect := tree.Text("/$schema"); dialect != formDialect {
		src.Fault(tree.At("/$schema"), "process.form-dialect", "dialect", dialect, "known", formDialect)
		return
	}
	readFields(src, tree, into)
	if compileForm(src, tree) {
		showForm(src, tree)
	}
}

// showForm asks that the pages can show the form: they know less than all of
// JSON Schema.
func showForm(src *municipality.Source, tree *municipality.Tree) {
	_, err := schemaform.Parse(src.Data)
	if err == nil {
		return
	}
	var at string
	for _, arg := range errs.ArgsOf(err) {
		if arg.Name == "at" {
			at = fmt.Sprint(arg.Value)
		}
	}
	pointer := "/" + strings.ReplaceAll(at, ".", "/")
	if !tree.Has(pointer) {
		pointer = "/properties" + pointer
	}
	src.Fault(tree.At(pointer), "process.form-cannot-be-shown", "at", at)
}

func readFields(src *municipality.Source, tree *municipality.Tree, into *process.FolderForm) {
	required := make(map[string]bool)
	for i, name := range tree.Texts("/required") {
		required[name] = true
		if !tree.Has(municipality.Pointer("properties", name)) {
			src.Fault(tree.At(municipality.Pointer("required", i)), "process.form-requires-unknown-field", "field", name,
				"near", municipality.Nearest(name, tree.Keys("/properties")))
		}
	}
	for _, name := range tree.Keys("/properties") {
		pointer := municipality.Pointer("properties", name)
		title := tree.Text(pointer + "/title")
		if title == "" {
			src.Fault(tree.At(pointer), "process.form-field-without-title", "field", name)
		}
		into.Fields = append(into.Fields, process.FolderField{Name: name, Title: title, Required: required[name]})
	}
}

// compileForm lets the JSON Schema library judge the form, and tells whether it
// is one.
func compileForm(src *municipality.Source, tree *municipality.Tree) bool {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(src.Data))
	if err != nil {
		src.Fault(src.Place(1, 1), "process.form-not-json", "detail", err.Error())
		return false
	}
	compiler := jsonschema.NewCompiler()
	const here = "form:///form.json"
	if err := compiler.AddResource(here, document); err != nil {
		src.Fault(src.Place(1, 1), "process.form-not-a-schema", "pointer", "", "detail", err.Error())
		return false
	}
	_, err = compiler.Compile(here)
	var schema *jsonschema.SchemaValidationError
	var validation *jsonschema.ValidationError
	switch {
	case err == nil:
	case errors.As(err, &schema) && errors.As(schema.Err, &validation):
		refuseParts(src, tree, validation)
	default:
		src.Fault(src.Place(1, 1), "process.form-not-a-schema", "pointer", "", "detail", err.Error())
	}
	return err == nil
}

// refuseParts reports each part of the form that is no schema, once.
func refuseParts(src *municipality.Source, tree *municipality.Tree, e *jsonschema.ValidationError) {
	broken := make(map[string][]string)
	for _, leaf := range leaves(e) {
		pointer := municipality.Pointer(asAny(leaf.InstanceLocation)...)
		broken[pointer] = append(broken[pointer], strings.Join(leaf.ErrorKind.KeywordPath(), "/"))
	}
	for pointer, rules := range broken {
		slices.Sort(rules)
		src.Fault(tree.At(pointer), "process.form-not-a-schema", "pointer", pointer,
			"detail", strings.Join(slices.Compact(rules), ", "))
	}
}

func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var all []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		all = append(all, leaves(cause)...)
	}
	return all
}

func asAny(tokens []string) []any {
	var all []any
	for _, token := range tokens {
		all = append(all, token)
	}
	return all
}
