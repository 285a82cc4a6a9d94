// Package i18n gives every text the user reads, in the user's language.
//
// There is one catalogue per language. It is gathered by app from the packages
// that have something to say: each embeds locales/<language>.toml and hands its
// files over, and nothing registers itself.
//
//	//go:embed locales/*.toml
//	var Locales embed.FS
//
//	bundle, err := i18n.NewBundle(
//		i18n.Source{Package: "web", Files: web.Locales},
//		i18n.Source{Package: "record", Files: record.Locales})
//
// A file holds keys that begin with the package's name, and problems:
//
//	[record.entry]
//	title = "Registry entry {{.number}}"
//	[record.entries]                       # plural: chosen by the argument "count"
//	one = "{{.count}} entry"
//	other = "{{.count}} entries"
//	["problem.record.case-file-unsettled"] # the code from base/errs
//	sentence = "Entry {{.entry}} has not been answered."
//	remedy = "Answer it, or settle it by a note, and close the case file again."
//
// Interface language, content language and country are three settings: a
// Swedish-speaking clerk in a Norwegian town reads Swedish buttons, writes
// Norwegian letters and works under Norwegian law.
//
// NewBundle refuses a file it cannot read, a key two packages both claim and a
// key outside its package. A text that is missing in one language is shown in
// the fallback language (bokmål); one that is missing everywhere is shown as
// ⟦its.key⟧, never as an empty place, and Bundle.Gaps lists both for a test.
package i18n

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Language is a language we may speak: a BCP 47 tag such as "nb".
type Language string

// The languages there are words for, or will be. Bokmål is the fallback.
const (
	Bokmal  Language = "nb"
	Nynorsk Language = "nn"
	Danish  Language = "da"
	Swedish Language = "sv"
	English Language = "en"
)

// order is how languages are listed for the user.
var order = []Language{Bokmal, Nynorsk, Danish, Swedish, English}

// endonyms name each language in itself, for the language menu.
var endonyms = map[Language]string{
	Bokmal: "Bokmål", Nynorsk: "Nynorsk", Danish: "Dansk", Swedish: "Svenska", English: "English",
}

// Endonym is the language's name in itself, such as "Bokmål".
func (l Language) Endonym() string { return cmp.Or(endonyms[l], string(l)) }

//go:embed locales/*.toml
var ownLocales embed.FS

// Source is one package's texts.
type Source struct {
	// Package is what its keys begin with: the module's name, which the
	// module's pure packages and its Mapp package share ("record" for record,
	// record/noark and record/recordapp). No two may have the same key.
	Package string
	Files   fs.FS // holds locales/<language>.toml
}

// Bundle is every text in every language. It does not change once made and is
// safe for concurrent use.
type Bundle struct {
	words *goi18n.Bundle
	keys  map[Language]map[string]*goi18n.Message
	owner map[string]string // key → the package that has it
}

// NewBundle gathers the sources; every fault found is in the error.
func NewBundle(sources ...Source) (*Bundle, error) {
	b := &Bundle{
		words: goi18n.NewBundle(language.MustParse(string(Bokmal))),
		keys:  map[Language]map[string]*goi18n.Message{},
		owner: map[string]string{},
	}
	b.words.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	var faults []error
	for _, s := range append([]Source{{Package: "i18n", Files: ownLocales}}, sources...) {
		faults = append(faults, b.add(s))
	}
	return b, errors.Join(faults...)
}

func (b *Bundle) add(s Source) error {
	names, err := fs.Glob(s.Files, "locales/*.toml")
	if err != nil || len(names) == 0 {
		return fmt.Errorf("i18n: %s has no locales/*.toml: %w", s.Package, cmp.Or(err, fs.ErrNotExist))
	}
	var faults []error
	for _, name := range names {
		faults = append(faults, b.addFile(s, name))
	}
	return errors.Join(faults...)
}

