package feel

import (
	"fmt"
	"strings"
)

// Format writes a value as FEEL's string() does, but strings in quotes.
func Format(v Value) string {
	var b strings.Builder
	format(&b, v, 0)
	return b.String()
}

func format(b *strings.Builder, v Value, depth int) {
	if depth > maxNesting {
		b.WriteString("…")
		return
	}
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		fmt.Fprint(b, v)
	case string:
		b.WriteByte('"')
		b.WriteString(strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(v))
		b.WriteByte('"')
	case List:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			format(b, item, depth+1)
		}
		b.WriteByte(']')
	case *Context:
		formatContext(b, v, depth)
	case fmt.Stringer:
		b.WriteString(v.String())
	}
}

func formatContext(b *strings.Builder, c *Context, depth int) {
	b.WriteByte('{')
	for i, key := range c.keys {
		if i > 0 {
			b.WriteString(", ")
		}
		if tokens := nameTokens(key); len(tokens) > 0 && tokens[0].kind == tokenName && joined(tokens) == key {
			b.WriteString(key)
		} else {
			format(b, key, depth+1)
		}
		b.WriteString(": ")
		format(b, c.values[key], depth+1)
	}
	b.WriteByte('}')
}

// textOf is what string() makes of a value.
func textOf(v Value) string {
	if s, ok := v.(string); ok {
		return s
	}
	return Format(v)
}
