package feel

import (
	"strings"
	"unicode/utf8"
)

var stringFunctions = []definition{
	{"substring(string, start position, length?)", substring},
	{"string length(string)", func(c *Call, a []Value) Value {
		s, ok := arg[string](c, a, 0)
		if !ok {
			return nil
		}
		return Int(int64(utf8.RuneCountInString(s)))
	}},
	{"upper case(string)", mapText(strings.ToUpper)},
	{"lower case(string)", mapText(strings.ToLower)},
	{"substring before(string, match)", twoTexts(func(c *Call, s, match string) Value {
		before, _, found := strings.Cut(s, match)
		if !found {
			return ""
		}
		return before
	})},
	{"substring after(string, match)", twoTexts(func(c *Call, s, match string) Value {
		_, after, _ := strings.Cut(s, match)
		return after
	})},
	{"contains(string, match)", twoTexts(func(c *Call, s, match string) Value { return strings.Contains(s, match) })},
	{"starts with(string, match)", twoTexts(func(c *Call, s, match string) Value { return strings.HasPrefix(s, match) })},
	{"ends with(string, match)", twoTexts(func(c *Call, s, match string) Value { return strings.HasSuffix(s, match) })},
	{"replace(input, pattern, replacement, flags?)", replace},
	{"matches(input, pattern, flags?)", matches},
	{"split(string, delimiter)", split},
	{"string join(list, delimiter?)", stringJoin},
}

func mapText(f func(string) string) func(c *Call, a []Value) Value {
	return func(c *Call, a []Value) Value {
		s, ok := arg[string](c, a, 0)
		if !ok {
			return nil
		}
		return c.text(f(s))
	}
}

func twoTexts(f func(c *Call, s, match string) Value) func(c *Call, a []Value) Value {
	return func(c *Call, a []Value) Value {
		s, ok1 := arg[string](c, a, 0)
		match, ok2 := arg[string](c, a, 1)
		if !ok1 || !ok2 {
			return nil
		}
		c.m.step(c.at, len(s)/64)
		return f(c, s, match)
	}
}

// substring counts characters from 1, or from the end by -1.
func substring(c *Call, a []Value) Value {
	s, ok1 := arg[string](c, a, 0)
	start, ok2 := arg[Number](c, a, 1)
	if !ok1 || !ok2 {
		return nil
	}
	c.m.step(c.at, len(s)/8)
	runes := []rune(s)
	size := int64(len(runes))
	from, ok := start.truncated()
	switch {
	case !ok || from == 0 || from > size || from < -size:
		return c.refuse(1)
	case from < 0:
		from += size
	default:
		from--
	}
	to := size
	if given(a, 2) {
		length, ok := arg[Number](c, a, 2)
		if !ok {
			return nil
		}
		n, ok := length.truncated()
		if !ok || n < 1 {
			return c.refuse(2)
		}
		to = min(size, from+min(n, size))
	}
	return c.text(string(runes[from:to]))
}

func stringJoin(c *Call, a []Value) Value {
	list, ok := listArg(c, a, 0)
	if !ok {
		return nil
	}
	delimiter := ""
	if given(a, 1) && a[1] != nil {
		if delimiter, ok = arg[string](c, a, 1); !ok {
			return nil
		}
	}
	texts := make([]string, 0, len(list))
	size := 0
	for _, item := range list {
		s, ok := item.(string)
		switch {
		case ok:
			texts = append(texts, s)
			size += len(s) + len(delimiter)
		case item != nil:
			return c.wrong(0, "list<string>", list)
		}
	}
	c.m.build(c.at, size)
	return strings.Join(texts, delimiter)
}
