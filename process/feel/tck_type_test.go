package feel_test

import (
	"slices"
	"strings"

	"saksgang/process/feel"
)

// fit gives v as the type asks, or nil if it does not conform; a single item
// may be taken out of its list, or put into one.
func (m *model) fit(v feel.Value, typeRef string) feel.Value {
	if typeRef == "" || v == nil || m.conforms(v, typeRef) {
		return v
	}
	if list, ok := v.(feel.List); ok && len(list) == 1 && m.conforms(list[0], typeRef) {
		return list[0]
	}
	if wrapped := (feel.List{v}); m.conforms(wrapped, typeRef) {
		return wrapped
	}
	return nil
}

func (m *model) conforms(v feel.Value, typeRef string) bool {
	if v == nil {
		return true
	}
	if prefix, rest, dotted := strings.Cut(typeRef, "."); dotted && m.types[typeRef] == nil {
		for namespace, name := range m.imports {
			if other := m.others[namespace]; name == prefix && other != nil {
				return other.conforms(v, rest)
			}
		}
	}
	if def := m.types[typeRef]; def != nil {
		return m.conformsTo(v, def)
	}
	return basic(v, typeRef)
}

func basic(v feel.Value, typeRef string) bool {
	ok := true
	switch strings.TrimPrefix(typeRef, "feel:") {
	case "string":
		_, ok = v.(string)
	case "number":
		_, ok = v.(feel.Number)
	case "boolean":
		_, ok = v.(bool)
	case "date":
		_, ok = v.(feel.Date)
	case "time":
		_, ok = v.(feel.Time)
	case "dateTime", "date and time":
		_, ok = v.(feel.DateTime)
	case "dayTimeDuration", "days and time duration":
		_, ok = v.(feel.DTDuration)
	case "yearMonthDuration", "years and months duration":
		_, ok = v.(feel.YMDuration)
	case "context":
		_, ok = v.(*feel.Context)
	}
	return ok
}

func (m *model) conformsTo(v feel.Value, def *element) bool {
	if def.attrs["isCollection"] == "true" {
		list, ok := v.(feel.List)
		return ok && !slices.ContainsFunc(list, func(item feel.Value) bool { return !m.itemConforms(item, def) })
	}
	return m.itemConforms(v, def)
}

func (m *model) itemConforms(v feel.Value, def *element) bool {
	if v == nil {
		return true
	}
	if len(def.all("functionItem")) > 0 {
		_, ok := v.(*feel.Function)
		return ok
	}
	if components := def.all("itemComponent"); len(components) > 0 {
		c, ok := v.(*feel.Context)
		if !ok {
			return false
		}
		for _, part := range components {
			member, there := c.Get(part.attrs["name"])
			if !there || !m.conformsTo(member, part) {
				return false
			}
		}
		return true
	}
	typeRef := strings.TrimSpace(def.child("typeRef").text)
	return m.conforms(v, typeRef) && m.allowed(v, def)
}

func (m *model) allowed(v feel.Value, def *element) bool {
	text := def.child("allowedValues").body()
	if text == "" {
		return true
	}
	tests, err := feel.ParseUnary(text)
	if err != nil {
		return false
	}
	ok, err := tests.Eval(v, nil, feel.Options{})
	return err == nil && ok == true
}

// members are the names below a variable that FEEL must know of to read them.
func (m *model) members(name, typeRef string, depth int) []string {
	def := m.types[typeRef]
	if def == nil || depth > 4 {
		return nil
	}
	return m.membersOf(name, def, depth)
}

func (m *model) membersOf(name string, def *element, depth int) []string {
	var out []string
	for _, part := range def.all("itemComponent") {
		path := name + "." + part.attrs["name"]
		out = append(append(out, path), m.membersOf(path, part, depth+1)...)
		out = append(out, m.members(path, strings.TrimSpace(part.child("typeRef").text), depth+1)...)
	}
	return append(out, m.members(name, strings.TrimSpace(def.child("typeRef").text), depth+1)...)
}
