package hrxml_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/exchange/hrxml"
	"saksgang/testkit"
)

// seen is what the tests assert of a real file: what identifies a vacancy, and
// never its sender's sentences.
type seen struct {
	ID, Supplier, Employer, Title  string
	Deadline, Until, From, To, Out string
	AtOnce                         bool
	Percentage                     float64
	Place, Code, Country, Contact  string
	Number                         int
	Host                           string
	Described, About               bool
}

func of(p hrxml.Position) seen {
	host := strings.SplitN(p.URL+"///", "/", 4)[2]
	return seen{
		p.ID, p.Supplier, p.Employer, p.Title,
		day(p.Deadline), day(p.ShownUntil), day(p.Start), day(p.End), day(p.Published), p.AtOnce, p.Percentage,
		p.Location.Name, p.Location.PostalCode, p.Location.Country, p.ContactName, p.Number, host, p.Description != "", p.Organization != "",
	}
}

func day(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

var sent = map[string]seen{
	"example-globesoft.xml": {
		"12934", "Globesoft", "Sweco", "Erfaren samfunnsøkonom med skapertrang", "2019-01-07", "2019-01-07", "2019-02-01", "", "2018-11-29",
		true, 100, "", "0212", "", "Eva Nordmann", 1, "web103.reachmee.com", true, false,
	},
	"example-hrmanager.xml": {
		"100260", "HR Manager", "Ås kommune", "Avdelingssykepleier 100% fast stilling", "2018-01-28", "2018-01-29", "", "", "",
		false, 100, "", "1430", "", "", 1, "candidate.hr-manager.net", true, false,
	},
	"example-jobbnorge.xml": {
		"159880", "", "GIFAS", "Kvalitetsansvarlig", "2018-12-02", "2018-12-02", "", "", "",
		false, 0, "Gildeskål Marine Center", "8140", "NO", "", 1, "gifas.no", true, true,
	},
	"example-karriereno.xml": {
		"612965", "Karriere.no", "Trainee Vest", "Constructa", "2018-01-31", "2018-02-01", "", "", "",
		false, 0, "BERGEN", "5014", "", "", 1, "traineevest.no", true, false,
	},
	"example-mynetwork.xml": {
		"240208", "mynetwork", "Actic Norge AS - Actic Hamar", "Elsker du trening og helse, og vil skape et sunnere Hamar?", "2018-12-29", "2018-12-29", "", "", "",
		false, 100, "Brygga 20, 2317 Hamar", "2317", "NO", "Actic Norge AS - Actic Hamar gjennom MyNetwork Pro", 2, "acticnorge.varbi.com", true, false,
	},
	"example-stepstone.xml": {
		"vac2000723dep44596", "EasyCruit", "Kirkens Bymisjons Barneverntiltak", "Hvilende Nattevakt", "2018-02-15", "2018-02-15", "2018-06-01", "", "",
		false, 57.4, "", "1163", "", "", 1, "bymisjon.easycruit.com", true, true,
	},
	"example-webcruiter.xml": {
		"3982879632", "Webcruiter AS", "Steinkjer kommune, Inn-Trøndelag IKT", "Fagansvarlig Datasentertjenester", "2018-12-20", "", "", "", "2018-11-29",
		false, 100, "Steinkjer", "7713", "", "", 1, "candidate.webcruiter.com", true, true,
	},
	"ok__stillinger_for_ws-innsending_x1.xml": {
		"275307656", "Webcruiter", "YIT Building Systems AS", "Avdelingsleder prosjekt", "2009-02-22", "2010-11-21", "2008-01-01", "2011-12-12", "",
		true, 100, "Rogaland", "1111", "", "Kari Eksempel", 1, "www.a.com", true, true,
	},
}

func TestWhatRealSystemsSendIsRead(t *testing.T) {
	t.Parallel()
	folder := testkit.Data(t, "data/exchange/nav-hrxml")
	for name, want := range sent {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			p := one(t, text)
			if p.Fault != nil {
				t.Fatal(p.Fault)
			}
			if diff := cmp.Diff(want, of(p)); diff != "" {
				t.Error(diff)
			}
			if strings.ContainsAny(p.Description+p.Organization, "<>\u00a0") {
				t.Error("markup was left in the text")
			}
			if again := one(t, p.XML); !cmp.Equal(of(again), of(p)) || again.Description != p.Description || !bytes.Equal(again.XML, p.XML) {
				t.Error("the vacancy's own document reads otherwise")
			}
		})
	}
}

func one(t *testing.T, text []byte) hrxml.Position {
	t.Helper()
	all, err := hrxml.Read(bytes.NewReader(text))
	if err != nil || len(all) != 1 {
		t.Fatalf("%d vacancies: %v", len(all), err)
	}
	return all[0]
}

// opening is a vacancy of our own; inside goes what a test adds.
func opening(id, profile string) string {
	return "<PositionOpening><PositionPostings><PositionPosting><Id><IdValue>" + id + "</IdValue></Id></PositionPosting></PositionPostings>" +
		"<PositionSupplier><SupplierId><IdValue>System</IdValue></SupplierId><EntityName>Fjordvik kommune</EntityName></PositionSupplier>" +
		"<PositionProfile><ProfileName>Sykepleier på Åsen</ProfileName>" + profile + "</PositionProfile></PositionOpening>"
}

