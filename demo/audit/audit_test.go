package audit

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var sent = []Sent{
	{ID: "1", Who: "Ada Lund", To: "ada@post.example", Expect: "journaled", Documents: 2},
	{ID: "2", Who: "Bo Vik", To: "bo@post.example", Expect: "journaled", Documents: 1},
	{ID: "3", Who: "Cay Moe", To: "cay@post.example", Expect: "damaged", Documents: 1},
}

func entry(who string, documents int) string {
	body := strings.Repeat("<dokumentbeskrivelse><dokumentobjekt/></dokumentbeskrivelse>", documents)
	return "<registrering><tittel>Søknad – " + who + "</tittel><journalposttype>Inngående dokument</journalposttype>" + body + "</registrering>"
}

func isApplication(title string) bool { return strings.HasPrefix(title, "Søknad") }

// A fault put into the package is what the auditor finds.
func TestWhatIsMissingOrTwiceInThePackageIsCounted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		entries       []string
		lost, doubled int
	}{
		{"everything is there once", []string{entry("Ada Lund", 2), entry("Bo Vik", 1)}, 0, 0},
		{"an application is missing", []string{entry("Ada Lund", 2)}, 1, 0},
		{"an application is there twice", []string{entry("Ada Lund", 2), entry("Bo Vik", 1), entry("Bo Vik", 1)}, 0, 1},
		{"an attachment is missing", []string{entry("Ada Lund", 1), entry("Bo Vik", 1)}, 1, 0},
		{"an attachment is there twice", []string{entry("Ada Lund", 3), entry("Bo Vik", 1)}, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			text := "<arkiv>" + strings.Join(c.entries, "") + "</arkiv>"
			if err := os.WriteFile(filepath.Join(dir, "arkivstruktur.xml"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, got, err := Package(sent, dir, isApplication)
			if err != nil || got.Lost != c.lost || got.Doubled != c.doubled {
				t.Fatalf("%+v %v", got, err)
			}
		})
	}
}

func TestALetterThatIsMissingOrCameTwiceIsCounted(t *testing.T) {
	t.Parallel()
	letter := func(id, to, subject string) string {
		return fmt.Sprintf("Message-ID: <%s>\r\nTo: %s\r\nSubject: %s\r\n\r\nHei\r\n", id, to, subject)
	}
	whole := []string{letter("1", "ada@post.example", "Mottatt"), letter("2", "ada@post.example", "Svar"), letter("3", "bo@post.example", "Mottatt"), letter("4", "bo@post.example", "Svar")}
	for _, c := range []struct {
		name          string
		letters       []string
		lost, doubled int
	}{
		{"everybody has both", whole, 0, 0},
		{"one has no answer", whole[:3], 1, 0},
		{"one has the same letter twice", append(whole[:4:4], whole[3]), 0, 2}, // two answers, and one Message-ID twice
		{"one has two answers", append(whole[:4:4], letter("5", "bo@post.example", "Svar")), 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for i, text := range c.letters {
				if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i, ".eml")), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got, err := Mail(sent, dir, func(s string) bool { return s == "Mottatt" }, func(s string) bool { return s == "Svar" })
			if err != nil || got.Lost != c.lost || got.Doubled != c.doubled {
				t.Fatalf("%+v %v", got, err)
			}
		})
	}
}
