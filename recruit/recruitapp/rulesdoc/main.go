// Command rulesdoc writes docs/hiring-rules.md: the rules of hiring as the
// program holds them, with the words of the catalogue.
//
//	go generate ./recruit/recruitapp
package main

import (
	"fmt"
	"os"
	"strings"

	"saksgang/base"
	"saksgang/base/i18n"
	"saksgang/recruit"
	"saksgang/recruit/candidate"
	"saksgang/recruit/recruitapp"
)

// place is the document, seen from recruit/recruitapp.
const place = "../../docs/hiring-rules.md"

func main() {
	text, err := document()
	if err == nil {
		err = os.WriteFile(place, []byte(text), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const head = `# The rules of hiring

<!-- Written by go generate ./recruit/recruitapp from recruit.Rules and the catalogue; change them there. -->

Each rule is one line of the municipality's checklist (requirement C6) or of the
law behind it. It holds however a thing is done: as a task of a process, on the
tab Applicants, or by a message. Who may do it is who holds the right; which
roles open it is the municipality's to say. Every rule has its test twice, by the
same name: in recruit it calls the Service; in app, where a drawing keeps nothing
in order, it asks for it over HTTP (TestTheRulesOfHiringHoldOverHTTP).

| Rule | Who | Right | Command | Refused with | Source | Test |
|---|---|---|---|---|---|---|
`

// document is the whole text.
func document() (string, error) {
	bundle, err := i18n.NewBundle(i18n.Source{Package: "base", Files: base.Locales}, i18n.Source{Package: "recruit", Files: recruit.Locales},
		i18n.Source{Package: "recruit", Files: candidate.Locales}, i18n.Source{Package: "recruit", Files: recruitapp.Locales})
	if err != nil {
		return "", err
	}
	words := bundle.Localizer(i18n.Settings{Interface: i18n.English})
	var b strings.Builder
	b.WriteString(head)
	for _, r := range recruit.Rules {
		cells := []string{recruitapp.RuleSentence(words, r), recruitapp.RuleWho(words, r), code(string(r.Right)), code(r.Command), "–", r.Source, code(r.Test)}
		if r.Refused != "" {
			cells[4] = recruitapp.RuleRefusal(words, r) + " " + code(r.Refused)
		}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	return b.String(), nil
}

func code(s string) string {
	if s == "" {
		return "–"
	}
	return "`" + s + "`"
}
