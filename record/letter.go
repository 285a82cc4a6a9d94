package record

import (
	"fmt"
	"slices"
	"strings"
)

// Letter is a letter template: text with named fields. The text is written in
// paragraphs parted by an empty line; a line that begins with "# " is a
// heading and one that begins with "- " an item of a list. A field is
// {{søker.navn}}; {{søker.navn?}} may be without a value, and a paragraph
// whose optional fields are all empty is left out, with its heading when that
// stands on the line above. There are no conditions or
// loops: what a letter says is to be read in its template.
type Letter struct {
	Subject []LetterPiece
	Body    []LetterPiece
}

// LetterPiece is a stretch of text, or a field when Field is set.
type LetterPiece struct {
	Text     string
	Field    string // as it is written, without braces and question mark
	Optional bool
	Offset   int // of the field's name in the text, in bytes
}

// LetterFault is what is wrong with a template's text at an offset in bytes.
type LetterFault struct {
	Offset int
	Text   string
}

// ParseLetter takes text apart. Faults are braces without their partner and
// fields without a name; the rest is parsed all the same.
func ParseLetter(text string) ([]LetterPiece, []LetterFault) {
	var pieces []LetterPiece
	var faults []LetterFault
	at := 0
	for {
		plain, rest, open := strings.Cut(text[at:], "{{")
		if stray := strings.Index(plain, "}}"); stray >= 0 {
			faults = append(faults, LetterFault{at + stray, "}}"})
		}
		if plain != "" {
			pieces = append(pieces, LetterPiece{Text: plain, Offset: at})
		}
		if !open {
			return pieces, faults
		}
		begin := at + len(plain)
		inside, _, closed := strings.Cut(rest, "}}")
		if !closed || strings.ContainsAny(inside, "{\n") {
			faults = append(faults, LetterFault{begin, "{{"})
			at = begin + 2
			continue
		}
		name, optional := strings.CutSuffix(strings.TrimSpace(inside), "?")
		if name == "" || strings.ContainsAny(name, " }?") {
			faults = append(faults, LetterFault{begin, "{{" + inside + "}}"})
		} else {
			offset := begin + 2 + strings.Index(inside, name)
			pieces = append(pieces, LetterPiece{Field: name, Optional: optional, Offset: offset})
		}
		at = begin + 2 + len(inside) + 2
	}
}

// RenderLetter fills in the fields. Values are by the name that FieldKey gives;
// a value is text and is never read as a template. The error names every field
// that must have a value and has none.
func RenderLetter(pieces []LetterPiece, values map[string]string) (string, error) {
	var missing []string
	var paragraphs []string
	for _, paragraph := range splitParagraphs(pieces) {
		text, keep := renderParagraph(paragraph, values, &missing)
		if keep {
			paragraphs = append(paragraphs, text)
		}
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return "", fmt.Errorf("record: the letter lacks %s", strings.Join(slices.Compact(missing), ", "))
	}
	return strings.Join(paragraphs, "\n\n"), nil
}

func splitParagraphs(pieces []LetterPiece) [][]LetterPiece {
	paragraphs := [][]LetterPiece{nil}
	last := 0
	for _, piece := range pieces {
		for i, text := range strings.Split(piece.Text, "\n\n") {
			if i > 0 {
				paragraphs = append(paragraphs, nil)
				last++
			}
			part := piece
			part.Text = text
			paragraphs[last] = append(paragraphs[last], part)
		}
	}
	return paragraphs
}

func renderParagraph(pieces []LetterPiece, values map[string]string, missing *[]string) (string, bool) {
	var b strings.Builder
	optional, filled := false, false
	for _, piece := range pieces {
		if piece.Field == "" {
			b.WriteString(piece.Text)
			continue
		}
		key, _ := FieldKey(piece.Field)
		value := values[key]
		if value == "" && !piece.Optional {
			*missing = append(*missing, piece.Field)
		}
		optional = optional || piece.Optional
		filled = filled || piece.Optional && value != ""
		b.WriteString(value)
	}
	text := strings.Trim(b.String(), "\n")
	return text, text != "" && (!optional || filled)
}