func (b *Bundle) addFile(s Source, name string) error {
	text, err := fs.ReadFile(s.Files, name)
	if err != nil {
		return fmt.Errorf("i18n: %s: %w", s.Package, err)
	}
	file, err := b.words.ParseMessageFileBytes(text, name)
	if err != nil {
		return fmt.Errorf("i18n: %s/%s: %w", s.Package, name, err)
	}
	lang := Language(strings.TrimSuffix(path.Base(name), ".toml"))
	if b.keys[lang] == nil {
		b.keys[lang] = map[string]*goi18n.Message{}
	}
	var faults []error
	for _, m := range file.Messages {
		faults = append(faults, b.claim(s, name, lang, m))
	}
	return errors.Join(faults...)
}

// claim enters a message, and keeps packages from speaking for one another.
func (b *Bundle) claim(s Source, name string, lang Language, m *goi18n.Message) error {
	where := s.Package + "/" + name
	if _, taken := b.keys[lang][m.ID]; taken {
		return fmt.Errorf("i18n: %s: key %q is also in %s", where, m.ID, b.owner[m.ID])
	}
	if !strings.HasPrefix(m.ID, s.Package+".") && !strings.HasPrefix(m.ID, "problem.") {
		return fmt.Errorf("i18n: %s: key %q must begin with %q or \"problem.\"", where, m.ID, s.Package+".")
	}
	b.keys[lang][m.ID] = m
	b.owner[m.ID] = s.Package
	return nil
}

// Languages lists those there are texts for, in the order users see them.
func (b *Bundle) Languages() []Language {
	var out []Language
	for _, l := range order {
		if len(b.keys[l]) > 0 {
			out = append(out, l)
		}
	}
	return out
}

// Speaks says whether there are texts in l.
func (b *Bundle) Speaks(l Language) bool { return len(b.keys[l]) > 0 }

// Has says whether some language has the key.
func (b *Bundle) Has(key string) bool { return b.owner[key] != "" }

// Choose returns the first language of an Accept-Language header that there are
// texts in. Bokmål stands in for nynorsk, and for what we do not speak.
func (b *Bundle) Choose(acceptLanguage string) Language {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return Bokmal
	}
	for _, tag := range wanted {
		base, _ := tag.Base()
		switch l := Language(base.String()); {
		case b.Speaks(l):
			return l
		case l == "no", l == Nynorsk:
			return Bokmal
		}
	}
	return Bokmal
}

// Gap is a text that one language has and another lacks, or has with other
// placeholders.
type Gap struct {
	Package  string
	Key      string
	Language Language // where it is wrong
	Fault    string   // "missing", or what differs
}

func (g Gap) String() string {
	return fmt.Sprintf("%s: %s: %s: %s", g.Package, g.Language, g.Key, g.Fault)
}

// Gaps lists every text that is not the same in all languages there are texts
// for, in order of package, key and language; none when all is well.
func (b *Bundle) Gaps() []Gap {
	var gaps []Gap
	for _, key := range slices.Sorted(maps.Keys(b.owner)) {
		want := b.placeholders(key)
		for _, l := range b.Languages() {
			m, ok := b.keys[l][key]
			fault := "missing"
			if ok {
				fault = differs(want, placeholdersOf(m))
			}
			if fault != "" {
				gaps = append(gaps, Gap{b.owner[key], key, l, fault})
			}
		}
	}
	slices.SortStableFunc(gaps, func(x, y Gap) int { return cmp.Compare(x.Package, y.Package) })
	return gaps
}

// placeholders are those of the first language that has the key.
func (b *Bundle) placeholders(key string) []string {
	for _, l := range b.Languages() {
		if m, ok := b.keys[l][key]; ok {
			return placeholdersOf(m)
		}
	}
	return nil
}

func placeholdersOf(m *goi18n.Message) []string {
	var names []string
	for _, text := range []string{m.Zero, m.One, m.Two, m.Few, m.Many, m.Other} {
		for rest := text; ; {
			_, after, found := strings.Cut(rest, "{{.")
			if !found {
				break
			}
			name, tail, _ := strings.Cut(after, "}}")
			names, rest = append(names, strings.TrimSpace(name)), tail
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func differs(want, got []string) string {
	// "count" may be left out of a form that says it in a word ("one task").
	without := func(names []string) []string {
		return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == "count" })
	}
	if slices.Equal(without(want), without(got)) {
		return ""
	}
	return fmt.Sprintf("has placeholders %v, others have %v", got, want)
}
