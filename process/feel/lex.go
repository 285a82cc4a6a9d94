package feel

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenName
	tokenNumber
	tokenString
	tokenTemporal // @"…"
	tokenSymbol
)

// token is a piece of the source. spaced says that blank space or a comment
// stands before it, which decides whether "-" may belong to a name.
type token struct {
	kind   tokenKind
	text   string // as written; of strings, what they hold
	pos    int
	end    int
	spaced bool
}

func (t token) is(symbol string) bool { return t.kind == tokenSymbol && t.text == symbol }

func (t token) word(w string) bool { return t.kind == tokenName && t.text == w }

// symbols, longest first where one begins another. "'" and ";" occur only
// within names.
var symbols = []string{
	"**", "..", "->", "!=", "<=", ">=",
	"+", "-", "*", "/", "=", "<", ">", "(", ")", "[", "]", "{", "}", ",", ":", ".", "'",
}

// lexer cuts a source into tokens; a fault is thrown to Parse.
type lexer struct {
	src    string
	pos    int
	tokens []token
}

// lex returns src's tokens, the last of which is tokenEnd.
func lex(src string) []token {
	l := &lexer{src: src}
	for {
		spaced := l.skipBlank()
		t := l.next()
		t.spaced = spaced
		l.tokens = append(l.tokens, t)
		if t.kind == tokenEnd {
			return l.tokens
		}
	}
}

func (l *lexer) fail(pos int, code string, args ...any) {
	panic(problem(code, args...).at(l.src, pos))
}

// isBlank follows DMN 1.5, grammar rules 61 and 62.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u180e' || r == '\u200b' || r == '\u2060' || r == '\ufeff'
}

func (l *lexer) skipBlank() (skipped bool) {
	for {
		r, size := utf8.DecodeRuneInString(l.src[l.pos:])
		rest := l.src[l.pos:]
		switch {
		case size > 0 && isBlank(r):
			l.pos += size
		case strings.HasPrefix(rest, "//"):
			end := strings.IndexByte(rest, '\n')
			if end < 0 {
				end = len(rest)
			}
			l.pos += end
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				l.fail(l.pos, "feel.unclosed-comment")
			}
			l.pos += end + 4
		default:
			return skipped
		}
		skipped = true
	}
}

func (l *lexer) next() token {
	start := l.pos
	r, size := utf8.DecodeRuneInString(l.src[start:])
	switch {
	case size == 0:
		return token{kind: tokenEnd, pos: start, end: start}
	case r == '"':
		return l.text(tokenString, start)
	case r == '@' && strings.HasPrefix(l.src[start+1:], `"`):
		l.pos++
		return l.text(tokenTemporal, start)
	case isDigit(r) || r == '.' && len(l.src) > start+1 && isDigit(rune(l.src[start+1])):
		return l.number()
	case isNameStart(r):
		return l.name()
	}
	for _, s := range symbols {
		if strings.HasPrefix(l.src[start:], s) {
			l.pos += len(s)
			return l.cut(tokenSymbol, start)
		}
	}
	l.fail(start, "feel.bad-character", "character", string(r))
	return token{}
}

func (l *lexer) cut(kind tokenKind, start int) token {
	return token{kind: kind, text: l.src[start:l.pos], pos: start, end: l.pos}
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// isNameStart follows grammar rule 28, which is wider than letters: emoji count.
func isNameStart(r rune) bool {
	switch {
	case r == '?' || r == '_':
		return true
	case r < utf8.RuneSelf:
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	case r == utf8.RuneError:
		return false
	}
	return unicode.IsLetter(r) || r >= 0x10000 && r <= 0xEFFFF ||
		r >= 0x2070 && r <= 0x218F || r >= 0x2C00 && r <= 0x2FEF || r >= 0x3001 && r <= 0xD7FF
}

func isNamePart(r rune) bool {
	return isNameStart(r) || isDigit(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040 ||
		r >= utf8.RuneSelf && unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd)
}

func (l *lexer) name() token {
	start := l.pos
	for l.pos < len(l.src) {
		r, size := utf8.DecodeRuneInString(l.src[l.pos:])
		if !isNamePart(r) {
			break
		}
		l.pos += size
	}
	return l.cut(tokenName, start)
}

// number stops before "..", and takes an exponent only if digits follow it.
func (l *lexer) number() token {
	start := l.pos
	l.digits()
	if rest := l.src[l.pos:]; len(rest) > 1 && rest[0] == '.' && isDigit(rune(rest[1])) {
		l.pos++
		l.digits()
	}
	rest := l.src[l.pos:]
	if len(rest) > 1 && (rest[0] == 'e' || rest[0] == 'E') {
		sign := 1
		if rest[1] == '+' || rest[1] == '-' {
			sign = 2
		}
		if len(rest) > sign && isDigit(rune(rest[sign])) {
			l.pos += sign
			l.digits()
		}
	}
	return l.cut(tokenNumber, start)
}

func (l *lexer) digits() {
	for l.pos < len(l.src) && isDigit(rune(l.src[l.pos])) {
		l.pos++
	}
}

// text reads a quoted string that begins at l.pos and undoes its escapes.
func (l *lexer) text(kind tokenKind, start int) token {
	var b strings.Builder
	l.pos++
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; c {
		case '"':
			l.pos++
			return token{kind: kind, text: b.String(), pos: start, end: l.pos}
		case '\n', '\r':
			l.fail(start, "feel.unclosed-string")
		case '\\':
			b.WriteString(l.escape())
		default:
			b.WriteByte(c)
			l.pos++
		}
	}
	l.fail(start, "feel.unclosed-string")
	return token{}
}

var escapes = map[byte]string{'n': "\n", 'r': "\r", 't': "\t", '"': `"`, '\'': "'", '\\': `\`}

// escape reads one escape. A backslash before anything else stands for itself,
// so that `\d` may be written in a pattern.
func (l *lexer) escape() string {
	rest := l.src[l.pos+1:]
	if rest == "" {
		l.pos++
		return `\`
	}
	if plain, ok := escapes[rest[0]]; ok {
		l.pos += 2
		return plain
	}
	switch rest[0] {
	case 'u':
		return string(l.utf16Escape())
	case 'U':
		return string(l.hexEscape('U', 6))
	}
	l.pos++
	return `\`
}

// hexEscape reads \uXXXX or \UXXXXXX.
func (l *lexer) hexEscape(letter byte, width int) rune {
	start := l.pos
	if len(l.src) >= start+2+width && l.src[start+1] == letter {
		n, err := strconv.ParseUint(l.src[start+2:start+2+width], 16, 32)
		if err == nil && n <= unicode.MaxRune {
			l.pos += 2 + width
			return rune(n)
		}
	}
	l.fail(start, "feel.bad-escape")
	return 0
}

// utf16Escape joins two escapes that are a surrogate pair.
func (l *lexer) utf16Escape() rune {
	r := l.hexEscape('u', 4)
	if !utf16.IsSurrogate(r) || !strings.HasPrefix(l.src[l.pos:], `\u`) {
		return r
	}
	return utf16.DecodeRune(r, l.hexEscape('u', 4))
}
