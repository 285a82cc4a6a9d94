package checklist

import (
	"slices"
	"strings"
)

// phrases are runs of words, by their first word. A single word may be a stem:
// it stands for every word that begins so.
type phrases struct {
	runs  map[string][][]string
	stems []string
}

// phraseList makes phrases out of words in lower case; "frist…" is a stem.
func phraseList(all ...string) phrases {
	list := phrases{runs: map[string][][]string{}}
	for _, phrase := range all {
		if stem, ok := strings.CutSuffix(phrase, "…"); ok {
			list.stems = append(list.stems, stem)
			continue
		}
		run := strings.Fields(phrase)
		list.runs[run[0]] = append(list.runs[run[0]], run)
	}
	return list
}

// decisionPhrases follow those who decide.
var decisionPhrases = phraseList(
	"avgjør", "avgjer", "avgør", "afgør", "avgör", "avgjor", "besluttar", "beslutter", "beslutar", "bestemmer", "bestemer",
	"bestämmer", "vedtar", "vedtek", "vedtager", "godkjenner", "godkjenn", "godkender", "godkänner", "decides", "decide",
	"approves", "approve", "tar beslutning", "tar avgjørelse", "tek avgjerd", "fattar beslut", "fatter beslutning",
	"fatter vedtak", "træffer beslutning", "træffer afgørelse", "tar beslut",
)

// passivePhrases stand before those who decide.
var passivePhrases = phraseList(
	"avgjøres av", "avgjerast av", "blir avgjort av", "afgøres af", "avgörs av", "besluttes av", "besluttes af", "beslutas av",
	"vedtas av", "vedtakast av", "godkjennes av", "godkjennast av", "godkendes af", "godkänns av", "decided by", "approved by",
)

// consultPhrases stand before those with whom a matter is discussed.
var consultPhrases = phraseList(
	"drøfter med", "drofter med", "drøftar med", "drøftes med", "drøftast med", "drøft med", "drøfte med", "drofte med",
	"drøfting med", "drøftelse med", "drøftelser med", "drøftet med", "drøfta med", "drofting med", "diskuterer med", "diskuterar med",
	"diskuteras med", "diskuteres med", "samråder med", "samråd med", "samråd medd", "dialog med", "samverkar med", "samverkan med",
	"förhandlar med", "förhandlas med", "forhandler med", "forhandles med", "rådfører seg med", "rådfører sig med", "rådgör med",
	"konfererer med", "konsulterer", "konsulterar", "drøfter saken med", "stämmer av med", "discusses with", "in consultation with",
	"consults with", "consults",
)

// leads are words before a phrase that belong to it: "i samråd med".
var leads = []string{"i", "etter", "efter", "og", "och", "and", "som", "ev", "evt", "in", "men", "after", "skal", "ska", "skall"}

// findPhrase returns where the first of the phrases stands in text, with words
// that lead to it, and where it ends.
func findPhrase(text string, list phrases) (start, end int, ok bool) {
	all := words(text)
	for i := range all {
		n := list.at(all, i)
		if n == 0 {
			continue
		}
		first := i
		for first > 0 && slices.Contains(leads, all[first-1].text) {
			first--
		}
		return all[first].Start, all[i+n-1].End, true
	}
	return 0, 0, false
}

// at returns how many words of all from i are one of the phrases, 0 if none.
func (list phrases) at(all []word, i int) int {
	if i < 0 || i >= len(all) {
		return 0
	}
	best := 0
	for _, run := range list.runs[all[i].text] {
		if len(run) > best && standsAt(run, all[i:]) {
			best = len(run)
		}
	}
	if best == 0 && slices.ContainsFunc(list.stems, func(stem string) bool { return strings.HasPrefix(all[i].text, stem) }) {
		return 1
	}
	return best
}

func standsAt(run []string, all []word) bool {
	if len(run) > len(all) {
		return false
	}
	for i, text := range run {
		if all[i].text != text {
			return false
		}
	}
	return true
}

// consultedIn are those that running text says the matter is discussed with.
func consultedIn(text string) []Either {
	_, end, ok := findPhrase(text, consultPhrases)
	if !ok {
		return nil
	}
	stop := len(text)
	if i := strings.IndexAny(text[end:], ".;(:"); i >= 0 {
		stop = end + i
	}
	for _, w := range words(text[end:stop]) {
		if slices.Contains([]string{"om", "før", "innan", "innen", "før", "when", "about", "vedrørende", "ved", "vid", "i"}, w.text) {
			stop = end + w.Start
			break
		}
	}
	var all []Either
	for _, g := range splitNames(text, Span{end, stop}) {
		all = append(all, g.either)
	}
	return all
}
