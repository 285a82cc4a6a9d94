package staff

// Tree is the units in effect with what lies under what. It is plain data and
// does not change.
type Tree struct {
	units    map[string]Unit
	children map[string][]string
	roots    []string // in the order of their names
}

func newTree(units []Unit) Tree {
	t := Tree{units: make(map[string]Unit, len(units)), children: map[string][]string{}}
	for _, u := range units {
		t.units[u.Key] = u
	}
	for _, u := range units {
		if _, found := t.units[u.Parent]; found && u.Parent != u.Key {
			t.children[u.Parent] = append(t.children[u.Parent], u.Key)
		} else {
			t.roots = append(t.roots, u.Key)
		}
	}
	return t
}

// Unit returns a unit by its key.
func (t Tree) Unit(key string) (Unit, bool) { u, found := t.units[key]; return u, found }

// Children are the units right under one, by name.
func (t Tree) Children(key string) []string { return t.children[key] }

// Below is the unit and every unit under it, itself first. A key that is not
// in effect has nothing below.
func (t Tree) Below(key string) []string {
	if _, found := t.units[key]; !found {
		return nil
	}
	return t.below(key, nil, nil)
}

// BelowUntil is Below, but stops above units for which stop says so: they and
// what is under them are left out. The unit itself is always in.
func (t Tree) BelowUntil(key string, stop func(unit string) bool) []string {
	if _, found := t.units[key]; !found {
		return nil
	}
	return t.below(key, stop, nil)
}

func (t Tree) below(key string, stop func(string) bool, into []string) []string {
	into = append(into, key)
	for _, child := range t.children[key] {
		if stop == nil || !stop(child) {
			into = t.below(child, stop, into)
		}
	}
	return into
}

// Walk visits every unit from the top, with its depth from 0.
func (t Tree) Walk(visit func(u Unit, depth int)) {
	var walk func(keys []string, depth int)
	walk = func(keys []string, depth int) {
		for _, key := range keys {
			visit(t.units[key], depth)
			walk(t.children[key], depth+1)
		}
	}
	walk(t.roots, 0)
}