func describe(html string) string {
	return "<FormattedPositionDescription><Value><![CDATA[" + html + "]]></Value></FormattedPositionDescription>"
}

func TestEncodingsThatSendersUseComeOutAlike(t *testing.T) {
	t.Parallel()
	text := opening("1", "")
	latin, err := charmap.ISO8859_1.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(`<?xml version="1.0" encoding="utf-16"?>` + text)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for name, document := range map[string]string{
		"no declaration":                   text,
		"UTF-8 with a byte order mark":     "\xef\xbb\xbf" + `<?xml version="1.0" encoding="UTF-8"?>` + text,
		"ISO-8859-1":                       `<?xml version="1.0" encoding="iso-8859-1"?>` + latin,
		"windows-1252, single quotes":      `<?xml version='1.0' encoding='windows-1252'?>` + latin,
		"declared ISO-8859-1, recoded":     `<?xml version="1.0" encoding="iso-8859-1"?>` + text,
		"UTF-16":                           string(wide),
		"with prefixes and a SOAP wrapper": `<s:Envelope xmlns:s="urn:s"><s:Body><L>` + strings.ReplaceAll(strings.ReplaceAll(text, "</", "\x00"), "<", "<h:") + `</L></s:Body></s:Envelope>`,
	} {
		document = strings.ReplaceAll(document, "\x00", "</h:")
		if name != "UTF-16" {
			if p := one(t, []byte(document)); p.Title != "Sykepleier på Åsen" || p.Fault != nil {
				t.Errorf("%s: %q %v", name, p.Title, p.Fault)
			}
			continue
		}
		if p := one(t, wide); p.Title != "Sykepleier på Åsen" {
			t.Errorf("%s: %q", name, p.Title)
		}
	}
}

func TestDescriptionsComeOutAsPlainText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ html, text, url string }{
		"paragraphs and lists":      {"<p>One</p><ul><li>Two</li><li>Three<br></li></ul>", "One\n\n- Two\n- Three", ""},
		"script and style are left": {"<style>p{}</style>A<script>alert(1)</script> B<iframe src=x>c</iframe>", "A B", ""},
		"what looks like markup":    {"1 &lt;script&gt; 2", "1 <script> 2", ""},
		"hard spaces and reversal":  {"<b>A</b>&nbsp;B\u202ec\u200b", "A Bc", ""},
		"lines without markup stay": {"One\nTwo\n\nThree", "One\nTwo\n\nThree", ""},
		"a link to apply":           {`<a href="javascript:x()">no</a> <a href="https://example.no/?a=1&amp;b=2">Søk</a>`, "no Søk", "https://example.no/?a=1&b=2"},
		"tables":                    {"<table><tr><td>A</td><td>B</td></tr><tr><td>C</td></tr></table>", "A B\nC", ""},
	} {
		p := one(t, []byte(opening("1", describe(c.html))))
		if p.Description != c.text || p.URL != c.url {
			t.Errorf("%s: %q %q", name, p.Description, p.URL)
		}
	}
}

func TestADocumentThatCannotBeReadIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	bomb := "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n"
	for name, c := range map[string]struct{ document, code, place string }{
		"nothing":                      {"", "exchange.hrxml-no-position", ""},
		"another kind of document":     {"<html/>", "exchange.hrxml-no-position", ""},
		"cut off":                      {"<a>\n" + opening("1", "")[:80], "exchange.hrxml-malformed", "2"},
		"tags that cross":              {"<a>\n\n<b></a></b>", "exchange.hrxml-malformed", "3"},
		"entities of its own":          {bomb + opening("&b;", ""), "exchange.hrxml-doctype", "1"},
		"a file of ours as an entity":  {"<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>" + opening("&a;", ""), "exchange.hrxml-doctype", "1"},
		"an entity nobody declared":    {opening("&secret;", ""), "exchange.hrxml-malformed", "1"},
		"too deep":                     {strings.Repeat("<a>\n", 70), "exchange.hrxml-too-deep", "65"},
		"an encoding nobody knows":     {`<?xml version="1.0" encoding="ebcdic-no"?>` + opening("1", ""), "exchange.hrxml-encoding-unknown", ""},
		"not the encoding it says":     {"<a>\n<b>\xe5</b></a>", "exchange.hrxml-encoding-broken", "2"},
		"more vacancies than we bound": {"<a>" + strings.Repeat("<PositionOpening/>", 1001) + "</a>", "exchange.hrxml-too-many", "1"},
		"larger than we bound":         {"<a>" + strings.Repeat(" ", 16<<20) + "</a>", "exchange.hrxml-too-large", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := hrxml.Read(strings.NewReader(c.document))
			if errs.KindOf(err) != errs.KindInvalid || errs.CodeOf(err) != c.code {
				t.Fatalf("%v, want %s", err, c.code)
			}
			if line := argument(err, "line"); line != c.place {
				t.Errorf("line %q, want %q", line, c.place)
			}
		})
	}
}

