package i18n

import (
	"context"
	"fmt"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"saksgang/base/clock"
	"saksgang/base/errs"
)

// Settings are what decides how one person is spoken to.
type Settings struct {
	Interface Language       // buttons and messages; empty is bokmål
	Content   Language       // letters and documents; empty is Interface
	Country   string         // whose law and calendar: "no", "dk", "se"; empty is "no"
	Zone      *time.Location // the municipality's; nil is UTC
}

// Localizer speaks to one person. It is safe for concurrent use.
type Localizer struct {
	Settings
	words   *goi18n.Localizer
	content *goi18n.Localizer
	printer *message.Printer
}

// Localizer returns one for s.
func (b *Bundle) Localizer(s Settings) *Localizer {
	if s.Interface == "" {
		s.Interface = Bokmal
	}
	if s.Content == "" {
		s.Content = s.Interface
	}
	if s.Country == "" {
		s.Country = "no"
	}
	if s.Zone == nil {
		s.Zone = time.UTC
	}
	return &Localizer{
		Settings: s,
		words:    goi18n.NewLocalizer(b.words, string(s.Interface)),
		content:  goi18n.NewLocalizer(b.words, string(s.Content)),
		printer:  message.NewPrinter(language.Make(string(s.Interface))),
	}
}

// InContentLanguage returns a localizer that speaks the content language, for
// letters and documents that others will read.
func (l *Localizer) InContentLanguage() *Localizer {
	other := *l
	other.Interface = l.Content
	other.words = l.content
	other.printer = message.NewPrinter(language.Make(string(l.Content)))
	return &other
}

// In returns a localizer that tells times as clocks show them in zone.
func (l *Localizer) In(zone *time.Location) *Localizer {
	other := *l
	other.Zone = zone
	return &other
}

type contextKey struct{}

// With puts the localizer into the context.
func With(ctx context.Context, l *Localizer) context.Context {
	return context.WithValue(ctx, contextKey{}, l)
}

// From returns the context's localizer; without one, it returns a localizer
// that has no words but formats dates and numbers in bokmål's way.
func From(ctx context.Context) *Localizer {
	if l, ok := ctx.Value(contextKey{}).(*Localizer); ok {
		return l
	}
	return wordless
}

// wordless knows i18n's own words only, so that code without a person behind
// it can still say what went wrong.
var wordless = func() *Localizer {
	b, err := NewBundle()
	if err != nil {
		panic(err) // our own embedded files; shown by every test
	}
	return b.Localizer(Settings{})
}()

// T is the text for key in the context's interface language. Arguments are
// name/value pairs; "count" also chooses the plural form.
func T(ctx context.Context, key string, args ...any) string { return From(ctx).T(key, args...) }

// T is the text for key; see the function T.
func (l *Localizer) T(key string, args ...any) string {
	if text, ok := l.lookup(key, args); ok {
		return text
	}
	return "⟦" + key + "⟧"
}

// Has says whether there is a text for key in this language or the fallback.
func (l *Localizer) Has(key string) bool {
	_, ok := l.lookup(key, nil)
	return ok
}

func (l *Localizer) lookup(key string, args []any) (string, bool) {
	data := make(map[string]any, len(args)/2)
	config := &goi18n.LocalizeConfig{MessageID: key, TemplateData: data}
	for i := 0; i+1 < len(args); i += 2 {
		name := fmt.Sprint(args[i])
		if name == "count" {
			config.PluralCount = args[i+1]
		}
		data[name] = l.show(name, args[i+1])
	}
	text, err := l.words.Localize(config)
	if text == "" && err != nil {
		return "", false
	}
	return text, true
}

// show writes an argument as people read it. Only "count" gets grouped digits:
// years and case numbers are numbers too.
func (l *Localizer) show(name string, v any) string {
	switch v := v.(type) {
	case time.Time:
		return l.Date(v)
	case clock.Instant:
		return l.DateTime(v.Time())
	}
	if name == "count" {
		return l.printer.Sprint(v)
	}
	return fmt.Sprint(v)
}

// Problem returns what is wrong and what to do about it, for the person who
// must act. A code without a sentence of its own gets that of its kind.
func Problem(ctx context.Context, err error) (sentence, remedy string) {
	return From(ctx).Problem(err)
}

// Problem is the method behind the function Problem.
func (l *Localizer) Problem(err error) (sentence, remedy string) {
	if err == nil {
		return "", ""
	}
	var args []any
	for _, a := range errs.ArgsOf(err) {
		args = append(args, a.Name, a.Value)
	}
	key := "problem." + errs.CodeOf(err)
	kind := "problem.kind." + errs.KindOf(err).String()
	sentence, ok := l.lookup(key+".sentence", args)
	if !ok {
		sentence = l.T(kind+".sentence", args...)
	}
	if remedy, ok = l.lookup(key+".remedy", args); !ok {
		remedy = l.T(kind+".remedy", args...)
	}
	// A sentence whose argument was not given must not say "<no value>".
	return strings.ReplaceAll(sentence, "<no value>", "–"), strings.ReplaceAll(remedy, "<no value>", "–")
}
