package municipality

import (
	"bytes"
	"encoding"
	"errors"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// The library's own strict decoding stops at the first fault. Whoever mends a
// folder wants them all, so the library parses, and the walk over its tree is
// ours.

// DecodeYAML reads a YAML (or JSON) file into a struct and reports every fault
// with its place: unknown, duplicate and missing keys, wrong types, values
// that cannot be read, and a schema that this program is too old for. The
// key "schema" is read here and needs no field. Anchors, aliases, tags and
// more than one document are refused: the file should say what it says where
// it says it.
func DecodeYAML(src *Source, into any) {
	root, ok := parseYAML(src)
	if !ok {
		return
	}
	DecodeNode(src, root, into)
}

// parseYAML returns the file's only document.
func parseYAML(src *Source) (ast.Node, bool) {
	if at, deep := tooDeep(src); deep {
		src.Fault(at, "municipality.too-deep", "limit", maxDepth)
		return nil, false
	}
	file, err := parser.ParseBytes(src.Data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		at := src.Place(1, 1)
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) && syntax.Token != nil {
			at = src.Place(syntax.Token.Position.Line, syntax.Token.Position.Column)
			src.Fault(at, "municipality.not-yaml", "detail", syntax.Message)
			return nil, false
		}
		src.Fault(at, "municipality.not-yaml", "detail", err.Error())
		return nil, false
	}
	switch {
	case len(file.Docs) == 0 || file.Docs[0].Body == nil:
		src.Fault(src.Place(1, 1), "municipality.empty-file")
		return nil, false
	case len(file.Docs) > 1:
		src.Fault(src.place(file.Docs[1].Body), "municipality.two-documents")
		return nil, false
	}
	return file.Docs[0].Body, true
}

// maxDepth is how many lists and maps may lie within one another. The parser
// takes time by the square of it.
const maxDepth = 100

// tooDeep finds where brackets, or dashes before a line's text, stand more
// within one another than a person writes. It looks at signs alone, before
// anything is parsed, and so counts those in a text too; nobody leaves a
// hundred brackets open there either.
func tooDeep(src *Source) (Position, bool) {
	open := 0
	for i, line := range bytes.Split(src.Data, []byte("\n")) {
		text := bytes.TrimLeft(line, "- ?")
		if bytes.Count(line[:len(line)-len(text)], []byte("- ")) > maxDepth {
			return src.Place(i+1, 1), true
		}
		if bytes.HasPrefix(text, []byte("#")) {
			continue
		}
		for column, b := range line {
			switch b {
			case '[', '{':
				open++
			case ']', '}':
				open = max(open-1, 0)
			}
			if open > maxDepth {
				return src.Place(i+1, column+1), true
			}
		}
	}
	return Position{}, false
}

// DecodeNode decodes a parsed document, as DecodeYAML does.
func DecodeNode(src *Source, root ast.Node, into any) {
	d := decoder{src: src}
	entries, ok := d.mapping(root)
	if !ok {
		src.Fault(src.place(root), "municipality.not-a-map", "key", "")
		return
	}
	if !d.schema(entries, "schema", src.place(root)) {
		return
	}
	entries = withoutKey(entries, "schema")
	d.structure(entries, reflect.ValueOf(into).Elem(), src.place(root))
}

type decoder struct{ src *Source }

// entry is one key of a map.
type entry struct {
	key   string
	at    Position
	value ast.Node
}

// place is where the value stands, or its key when there is no value.
func (e entry) place(src *Source) Position {
	if _, empty := e.value.(*ast.NullNode); empty {
		return e.at
	}
	return src.place(e.value)
}

func withoutKey(entries []entry, key string) []entry {
	rest := make([]entry, 0, len(entries))
	for _, e := range entries {
		if e.key != key {
			rest = append(rest, e)
		}
	}
	return rest
}

