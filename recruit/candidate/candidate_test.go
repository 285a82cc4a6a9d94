package candidate_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/recruit/candidate"
)

// whole is an application with every property there is; files are what it names.
var files = map[string]string{"cv.pdf": "a life", "papers/diploma.pdf": "a degree"}

func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

func whole() string {
	return fmt.Sprintf(`{
  "person": {
    "name": {"given": "Test", "middle": "von", "family": "Testesen"}, "birthDate": "1990-02-28",
    "communication": {
      "email": [{"address": "test@example.no"}, {"address": "second@example.no"}], "phone": [{"formattedNumber": "+47 00 00 00 00"}],
      "address": [{"line": "Gata 1", "postalCode": "0000", "city": "Fjordvik", "countryCode": "NO"}]
    },
    "citizenship": ["NO"]
  },
  "profile": {
    "employment": [{"organization": "Skogheim", "title": "Sykepleier", "start": "2019-08", "current": true}, {"title": "Student", "start": "2015", "end": "2018-06-15"}],
    "education": [{"institution": "Høgskolen", "program": "Sykepleie", "degree": "bachelor", "end": "2018"}],
    "certifications": [{"name": "Autorisasjon", "issuer": "Helsedirektoratet", "issued": "2018-07"}],
    "languages": [{"code": "nb", "level": "native"}, {"code": "en-GB", "level": "B2"}]
  },
  "attachments": [
    {"kind": "cv", "fileName": "cv.pdf", "title": "CV", "mediaType": "application/pdf", "sha256": %q, "size": 6},
    {"kind": "diploma", "fileName": "papers/diploma.pdf", "mediaType": "application/pdf", "sha256": %q, "size": 8}
  ],
  "application": {
    "vacancy": {"reference": "FJ-2024-17"}, "receivedAt": "2024-01-08T12:30:00+01:00", "language": "nb", "letter": "Jeg søker.",
    "withholdFromPublicList": {"requested": true, "reason": "Min arbeidsgiver vet ikke om det."},
    "insideApplicant": true, "age": 33, "gender": "female"
  }
}`, sum(files["cv.pdf"]), sum(files["papers/diploma.pdf"]))
}

func TestAWholeApplicationIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	a, err := candidate.Parse(json.RawMessage(whole()))
	if err != nil {
		t.Fatal(err)
	}
	got := []any{
		a.Person.Name.String(), a.Email(), a.Place(), a.Occupation(), a.AgeOn(calendar.MustDate("2024-02-27")), a.AgeOn(calendar.MustDate("2024-02-28")),
		a.About.Vacancy.Reference, a.About.ReceivedAt.UTC().Format("2006-01-02 15:04"), a.About.Withhold.Requested, a.About.InsideApplicant,
		len(a.Attachments), a.Attachments[1].Kind, a.Attachments[1].Size, a.Profile.Education[0].Program, a.Profile.Languages[1].Code,
	}
	want := []any{
		"Test von Testesen", "test@example.no", "Fjordvik", "Sykepleier", 33, 34,
		"FJ-2024-17", "2024-01-08 11:30", true, true,
		2, candidate.Diploma, int64(8), "Sykepleie", "en-GB",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := candidate.Parse(text); err != nil || cmp.Diff(a, again) != "" {
		t.Errorf("written and read again it is another: %v %s", err, cmp.Diff(a, again))
	}
}

func TestWhatIsNotToldIsEmpty(t *testing.T) {
	t.Parallel()
	a, err := candidate.Parse(json.RawMessage(`{"person": {"name": {"given": "A", "family": "B"}}, "application": {"vacancy": {"reference": "1"}, "receivedAt": "2024-01-08T12:30:00Z", "age": 40}}`))
	if err != nil {
		t.Fatal(err)
	}
	if a.Email() != "" || a.Place() != "" || a.Occupation() != "" || a.AgeOn(calendar.MustDate("2024-01-01")) != 40 || a.About.Withhold.Requested {
		t.Errorf("%+v", a)
	}
}

