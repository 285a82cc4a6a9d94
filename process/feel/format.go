package feel

import (
	"fmt"
	"math"
	"strings"
)

// Format writes a value as FEEL's string() does, but a text in quotes.
func Format(v Value) string { return formatWithin(v, math.MaxInt) }

// formatWithin stops soon after most bytes.
func formatWithin(v Value, most int) string {
	f := &formatter{most: most}
	f.value(v, 0)
	return f.String()
}

// formatter writes values. It is bounded since parts of a value may be shared,
// so that a small value can be endless to write.
type formatter struct {
	strings.Builder
	most int
}

func (f *formatter) value(v Value, depth int) {
	if f.Len() > f.most {
		return
	}
	if depth > maxNesting {
		f.WriteString("…")
		return
	}
	switch v := v.(type) {
	case nil:
		f.WriteString("null")
	case bool:
		fmt.Fprint(f, v)
	case string:
		f.quoted(v)
	case List:
		f.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				f.WriteString(", ")
			}
			f.value(item, depth+1)
		}
		f.WriteByte(']')
	case *Context:
		f.context(v, depth)
	case fmt.Stringer:
		f.WriteString(v.String())
	}
}

func (f *formatter) quoted(s string) {
	f.WriteByte('"')
	f.WriteString(strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s))
	f.WriteByte('"')
}

func (f *formatter) context(c *Context, depth int) {
	f.WriteByte('{')
	for i, key := range c.keys {
		if i > 0 {
			f.WriteString(", ")
		}
		if tokens := nameTokens(key); len(tokens) > 0 && tokens[0].kind == tokenName && joined(tokens) == key {
			f.WriteString(key)
		} else {
			f.quoted(key)
		}
		f.WriteString(": ")
		f.value(c.values[key], depth+1)
	}
	f.WriteByte('}')
}

// weigh counts what a value consists of, written out; it stops after most.
func weigh(v Value, most, depth int) int {
	if depth > maxNesting {
		return most + 1
	}
	n := 1
	switch v := v.(type) {
	case string:
		n += len(v)
	case List:
		for _, item := range v {
			if n > most {
				break
			}
			n += weigh(item, most-n, depth+1)
		}
	case *Context:
		for key, item := range v.values {
			if n > most {
				break
			}
			n += len(key) + weigh(item, most-n, depth+1)
		}
	}
	return n
}
