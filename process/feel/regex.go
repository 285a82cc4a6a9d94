package feel

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
)

// Patterns are those of XPath (fn:matches, fn:replace), as FEEL asks. They run
// on Go's engine, whose time is linear in the text: patterns come from people
// outside. It has no back-references within the pattern and no lookaround, and
// XPath has no lookaround either. Class subtraction, [a-z-[aeiou]], is refused.

// pattern compiles the pattern to be run on input and takes the work of that
// from the budget; nil after a warning that names the parameter.
func (c *Call) pattern(input string, a []Value, patternAt, flagsAt int) *regexp.Regexp {
	text, ok := arg[string](c, a, patternAt)
	if !ok {
		return nil
	}
	flags := ""
	if flagsAt >= 0 && given(a, flagsAt) && a[flagsAt] != nil {
		if flags, ok = arg[string](c, a, flagsAt); !ok {
			return nil
		}
	}
	if strings.Trim(flags, "smixq") != "" {
		c.refuse(flagsAt)
		return nil
	}
	re, size := compilePattern(goPattern(text, flags))
	if re == nil {
		c.refuse(patternAt)
		return nil
	}
	// The engine looks at most at each instruction for each byte.
	const work = 1024
	c.m.step(c.at, size+(len(input)+1)*size/work)
	return re
}

// compilePattern also tells the number of the pattern's instructions.
func compilePattern(text string) (re *regexp.Regexp, size int) {
	const most = 4096
	if len(text) > most {
		return nil, 0
	}
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, 0
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil, 0
	}
	re, err = regexp.Compile(text)
	if err != nil {
		return nil, 0
	}
	return re, len(program.Inst)
}

// goPattern puts XPath flags into Go's form.
func goPattern(text, flags string) string {
	if strings.Contains(flags, "q") {
		text = regexp.QuoteMeta(text)
	} else if strings.Contains(flags, "x") {
		text = withoutBlank(text)
	}
	own := ""
	for _, f := range "smi" {
		if strings.ContainsRune(flags, f) {
			own += string(f)
		}
	}
	if own == "" {
		return text
	}
	return "(?" + own + ")" + text
}

// withoutBlank drops blank space outside of classes.
func withoutBlank(text string) string {
	var b strings.Builder
	class, escaped := 0, false
	for _, r := range text {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == '[':
			class++
		case r == ']' && class > 0:
			class--
		case class == 0 && unicode.IsSpace(r):
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func matches(c *Call, a []Value) Value {
	input, ok := arg[string](c, a, 0)
	re := c.pattern(input, a, 1, 2)
	if !ok || re == nil {
		return nil
	}
	return re.MatchString(input)
}

func replace(c *Call, a []Value) Value {
	input, ok1 := arg[string](c, a, 0)
	with, ok2 := arg[string](c, a, 2)
	re := c.pattern(input, a, 1, 3)
	if !ok1 || !ok2 || re == nil {
		return nil
	}
	flags, _ := a[3].(string)
	literal := strings.Contains(flags, "q")
	var b strings.Builder
	done := 0
	for _, m := range re.FindAllStringSubmatchIndex(input, -1) {
		b.WriteString(input[done:m[0]])
		before := b.Len()
		if literal {
			b.WriteString(with)
		} else if !expand(&b, with, input, m) {
			return c.refuse(2)
		}
		c.m.build(c.at, b.Len()-before)
		done = m[1]
	}
	b.WriteString(input[done:])
	return c.text(b.String())
}

// expand writes a replacement: $0 is the match, $1 a group (as many digits as
// there are groups for), \$ and \\ the signs themselves. False if a sign stands
// where it means nothing.
func expand(b *strings.Builder, with, input string, m []int) bool {
	groups := len(m)/2 - 1
	for i := 0; i < len(with); i++ {
		switch with[i] {
		case '\\':
			if i++; i == len(with) || with[i] != '\\' && with[i] != '$' {
				return false
			}
			b.WriteByte(with[i])
		case '$':
			if i+1 == len(with) || !isDigit(rune(with[i+1])) {
				return false
			}
			i++
			group := int(with[i] - '0')
			for i+1 < len(with) && isDigit(rune(with[i+1])) && group*10+int(with[i+1]-'0') <= groups {
				i++
				group = group*10 + int(with[i]-'0')
			}
			if group <= groups && m[2*group] >= 0 {
				b.WriteString(input[m[2*group]:m[2*group+1]])
			}
		default:
			b.WriteByte(with[i])
		}
	}
	return true
}

func split(c *Call, a []Value) Value {
	s, ok := arg[string](c, a, 0)
	re := c.pattern(s, a, 1, -1)
	if !ok || re == nil {
		return nil
	}
	parts := re.Split(s, -1)
	list := make(List, len(parts))
	for i, p := range parts {
		list[i] = p
	}
	return c.list(list)
}