func TestEveryFaultIsToldAtItsPlaceAndNoValueIsRepeated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		old, new string
		code     string
		faults   string
	}{
		"not JSON":                        {"{\n", "{,", "recruit.candidate-unreadable", ""},
		"two values":                      {"{\n", "{} {\n", "recruit.candidate-unreadable", ""},
		"no family name":                  {`, "family": "Testesen"`, "", "recruit.candidate-invalid", "/person/name/family (required)"},
		"a blank name":                    {`"Testesen"`, `"  "`, "recruit.candidate-invalid", "/person/name/family (pattern)"},
		"two faults at once":              {`"test@example.no"}, {"address": "second@example.no"`, `"test"}, {"address": "second@"`, "recruit.candidate-invalid", "/person/communication/email/0/address (format), /person/communication/email/1/address (format)"},
		"no vacancy":                      {`"vacancy": {"reference": "FJ-2024-17"}, `, "", "recruit.candidate-invalid", "/application/vacancy (required)"},
		"a day that does not exist":       {"1990-02-28", "1990-02-30", "recruit.candidate-invalid", "/person/birthDate (format)"},
		"a time without its zone":         {"12:30:00+01:00", "12:30:00", "recruit.candidate-invalid", "/application/receivedAt (format)"},
		"a misspelt request":              {`"withholdFromPublicList"`, `"witholdFromPublicList"`, "recruit.candidate-invalid", "/application (unknown property)"},
		"a request without a reason":      {`, "reason": "Min arbeidsgiver vet ikke om det."`, "", "recruit.candidate-invalid", "/application/withholdFromPublicList/reason (required)"},
		"a request with a blank reason":   {"Min arbeidsgiver vet ikke om det.", " ", "recruit.candidate-invalid", "/application/withholdFromPublicList/reason (pattern)"},
		"a kind of file nobody knows":     {`"kind": "cv"`, `"kind": "film"`, "recruit.candidate-invalid", "/attachments/0/kind (enum)"},
		"a checksum in capitals":          {sum(files["cv.pdf"]), strings.ToUpper(sum(files["cv.pdf"])), "recruit.candidate-invalid", "/attachments/0/sha256 (pattern)"},
		"a size below nothing":            {`"size": 6`, `"size": -6`, "recruit.candidate-invalid", "/attachments/0/size (minimum)"},
		"a file name that points out":     {`"cv.pdf"`, `"../cv.pdf"`, "recruit.attachment-name", "/attachments/0"},
		"one file name for two":           {`"papers/diploma.pdf"`, `"cv.pdf"`, "recruit.attachment-twice", "/attachments/1"},
		"a second name in other letters":  {`"citizenship": ["NO"]`, `"Name": {"given": "", "family": ""}`, "recruit.candidate-unreadable", ""},
		"an array where an object stands": {`"profile": {`, `"profile": [], "other": {`, "recruit.candidate-invalid", "/ (unknown property), /profile (type)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(whole(), c.old, c.new, 1)
			if text == whole() {
				t.Fatal("the case changes nothing")
			}
			_, err := candidate.Parse(json.RawMessage(text))
			if errs.KindOf(err) != errs.KindInvalid || errs.CodeOf(err) != c.code {
				t.Fatalf("%v, want %s", err, c.code)
			}
			told := ""
			for _, a := range errs.ArgsOf(err) {
				if a.Name == "faults" || a.Name == "attachment" {
					told = fmt.Sprint(a.Value)
				}
			}
			if told != c.faults {
				t.Errorf("told %q, want %q", told, c.faults)
			}
			if strings.Contains(fmt.Sprintf("%v %+v", err, err), "test@") {
				t.Errorf("a value is repeated: %v", err)
			}
		})
	}
}

func came(change func(map[string]string)) []candidate.File {
	now := map[string]string{}
	for name, text := range files {
		now[name] = text
	}
	change(now)
	var out []candidate.File
	for name, text := range now {
		out = append(out, candidate.File{Name: name, Sum: sha256.Sum256([]byte(text)), Size: int64(len(text))})
	}
	return out
}