// letterFields are what the program can fill in, by key, with the word for it
// in Bokmål, Danish and Swedish. A template may use the key or any of them.
var letterFields = []struct{ key, nb, da, sv string }{
	{"town.name", "kommune.navn", "kommune.navn", "kommun.namn"},
	{"town.address", "kommune.adresse", "kommune.adresse", "kommun.adress"},
	{"town.email", "kommune.epost", "kommune.email", "kommun.epost"},
	{"unit.name", "enhet.navn", "enhed.navn", "enhet.namn"},
	{"unit.address", "enhet.adresse", "enhed.adresse", "enhet.adress"},
	{"case.number", "sak.nummer", "sag.nummer", "ärende.nummer"},
	{"case.title", "sak.tittel", "sag.titel", "ärende.titel"},
	{"case.handler", "sak.saksbehandler", "sag.sagsbehandler", "ärende.handläggare"},
	{"letter.date", "brev.dato", "brev.dato", "brev.datum"},
	{"reply.deadline", "svar.frist", "svar.frist", "svar.frist"},
	{"applicant.name", "søker.navn", "ansøger.navn", "sökande.namn"},
	{"applicant.address", "søker.adresse", "ansøger.adresse", "sökande.adress"},
	{"application.number", "søknad.nummer", "ansøgning.nummer", "ansökan.nummer"},
	{"application.received", "søknad.mottatt", "ansøgning.modtaget", "ansökan.mottagen"},
	{"vacancy.title", "stilling.tittel", "stilling.titel", "tjänst.titel"},
	{"vacancy.number", "stilling.nummer", "stilling.nummer", "tjänst.nummer"},
	{"vacancy.percent", "stilling.prosent", "stilling.procent", "tjänst.procent"},
	{"vacancy.deadline", "stilling.søknadsfrist", "stilling.ansøgningsfrist", "tjänst.ansökningsdag"},
	{"vacancy.code", "stilling.kode", "stilling.kode", "tjänst.kod"},
	{"interview.time", "intervju.tid", "samtale.tid", "intervju.tid"},
	{"interview.place", "intervju.sted", "samtale.sted", "intervju.plats"},
	{"interview.committee", "intervju.utvalg", "samtale.udvalg", "intervju.grupp"},
	{"decision.date", "vedtak.dato", "afgørelse.dato", "beslut.datum"},
	{"decision.reason", "vedtak.begrunnelse", "afgørelse.begrundelse", "beslut.skäl"},
	{"decision.ground", "vedtak.hjemmel", "afgørelse.hjemmel", "beslut.grund"},
	{"decision.body", "vedtak.organ", "afgørelse.myndighed", "beslut.organ"},
	{"appeal.deadline", "klage.frist", "klage.frist", "överklagande.frist"},
	{"appeal.body", "klage.organ", "klage.instans", "överklagande.instans"},
	{"contract.start", "avtale.tiltredelse", "aftale.tiltrædelse", "avtal.tillträde"},
	{"contract.salary", "avtale.lønn", "aftale.løn", "avtal.lön"},
	{"contract.hours", "avtale.arbeidstid", "aftale.arbejdstid", "avtal.arbetstid"},
	{"contract.agreement", "avtale.tariff", "aftale.overenskomst", "avtal.kollektivavtal"},
	{"contract.probation", "avtale.prøvetid", "aftale.prøvetid", "avtal.provanställning"},
	{"contract.notice", "avtale.oppsigelsesfrist", "aftale.opsigelsesvarsel", "avtal.uppsägningstid"},
	{"contract.conditions", "avtale.vilkår", "aftale.vilkår", "avtal.villkor"},
	{"list.count", "søkerliste.antall", "ansøgerliste.antal", "sökandelista.antal"},
	{"list.applicants", "søkerliste.søkere", "ansøgerliste.ansøgere", "sökandelista.sökande"},
	{"list.withheld", "søkerliste.unntatt", "ansøgerliste.undtaget", "sökandelista.undantagna"},
	{"list.ground", "søkerliste.hjemmel", "ansøgerliste.hjemmel", "sökandelista.grund"},
	{"document.text", "dokument.tekst", "dokument.tekst", "dokument.text"},
}

// FieldKey returns the key of a field by its key or its word in any language.
func FieldKey(name string) (key string, known bool) {
	for _, f := range letterFields {
		if name == f.key || name == f.nb || name == f.da || name == f.sv {
			return f.key, true
		}
	}
	return "", false
}

// FieldNames lists every way to write a field.
func FieldNames() []string {
	var names []string
	for _, f := range letterFields {
		names = append(names, f.key, f.nb, f.da, f.sv)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