// place is where a node begins. A block map's own token is its first colon, so
// its first key is asked instead.
func (s *Source) place(n ast.Node) Position {
	switch v := n.(type) {
	case nil:
		return s.Place(1, 1)
	case *ast.MappingNode:
		if len(v.Values) > 0 && !v.IsFlowStyle {
			return s.place(v.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return s.place(v.Key)
	}
	token := n.GetToken()
	if token == nil || token.Position == nil {
		return s.Place(1, 1)
	}
	return s.Place(token.Position.Line, token.Position.Column)
}

// schema asks for "schema: N", under its key, with an N this program can read.
func (d *decoder) schema(entries []entry, key string, top Position) bool {
	for _, e := range entries {
		if e.key != key {
			continue
		}
		var version int
		before := len(d.src.faults)
		d.value(e.value, reflect.ValueOf(&version).Elem(), e.key, tagOptions{})
		switch {
		case len(d.src.faults) > before:
			return true
		case version > Schema:
			d.src.Fault(d.src.place(e.value), "municipality.schema-too-new", "schema", version, "known", Schema)
			return false
		case version < 1:
			d.src.Fault(d.src.place(e.value), "municipality.schema-unknown", "key", key, "schema", version, "known", Schema)
		}
		return true
	}
	d.src.Fault(top, "municipality.schema-missing", "key", key, "known", Schema)
	return true
}

// mapping returns the entries of a map and reports keys that stand twice.
func (d *decoder) mapping(n ast.Node) ([]entry, bool) {
	var pairs []*ast.MappingValueNode
	switch v := n.(type) {
	case *ast.MappingNode:
		pairs = v.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{v}
	default:
		return nil, false
	}
	first := make(map[string]Position, len(pairs))
	entries := make([]entry, 0, len(pairs))
	for _, pair := range pairs {
		at := d.src.place(pair.Key)
		key, ok := scalarText(pair.Key)
		if !ok {
			d.src.Fault(at, "municipality.yaml-feature", "text", pair.Key.String())
			continue
		}
		if earlier, twice := first[key]; twice {
			d.src.Fault(at, "municipality.duplicate-key", "key", key, "line", earlier.Line)
			continue
		}
		first[key] = at
		entries = append(entries, entry{key, at, pair.Value})
	}
	return entries, true
}

// structure decodes entries into a struct.
func (d *decoder) structure(entries []entry, v reflect.Value, at Position) {
	fields := fieldsOf(v.Type())
	d.src.Mark(v.Addr().Interface(), at)
	given := make(map[string]entry, len(entries))
	for _, e := range entries {
		given[e.key] = e
		if _, known := fields[e.key]; !known {
			d.src.Fault(e.at, "municipality.unknown-key", "key", e.key, "near", Nearest(e.key, keysOf(fields)))
		}
	}
	for _, key := range keysOf(fields) {
		f := fields[key]
		target := v.FieldByIndex(f.index)
		e, present := given[key]
		if !present {
			d.src.Mark(target.Addr().Interface(), at)
			if f.options.required {
				d.src.Fault(at, "municipality.missing-key", "key", key)
				d.src.bad[target.Addr().Interface()] = true
			}
			continue
		}
		place := e.place(d.src)
		d.src.Mark(target.Addr().Interface(), place)
		before := len(d.src.faults)
		d.value(e.value, target, key, f.options)
		if len(d.src.faults) > before {
			d.src.bad[target.Addr().Interface()] = true
			continue
		}
		if f.options.required && isEmpty(target) {
			d.src.Fault(place, "municipality.empty-value", "key", key)
			d.src.bad[target.Addr().Interface()] = true
			continue
		}
		d.declare(f.options, target, v)
	}
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Bool, reflect.Int, reflect.Int64, reflect.Float64:
		return false
	default:
		return v.IsZero()
	}
}

// declare notes what the tags say the value defines or refers to.
func (d *decoder) declare(options tagOptions, v, owner reflect.Value) {
	if options.define == "" && options.refer == "" {
		return
	}
	if v.Kind() == reflect.Slice {
		for i := range v.Len() {
			d.declare(options, v.Index(i), owner)
		}
		return
	}
	key := v.String()
	at := d.src.At(v.Addr().Interface())
	if options.define != "" {
		if !validKey(key) {
			d.src.Fault(at, "municipality.bad-key", "key", key)
			return
		}
		d.src.names = append(d.src.names, name{options.define, key, at, true, owner.Addr().Interface()})
	}
	if options.refer != "" && key != "" {
		d.src.names = append(d.src.names, name{options.refer, key, at, false, nil})
	}
}

// validKey asks for what can stand in a file name, an address and a BPMN id
// on any machine: small letters a–z, digits, and . - _ inside.
func validKey(key string) bool {
	for i, r := range key {
		letter := 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
		if !letter && (i == 0 || !strings.ContainsRune(".-_", r)) {
			return false
		}
	}
	return key != ""
}

var textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