func TestEveryFileIsTheOneThatWasNamedAndNoneBesides(t *testing.T) {
	t.Parallel()
	a, err := candidate.Parse(json.RawMessage(whole()))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(map[string]string)
		code   string
	}{
		"all as named":             {func(map[string]string) {}, ""},
		"one missing":              {func(f map[string]string) { delete(f, "papers/diploma.pdf") }, "recruit.attachment-missing"},
		"one damaged on the way":   {func(f map[string]string) { f["cv.pdf"] = "a lefe" }, "recruit.attachment-checksum"},
		"one cut on the way":       {func(f map[string]string) { f["cv.pdf"] = "a li" }, "recruit.attachment-checksum"},
		"one that nobody names":    {func(f map[string]string) { f["film.mp4"] = "" }, "recruit.attachment-unnamed"},
		"one under another's name": {func(f map[string]string) { f["cv.pdf"] = files["papers/diploma.pdf"] }, "recruit.attachment-checksum"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := candidate.CheckAttachments(a, came(c.change))
			if c.code == "" && err != nil || c.code != "" && !errs.Has(err, c.code) {
				t.Errorf("%v, want %q", err, c.code)
			}
		})
	}
	lying := a
	lying.Attachments = append([]candidate.Attachment(nil), a.Attachments...)
	lying.Attachments[0].Size++
	if err := candidate.CheckAttachments(lying, came(func(map[string]string) {})); !errs.Has(err, "recruit.attachment-checksum") {
		t.Errorf("a wrong size passed: %v", err)
	}
}

func TestTheMessagesThatFollowAnApplicationAreRead(t *testing.T) {
	t.Parallel()
	withhold, err := candidate.ParseWithholdRequest(json.RawMessage(`{"application": {"id": "a-1"}, "reason": "Sikkerhet"}`))
	if err != nil || withhold.Application.ID != "a-1" || withhold.Reason != "Sikkerhet" {
		t.Errorf("%+v %v", withhold, err)
	}
	withdrawal, err := candidate.ParseWithdrawal(json.RawMessage(`{"application": {"id": "a-1"}}`))
	if err != nil || withdrawal.Application.ID != "a-1" {
		t.Errorf("%+v %v", withdrawal, err)
	}
	answer, err := candidate.ParseOfferAnswer(json.RawMessage(`{"application": {"id": "a-1"}, "answer": "declined", "reason": "Annen jobb"}`))
	if err != nil || answer.Answer != candidate.Declined || answer.Reason != "Annen jobb" {
		t.Errorf("%+v %v", answer, err)
	}
	for name, err := range map[string]error{
		"a request without a reason":      second(candidate.ParseWithholdRequest(json.RawMessage(`{"application": {"id": "a-1"}}`))),
		"a request about nothing":         second(candidate.ParseWithholdRequest(json.RawMessage(`{"reason": "x"}`))),
		"a withdrawal with an answer":     second(candidate.ParseWithdrawal(json.RawMessage(`{"application": {"id": "a-1"}, "answer": "accepted"}`))),
		"an answer that is neither":       second(candidate.ParseOfferAnswer(json.RawMessage(`{"application": {"id": "a-1"}, "answer": "maybe"}`))),
		"an answer about a blank":         second(candidate.ParseOfferAnswer(json.RawMessage(`{"application": {"id": " "}, "answer": "accepted"}`))),
		"an application where one is not": second(candidate.ParseOfferAnswer(json.RawMessage(whole()))),
	} {
		if !errs.Has(err, "recruit.candidate-invalid") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestEveryProblemHasItsWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	b, err := i18n.NewBundle(i18n.Source{Package: "recruit", Files: candidate.Locales})
	if err != nil {
		t.Fatal(err)
	}
	for _, gap := range b.Gaps() {
		t.Error(gap)
	}
	for _, code := range []string{
		"candidate-unreadable", "candidate-invalid", "attachment-missing", "attachment-checksum", "attachment-unnamed", "attachment-name", "attachment-twice",
	} {
		if !b.Has("problem.recruit."+code+".sentence") || !b.Has("problem.recruit."+code+".remedy") {
			t.Errorf("%s has no words", code)
		}
	}
}

// What is read fits the schema, whatever came.
func FuzzParse(f *testing.F) {
	f.Add([]byte(whole()))
	f.Add([]byte(`{"person": {"name": {"given": "A", "family": "B", "NAME": 1}}, "application": {"vacancy": {"reference": "1"}, "receivedAt": "2024-01-08T12:30:00Z"}}`))
	f.Add([]byte(`[1e999]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := candidate.Parse(data)
		if err != nil {
			if errs.KindOf(err) != errs.KindInvalid {
				t.Fatalf("%v", err)
			}
			return
		}
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := candidate.Parse(text); err != nil {
			t.Fatalf("read, but not when written again: %v", err)
		}
	})
}
