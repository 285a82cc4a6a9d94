package municipality

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Tree is a JSON or YAML file whose form a section does not know beforehand,
// such as a JSON Schema. Its values are reached by JSON Pointer (RFC 6901).
type Tree struct {
	src    *Source
	values map[string]treeValue
}

type treeValue struct {
	at     Position
	text   string
	keys   []string // of a map, in order
	length int      // of a list
}

// ReadTree parses the file and reports what DecodeYAML would as far as that
// needs no type: syntax, duplicate keys, the schema number. A format that is
// not ours has that number under a key it leaves to others ("x-schema").
func ReadTree(src *Source, schemaKey string) (*Tree, bool) {
	root, ok := parseYAML(src)
	if !ok {
		return nil, false
	}
	d := decoder{src: src}
	t := &Tree{src: src, values: make(map[string]treeValue)}
	entries, ok := t.add(d, root, "")
	if !ok {
		src.Fault(src.place(root), "municipality.not-a-map", "key", "")
		return nil, false
	}
	return t, d.schema(entries, schemaKey, src.place(root))
}

// add enters a node and what is in it; entries and ok are those of a map.
func (t *Tree) add(d decoder, n ast.Node, pointer string) (entries []entry, ok bool) {
	value := treeValue{at: t.src.place(n)}
	value.text, _ = scalarText(n)
	if sequence, isList := n.(*ast.SequenceNode); isList {
		value.length = len(sequence.Values)
		for i, item := range sequence.Values {
			t.add(d, item, pointer+Pointer(i))
		}
	} else if entries, ok = d.mapping(n); ok {
		for _, e := range entries {
			value.keys = append(value.keys, e.key)
			t.add(d, e.value, pointer+Pointer(e.key))
		}
	}
	t.values[pointer] = value
	return entries, ok
}

// Pointer writes a JSON Pointer from map keys and list indexes.
func Pointer(tokens ...any) string {
	var b strings.Builder
	for _, token := range tokens {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(fmt.Sprint(token)))
	}
	return b.String()
}

// Has tells whether there is a value.
func (t *Tree) Has(pointer string) bool { _, found := t.values[pointer]; return found }

// Text is a scalar's text, or "".
func (t *Tree) Text(pointer string) string { return t.values[pointer].text }

// Texts are the texts of a list.
func (t *Tree) Texts(pointer string) []string {
	texts := make([]string, t.values[pointer].length)
	for i := range texts {
		texts[i] = t.Text(pointer + "/" + strconv.Itoa(i))
	}
	return texts
}

// Keys are the keys of a map in the order they are written.
func (t *Tree) Keys(pointer string) []string { return t.values[pointer].keys }

// At is the place of a value, or of the nearest that holds it.
func (t *Tree) At(pointer string) Position {
	for {
		if value, found := t.values[pointer]; found {
			return value.at
		}
		last := strings.LastIndexByte(pointer, '/')
		if last < 0 {
			return t.src.Place(1, 1)
		}
		pointer = pointer[:last]
	}
}
