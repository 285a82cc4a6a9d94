package processapp

import (
	"context"
	"slices"
	"testing"

	"saksgang/base/i18n"
	"saksgang/process/checklist"
)

func TestTheDifferenceFindsEachRowsPartner(t *testing.T) {
	t.Parallel()
	row := func(number, what, who string) checklist.Row {
		return checklist.Row{Number: number, What: what, Who: who}
	}
	for _, c := range []struct {
		name        string
		file, drawn []checklist.Row
		want        []change
	}{
		{"the same in other white space and marking of the number", []checklist.Row{row("1.", "Describe  it", "Leader")}, []checklist.Row{row("1", "Describe it ", "Leader")}, []change{same}},
		{"another lane", []checklist.Row{row("1", "Describe it", "Leader")}, []checklist.Row{row("1", "Describe it", "HR")}, []change{moved}},
		{"another name", []checklist.Row{row("1", "Describe it", "Leader")}, []checklist.Row{row("1", "Write it", "Leader")}, []change{renamed}},
		{"both", []checklist.Row{row("1", "Describe it", "Leader")}, []checklist.Row{row("1", "Write it", "HR")}, []change{both}},
		{"rows without numbers, by their words", []checklist.Row{row("", "A", "x"), row("", "B", "x")}, []checklist.Row{row("", "B", "x"), row("", "A", "y")}, []change{moved, same}},
		{"a repeated number, first by words", []checklist.Row{row("1", "A", "x"), row("1", "B", "x")}, []checklist.Row{row("1", "B", "x")}, []change{missing, same}},
		{"added before, between and after", []checklist.Row{row("1", "A", "x")}, []checklist.Row{row("", "0", "x"), row("1", "A", "x"), row("", "Z", "x")}, []change{added, same, added}},
		{"taken out", []checklist.Row{row("1", "A", "x"), row("2", "B", "x")}, []checklist.Row{row("2", "B", "x")}, []change{missing, same}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []change
			for _, one := range compare(c.file, c.drawn) {
				got = append(got, one.change)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestAFilesNameCannotLeadAstray(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"cv.pdf": "cv.pdf", "../../etc/passwd": "passwd", `C:\\x\\y.txt`: "y.txt", "": "file", "..": "file", "a\r\nb.txt": "ab.txt", "\u202efdp.exe": "fdp.exe", "/": "file",
	} {
		if got := fileName(name); got != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
	if got := []rune(fileName(string(slices.Repeat([]rune("å"), 300)) + ".pdf")); len(got) != longestName || string(got[longestName-4:]) != ".pdf" {
		t.Errorf("a long name became %q", string(got))
	}
}

func TestASpanIsSaidAsPeopleSayIt(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.NewBundle(i18n.Source{Package: "process", Files: Locales})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"P1Y2M": "1 year, 2 months", "P14D": "2 weeks", "P10D": "10 days", "10 working days": "10 working days", "PT90M": "1 hour, 30 minutes", "when it suits": "when it suits", "": "",
	} {
		ctx := i18n.With(context.Background(), bundle.Localizer(i18n.Settings{Interface: "en"}))
		if got := spanInWords(ctx, text); got != want {
			t.Errorf("%q is said %q, want %q", text, got, want)
		}
	}
}
