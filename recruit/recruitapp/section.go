package recruitapp

import (
	"embed"
	"strings"

	"saksgang/municipality"
	"saksgang/recruit"
)

// Locales hold the words of this package: its pages and the faults of
// recruit.yaml.
//
//go:embed locales/*.toml
var Locales embed.FS

// Section is the name of recruit.yaml, for municipality.Values.
const Section = "recruit.settings"

// The handlers that a connection's messages may name.
const (
	HandlerVacancy      = "recruit.receive-vacancy"
	HandlerApplication  = "recruit.receive-application"
	HandlerWithhold     = "recruit.receive-withhold-request"
	HandlerWithdrawal   = "recruit.receive-withdrawal"
	HandlerOfferAnswer  = "recruit.receive-offer-answer"
	HandlerCertificates = "recruit.receive-certificates"
)

// RegisterSections adds recruit.yaml, and what connections may name.
func RegisterSections(r *municipality.Registry) {
	municipality.Register(r, municipality.Section[recruit.FolderRecruit]{Name: Section, Pattern: "recruit.yaml", Check: check})
	r.Know("exchange.handler", HandlerVacancy, HandlerApplication, HandlerWithhold, HandlerWithdrawal, HandlerOfferAnswer, HandlerCertificates)
	kinds := make([]string, len(recruit.Kinds))
	for i, k := range recruit.Kinds {
		kinds[i] = string(k)
	}
	r.Know("recruit.kind", kinds...)
}

// check asks that every kind of document has one row of the plan.
func check(c *municipality.Checker, f *municipality.File[recruit.FolderRecruit]) {
	checkProcess(c, f)
	seen := map[recruit.Kind]bool{}
	for i := range f.Value.Documents {
		d := &f.Value.Documents[i]
		if seen[d.Kind] {
			c.Fault(f.At(&d.Kind), "recruit.kind-twice", "document", string(d.Kind))
		}
		seen[d.Kind] = true
		if d.Template != "" && !isLetter(c, d.Template) {
			c.Fault(f.At(&d.Template), "recruit.letter-missing", "template", d.Template)
		}
	}
	var missing []string
	for _, k := range recruit.Kinds {
		if !seen[k] {
			missing = append(missing, string(k))
		}
	}
	if len(missing) > 0 {
		c.Fault(f.At(&f.Value.Documents), "recruit.kind-missing", "documents", strings.Join(missing, ", "))
	}
	for _, days := range []*int{&f.Value.AnswerDays, &f.Value.WithdrawDays} {
		if *days < 0 {
			c.Fault(f.At(days), "recruit.days-negative", "days", *days)
		}
	}
}

// checkProcess asks that the process is there. One whose file is there, under
// another key, is a slip of that file and is told there.
func checkProcess(c *municipality.Checker, f *municipality.File[recruit.FolderRecruit]) {
	key := f.Value.Process
	if _, found := c.FileText("processes/" + key + ".yaml"); key != "" && !found {
		c.Refer("process.process", key, f.At(&f.Value.Process))
	}
}

// isLetter says whether the letter is there in some language.
func isLetter(c *municipality.Checker, template string) bool {
	for _, key := range c.Keys("record.letter") {
		if name, _, _ := strings.Cut(key, "."); name == template {
			return true
		}
	}
	return false
}
