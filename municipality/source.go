package municipality

import "maps"

// Source is one file while it is decoded: its text, the faults found in it,
// and the places of the values read from it.
type Source struct {
	Path string
	Data []byte

	faults []Fault
	marks  map[any]Position
	bad    map[any]bool
	names  []name
}

// name is a definition or reference that a tag declared.
type name struct {
	kind, key string
	at        Position
	defines   bool
	value     any // what is defined: the address of the enclosing struct
}

// NewSource makes the source of one file.
func NewSource(path string, data []byte) *Source {
	return &Source{Path: path, Data: data, marks: make(map[any]Position), bad: make(map[any]bool)}
}

// Place is a position in this file.
func (s *Source) Place(line, column int) Position {
	return Position{File: s.Path, Line: max(line, 1), Column: max(column, 1)}
}

// Fault reports what is wrong at a place; args are name/value pairs.
func (s *Source) Fault(at Position, code string, args ...any) {
	s.faults = append(s.faults, newFault(at, code, args))
}

// Faults returns what has been reported so far.
func (s *Source) Faults() []Fault { return s.faults }

// Mark remembers the place of a value by its address, for At.
func (s *Source) Mark(field any, at Position) { s.marks[field] = at }

// At returns the place of a value by its address, or the top of the file.
func (s *Source) At(field any) Position {
	if at, found := s.marks[field]; found {
		return at
	}
	return s.Place(1, 1)
}

// Refer says, while decoding, that a thing must exist; see Checker.Refer.
func (s *Source) Refer(kind, key string, at Position) {
	s.names = append(s.names, name{kind: kind, key: key, at: at})
}

// Adopt takes over what was found in a part of the same file that was decoded
// by itself.
func (s *Source) Adopt(part *Source) {
	s.faults = append(s.faults, part.faults...)
	s.names = append(s.names, part.names...)
	maps.Copy(s.marks, part.marks)
	maps.Copy(s.bad, part.bad)
}
