package municipality

import (
	"fmt"
	"path"
	"slices"
)

// Section is one kind of file in the folder, registered by the module that
// owns it. T is what one file decodes into: plain data with yaml tags.
//
// A field's "check" tag says what the decoder asks of it, joined by commas:
//
//	required      the key must be there and not be empty
//	one=a|b|c     the text is one of these
//	define=kind   the text is the key of a new thing of this kind
//	refer=kind    the text (or each text of a list) is the key of such a thing
//
// What a tag cannot say, Index and Check say in Go.
type Section[T any] struct {
	// Name is "module.what" and unique, for example "staff.units".
	Name string
	// Pattern tells which files belong here, from the folder's root, in the
	// form of path.Match: "units.yaml", "templates/*.md".
	Pattern string
	// Required makes it a fault that no file matches.
	Required bool
	// Decode reads one file; nil means DecodeYAML. It reports through src.
	Decode func(src *Source, into *T)
	// Index defines what the tags could not. It runs for every file of every
	// section before any Check does.
	Index func(c *Checker, f *File[T])
	// Check refers, and reports what is wrong across files. Everything is
	// defined by now.
	Check func(c *Checker, f *File[T])
}

// File is one decoded file of a section.
type File[T any] struct {
	Path  string
	Value *T
	src   *Source
}

// At returns the place of a value in the file. Give it the address of a field
// or of a list's element in f.Value: f.At(&unit.Parent). A key that is left
// out has the place of the map it should stand in.
func (f *File[T]) At(field any) Position { return f.src.At(field) }

// Bad tells, by the address of a field, whether decoding already found a fault
// in it, so that a check need not report what follows from that.
func (f *File[T]) Bad(field any) bool { return f.src.bad[field] }

// Registry holds the sections a program knows. Fill it before use; after that
// it is safe for use by many at once.
type Registry struct {
	sections []registered
	known    map[string][]string
}

// registered is a Section without its type.
type registered struct {
	name, pattern string
	required      bool
	decode        func(src *Source) any // *File[T]
	index, check  func(c *Checker, file any)
}

// NewRegistry returns a registry without sections.
func NewRegistry() *Registry { return &Registry{known: make(map[string][]string)} }

// Register adds a module's section. A name used twice or a pattern that cannot
// be read is a mistake in the program and panics at start.
func Register[T any](r *Registry, s Section[T]) {
	if _, err := path.Match(s.Pattern, "x"); err != nil || s.Name == "" || s.Pattern == "" {
		panic(fmt.Sprintf("municipality: section %q has no usable name and pattern %q", s.Name, s.Pattern))
	}
	if slices.ContainsFunc(r.sections, func(o registered) bool { return o.name == s.Name }) {
		panic(fmt.Sprintf("municipality: section %q is registered twice", s.Name))
	}
	r.sections = append(r.sections, registered{
		name: s.Name, pattern: s.Pattern, required: s.Required,
		decode: func(src *Source) any {
			file := &File[T]{Path: src.Path, Value: new(T), src: src}
			if s.Decode == nil {
				DecodeYAML(src, file.Value)
			} else {
				s.Decode(src, file.Value)
			}
			return file
		},
		index: hook(s.Index),
		check: hook(s.Check),
	})
}

func hook[T any](f func(*Checker, *File[T])) func(*Checker, any) {
	if f == nil {
		return func(*Checker, any) {}
	}
	return func(c *Checker, file any) { f(c, file.(*File[T])) }
}

// Know names things that the program itself offers and a file may refer to:
// rights, actions, handlers, template fields. Modules call it beside Register.
func (r *Registry) Know(kind string, keys ...string) {
	r.known[kind] = append(r.known[kind], keys...)
}

// sectionOf returns the section that a file belongs to; the first registered
// wins.
func (r *Registry) sectionOf(name string) (registered, bool) {
	for _, s := range r.sections {
		if match, _ := path.Match(s.pattern, name); match {
			return s, true
		}
	}
	return registered{}, false
}