func argument(err error, name string) string {
	for _, a := range errs.ArgsOf(err) {
		if a.Name == name {
			return fmt.Sprint(a.Value)
		}
	}
	return ""
}

func TestAFaultyVacancyTellsWhatItLacksAndTheOthersAreRead(t *testing.T) {
	t.Parallel()
	good := opening("1", "<PositionDateInfo><MaximumStartDate> 2024-02-01Z </MaximumStartDate></PositionDateInfo>")
	for name, c := range map[string]struct{ faulty, code, field string }{
		"no id":                  {opening("", ""), "exchange.hrxml-missing", "IdValue"},
		"no title":               {strings.Replace(opening("2", ""), "Sykepleier på Åsen", " ", 1), "exchange.hrxml-missing", "ProfileName"},
		"no employer":            {strings.Replace(opening("2", ""), "Fjordvik kommune", "", 1), "exchange.hrxml-missing", "EntityName"},
		"nothing at all":         {"<PositionOpening/>", "exchange.hrxml-missing", "IdValue"},
		"a deadline in words":    {opening("2", "<PositionDateInfo><MaximumStartDate>snarest</MaximumStartDate></PositionDateInfo>"), "exchange.hrxml-date", "MaximumStartDate"},
		"a day there never was":  {opening("2", "<PositionDateInfo><StartDate>2023-02-29</StartDate></PositionDateInfo>"), "exchange.hrxml-date", "StartDate"},
		"more than the whole":    {opening("2", `<PositionDetail><PositionSchedule percentage="150"/></PositionDetail>`), "exchange.hrxml-number", "percentage"},
		"fewer than none wanted": {strings.Replace(opening("2", ""), "</PositionOpening>", "<NumberToFill>-1</NumberToFill></PositionOpening>", 1), "exchange.hrxml-number", "NumberToFill"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all, err := hrxml.Read(strings.NewReader("<all>\n" + c.faulty + "\n" + good + "</all>"))
			if err != nil || len(all) != 2 {
				t.Fatalf("%d vacancies: %v", len(all), err)
			}
			fault := all[0].Fault
			if !errs.Has(fault, c.code) || argument(fault, "field") != c.field || argument(fault, "line") != "2" || argument(fault, "column") == "" {
				t.Errorf("%v", fault)
			}
			if all[1].Fault != nil || all[1].Deadline != calendar.MustDate("2024-02-01") || all[1].Line != 3 {
				t.Errorf("%+v", all[1])
			}
		})
	}
}

func TestWhatIsTheSameHasTheSameDocument(t *testing.T) {
	t.Parallel()
	p := one(t, []byte(opening("1", describe("<p>A & B</p>"))))
	wrapped := one(t, []byte(`<s:E xmlns:s="urn:s" xmlns:h="urn:h">`+strings.ReplaceAll(strings.ReplaceAll(opening("1", describe("<p>A & B</p>")), "<PositionOpening", "<h:PositionOpening"), "</PositionOpening", "</h:PositionOpening")+"</s:E>"))
	if !bytes.Equal(p.XML, wrapped.XML) {
		t.Errorf("%s\n%s", p.XML, wrapped.XML)
	}
	other := one(t, []byte(opening("1", describe("<p>A & C</p>"))))
	if bytes.Equal(p.XML, other.XML) {
		t.Error("other content has the same document")
	}
}

func TestEveryProblemHasItsWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	b, err := i18n.NewBundle(i18n.Source{Package: "exchange", Files: hrxml.Locales})
	if err != nil {
		t.Fatal(err)
	}
	for _, gap := range b.Gaps() {
		t.Error(gap)
	}
	for _, code := range []string{
		"too-large", "encoding-unknown", "encoding-broken", "malformed", "doctype", "too-deep", "too-many", "no-position", "missing", "date", "number",
	} {
		if !b.Has("problem.exchange.hrxml-" + code + ".sentence") {
			t.Errorf("%s has no words", code)
		}
	}
}

// Whatever comes is read or refused as Invalid, and what is read reads the same
// from its own document.
func FuzzRead(f *testing.F) {
	f.Add([]byte(opening("1", describe("<p>A</p>"))))
	f.Add([]byte(`<?xml version="1.0" encoding="iso-8859-1"?>` + opening("2", "<x:y z='&#13;\"'>&nbsp;</x:y>")))
	f.Add([]byte{0xff, 0xfe, '<', 0})
	f.Fuzz(func(t *testing.T, document []byte) {
		all, err := hrxml.Read(bytes.NewReader(document))
		if err != nil {
			if errs.KindOf(err) != errs.KindInvalid {
				t.Fatal(err)
			}
			return
		}
		for _, p := range all {
			again, err := hrxml.Read(bytes.NewReader(p.XML))
			if err != nil || len(again) != 1 || again[0].ID != p.ID || again[0].Description != p.Description || !bytes.Equal(again[0].XML, p.XML) {
				t.Fatalf("read again: %v\n%q\n%q", err, p.XML, document)
			}
		}
	})
}
