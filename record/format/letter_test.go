package format_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"saksgang/base/errs"
	"saksgang/record/format"
)

func letter() format.Letter {
	return format.Letter{
		Language:  "nb",
		Sender:    []string{"Fjordvik kommune", "Rådhusgata 1", "6999 Fjordvik"},
		Recipient: []string{"Åse Ødegård-Čálliidlágádus", "Sjøgata 7"},
		Date:      "4. mars 2024", Reference: "Vår ref.: 2024/14-3", Title: "Svar på søknad om stilling <sykepleier> & vikar",
		Paragraphs: []string{
			strings.Repeat("Vi viser til søknaden din på stillingen som sykepleier ved Skogheim. ", 12),
			"Stillingen er besatt.\nVi ønsker deg lykke til videre – æøå ÆØÅ ŋđš.",
		},
		Signature: []string{"Leder Skogheim", "Godkjent elektronisk"},
		Made:      time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC),
	}
}

func TestALetterIsWrittenAsPDFAThatTheStructuralCheckAccepts(t *testing.T) {
	t.Parallel()
	out, err := format.RenderPDFA(letter())
	if err != nil {
		t.Fatal(err)
	}
	i := format.IdentifyBytes(out)
	if i.Format != format.PDFA2b || !i.Archive() {
		t.Fatalf("identified as %s%s", i.Format, i.Reason())
	}
	again, _ := format.RenderPDFA(letter())
	if !bytes.Equal(out, again) {
		t.Fatal("the same letter gave other bytes")
	}
}

func TestTheTextOfARenderedLetterIsTheLettersText(t *testing.T) {
	t.Parallel()
	out, err := format.RenderPDFA(letter())
	if err != nil {
		t.Fatal(err)
	}
	text, err := format.Text(out)
	if err != nil {
		t.Fatal(err)
	}
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	if got, want := squeeze(text), squeeze(string(format.RenderText(letter()))); got != want {
		t.Fatalf("text differs:\n%s\n%s", got, want)
	}
}

func TestALetterOfManyLinesGoesOverSeveralPages(t *testing.T) {
	t.Parallel()
	l := letter()
	for range 60 {
		l.Paragraphs = append(l.Paragraphs, strings.Repeat("linje ", 40))
	}
	out, err := format.RenderPDFA(l)
	if err != nil {
		t.Fatal(err)
	}
	if pages := format.IdentifyBytes(out).PDF.Pages; pages < 3 {
		t.Fatalf("%d pages", pages)
	}
}

func TestALetterWithACharacterTheFontLacksIsRefusedByName(t *testing.T) {
	t.Parallel()
	l := letter()
	l.Paragraphs = []string{"漢字"}
	_, err := format.RenderPDFA(l)
	if !errs.Has(err, "record.letter-character-missing") {
		t.Fatalf("got %v", err)
	}
	if !format.UTF8Text(format.RenderText(l)) {
		t.Fatal("the text rendition must hold it")
	}
}
