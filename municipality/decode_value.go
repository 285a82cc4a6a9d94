package municipality

import (
	"encoding"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/goccy/go-yaml/ast"

	"saksgang/base/calendar"
)

// value decodes one node into v and reports what does not fit.
func (d *decoder) value(n ast.Node, v reflect.Value, key string, options tagOptions) {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		d.src.Fault(d.src.place(n), "municipality.yaml-feature", "text", n.String())
		return
	case *ast.NullNode:
		return // a key without a value says nothing; "required" notices it
	}
	if v.Kind() != reflect.Pointer && v.Addr().Type().Implements(textUnmarshaler) {
		d.text(n, v, key)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), key, options)
	case reflect.Struct:
		if entries, ok := d.mapping(n); ok {
			d.structure(entries, v, d.src.place(n))
		} else {
			d.src.Fault(d.src.place(n), "municipality.not-a-map", "key", key)
		}
	case reflect.Map:
		d.table(n, v, key, options)
	case reflect.Slice:
		d.list(n, v, key, options)
	default:
		d.scalar(n, v, key, options)
	}
}

func (d *decoder) list(n ast.Node, v reflect.Value, key string, options tagOptions) {
	sequence, ok := n.(*ast.SequenceNode)
	if !ok {
		d.src.Fault(d.src.place(n), "municipality.not-a-list", "key", key)
		return
	}
	// Made once at full length: the addresses that marks go by stay true.
	v.Set(reflect.MakeSlice(v.Type(), len(sequence.Values), len(sequence.Values)))
	for i, item := range sequence.Values {
		d.src.Mark(v.Index(i).Addr().Interface(), d.src.place(item))
		if _, empty := item.(*ast.NullNode); empty {
			d.src.Fault(d.src.place(item), "municipality.empty-value", "key", key)
			continue
		}
		d.value(item, v.Index(i), key, options)
	}
}

// table decodes a map with text keys. Its values have no address of their own;
// let them be pointers where places matter.
func (d *decoder) table(n ast.Node, v reflect.Value, key string, options tagOptions) {
	entries, ok := d.mapping(n)
	if !ok {
		d.src.Fault(d.src.place(n), "municipality.not-a-map", "key", key)
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(entries)))
	for _, e := range entries {
		name := reflect.New(v.Type().Key()).Elem()
		if name.Addr().Type().Implements(textUnmarshaler) {
			if name.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(e.key)) != nil {
				d.unreadable(e.at, name.Type(), key, e.key)
				continue
			}
		} else {
			name.SetString(e.key)
		}
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(e.value, item, e.key, options)
		v.SetMapIndex(name, item)
	}
}

// text decodes into a type that reads its own text, such as a date.
func (d *decoder) text(n ast.Node, v reflect.Value, key string) {
	text, ok := scalarText(n)
	if !ok {
		d.src.Fault(d.src.place(n), "municipality.not-text", "key", key)
		return
	}
	if v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)) != nil {
		d.unreadable(d.src.place(n), v.Type(), key, text)
	}
}

// unreadable reports a text that its type refuses, by a sentence of the type's
// own where there is one.
func (d *decoder) unreadable(at Position, t reflect.Type, key, text string) {
	code := "municipality.unreadable-value"
	switch t {
	case reflect.TypeFor[calendar.Date]():
		code = "municipality.not-a-date"
	case reflect.TypeFor[calendar.Span]():
		code = "municipality.not-a-span"
	case reflect.TypeFor[calendar.Country]():
		code = "municipality.not-a-country"
	}
	d.src.Fault(at, code, "key", key, "value", text)
}

func (d *decoder) scalar(n ast.Node, v reflect.Value, key string, options tagOptions) {
	text, isText := scalarText(n)
	at := d.src.place(n)
	switch v.Kind() {
	case reflect.String:
		if !isText {
			d.src.Fault(at, "municipality.not-text", "key", key)
			return
		}
		if len(options.one) > 0 && !slices.Contains(options.one, text) {
			d.src.Fault(at, "municipality.not-one-of", "key", key, "value", text,
				"allowed", strings.Join(options.one, ", "), "near", Nearest(text, options.one))
			return
		}
		v.SetString(text)
	case reflect.Bool:
		b, ok := n.(*ast.BoolNode)
		if !ok {
			d.src.Fault(at, "municipality.not-true-or-false", "key", key, "value", n.String())
			return
		}
		v.SetBool(b.Value)
	case reflect.Int, reflect.Int64:
		number, err := strconv.ParseInt(text, 10, 64)
		if _, whole := n.(*ast.IntegerNode); !whole || err != nil || v.OverflowInt(number) {
			d.src.Fault(at, "municipality.not-a-whole-number", "key", key, "value", n.String())
			return
		}
		v.SetInt(number)
	case reflect.Float64:
		number, err := strconv.ParseFloat(n.GetToken().Value, 64)
		if n.Type() != ast.IntegerType && n.Type() != ast.FloatType || err != nil {
			d.src.Fault(at, "municipality.not-a-number", "key", key, "value", n.String())
			return
		}
		v.SetFloat(number)
	default:
		panic("municipality: a field of type " + v.Type().String() + " cannot be decoded")
	}
}

// scalarText is the text of a scalar as it was written. Whole numbers are
// text as well, digit by digit: codes and postcodes are written without
// quotes and may begin with 0.
func scalarText(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		return v.Value.Value, true
	case *ast.IntegerNode:
		return v.GetToken().Value, true
	default:
		return "", false
	}
}

// tagOptions is what a field's "check" tag says.
type tagOptions struct {
	required      bool
	one           []string
	define, refer string
}

type field struct {
	index   []int
	options tagOptions
}

var fieldCache sync.Map // reflect.Type → map[string]field

// fieldsOf lists the fields of a struct by their yaml name. Embedded structs
// count as part of it.
func fieldsOf(t reflect.Type) map[string]field {
	if known, found := fieldCache.Load(t); found {
		return known.(map[string]field)
	}
	fields := make(map[string]field)
	for _, f := range reflect.VisibleFields(t) {
		key := f.Tag.Get("yaml")
		if f.Anonymous || key == "" || key == "-" {
			continue
		}
		fields[key] = field{index: f.Index, options: parseTag(f.Tag.Get("check"))}
	}
	known, _ := fieldCache.LoadOrStore(t, fields)
	return known.(map[string]field)
}

func parseTag(tag string) tagOptions {
	var options tagOptions
	for part := range strings.SplitSeq(tag, ",") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "":
		case "required":
			options.required = true
		case "one":
			options.one = strings.Split(value, "|")
		case "define":
			options.define = value
		case "refer":
			options.refer = value
		default:
			panic("municipality: a check tag cannot say " + part)
		}
	}
	return options
}

func keysOf(fields map[string]field) []string { return slices.Sorted(maps.Keys(fields)) }
