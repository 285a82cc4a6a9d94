package feel

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// Context is a FEEL context: named values in the order they were entered.
type Context struct {
	keys   []string
	values map[string]Value
}

// NewContext returns an empty context to be filled by Set before it is shared.
func NewContext() *Context { return &Context{values: map[string]Value{}} }

// Set enters or replaces key. v must be a Value; see Of.
func (c *Context) Set(key string, v Value) {
	if _, there := c.values[key]; !there {
		c.keys = append(c.keys, key)
	}
	c.values[key] = v
}

// Get returns key's value and whether there is one.
func (c *Context) Get(key string) (Value, bool) {
	v, ok := c.values[key]
	return v, ok
}

// Keys are the keys in the order they were entered.
func (c *Context) Keys() []string { return slices.Clone(c.keys) }

// Len is the number of keys.
func (c *Context) Len() int { return len(c.keys) }

// Lookup makes a context a Scope.
func (c *Context) Lookup(name string) (Value, bool) { return c.Get(name) }

func (c *Context) clone() *Context {
	return &Context{keys: slices.Clone(c.keys), values: maps.Clone(c.values)}
}

// MarshalJSON writes the context as an object with its keys in order.
func (c *Context) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, key := range c.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(c.values[key])
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// contextOf orders the keys of a Go map alphabetically, having no other order.
func contextOf(m map[string]any) (Value, error) {
	c := NewContext()
	for _, key := range slices.Sorted(maps.Keys(m)) {
		v, err := Of(m[key])
		if err != nil {
			return nil, err
		}
		c.Set(key, v)
	}
	return c, nil
}
