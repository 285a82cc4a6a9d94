package municipality

import (
	"maps"
	"slices"
)

// Checker is what a section's Index and Check work with: the index of all
// things by kind and key, the folder's files, and the list of faults.
type Checker struct {
	loaded     *Loaded
	faults     []Fault
	things     map[string]map[string]definition
	references []name
}

// definition is a thing that references may name.
type definition struct {
	at    Position // zero when the program itself offers it
	value any
}

// Fault reports what is wrong at a place; args are name/value pairs. The
// sentence and remedy stand in the module's catalogue under "problem.<code>".
func (c *Checker) Fault(at Position, code string, args ...any) {
	c.faults = append(c.faults, newFault(at, code, args))
}

// Define enters a thing of a kind; value is what Find gives to others. A key
// that the kind has already is a fault.
func (c *Checker) Define(kind, key string, at Position, value any) {
	if !validKey(key) {
		c.Fault(at, "municipality.bad-key", "key", key)
		return
	}
	c.enter(kind, key, definition{at, value})
}

func (c *Checker) enter(kind, key string, d definition) {
	if c.things[kind] == nil {
		c.things[kind] = make(map[string]definition)
	}
	if earlier, taken := c.things[kind][key]; taken {
		if d.at.File != "" {
			c.Fault(d.at, "municipality.defined-twice", "kind", kind, "key", key,
				"file", earlier.at.File, "line", earlier.at.Line)
		}
		return
	}
	c.things[kind][key] = d
}

// Refer says that the thing must exist. Missing ones become faults, with the
// nearest name there is, when all sections have been checked.
func (c *Checker) Refer(kind, key string, at Position) {
	c.references = append(c.references, name{kind: kind, key: key, at: at})
}

// Find returns what was defined under the key. Inside Index others may not be
// there yet.
func (c *Checker) Find(kind, key string) (value any, found bool) {
	d, found := c.things[kind][key]
	return d.value, found
}

// Keys lists the keys of a kind in order.
func (c *Checker) Keys(kind string) []string { return slices.Sorted(maps.Keys(c.things[kind])) }

// FileText returns the text of a file in the folder by its path.
func (c *Checker) FileText(path string) (text []byte, found bool) {
	text, found = c.loaded.Files[path]
	return text, found
}

// enterNames takes over what the tags of a file declared.
func (c *Checker) enterNames(src *Source) {
	for _, n := range src.names {
		if n.defines {
			c.enter(n.kind, n.key, definition{n.at, n.value})
		} else {
			c.references = append(c.references, n)
		}
	}
}

func (c *Checker) resolve() {
	for _, r := range c.references {
		if _, found := c.things[r.kind][r.key]; !found {
			c.Fault(r.at, "municipality.unknown-reference", "kind", r.kind, "key", r.key,
				"near", Nearest(r.key, c.Keys(r.kind)))
		}
	}
}
