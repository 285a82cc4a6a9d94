package sender

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"saksgang/record/format"
	"saksgang/recruit/candidate"
)

// How many come, and what becomes of them (docs/demo.md).
const (
	journaled  = 40
	duplicates = 2
	// docxOne sends a CV that is in no archive format; LateOne comes after the
	// deadline.
	docxOne = 9
	LateOne = 40
	// These ask to be withheld; the last of them is refused and withdraws.
	WithheldOne, WithheldTwo, RefusedOne = 5, 17, 23
	// MarkedOne writes Marker in the letter, in its file name and in the address
	// that mail goes to, so that one can look for it where it must not be any
	// more.
	MarkedOne = 11
)

// Marker is a word that occurs nowhere else.
const Marker = "kvitsymrebakken"

var (
	givenNames  = []string{"Liv", "Kåre", "Åse", "Jon", "Mette", "Sindre", "Tuva", "Petter", "Zofia", "Mikkel", "Randi", "Øyvind", "Nadia", "Eskil", "Berit", "Amir", "Solveig", "Trond", "Hege", "Jakub"}
	familyNames = []string{"Aspvik", "Brennmo", "Dalvoll", "Eikeset", "Fagerlid", "Grønvold", "Haugstrand", "Iversvik", "Jordheim", "Kvitnes", "Lundemo", "Myrstad", "Nordgård", "Oppsal", "Ravndal", "Sæterlid", "Tveiten", "Ulvestad", "Vikane", "Østmo"}
	places      = []string{"Fjordvik", "Ålvund", "Nesset", "Storvik", "Hamnes"}
	occupations = []string{"sykepleier", "sykepleier, nattevakt", "spesialsykepleier", "helsefagarbeider", "avdelingssykepleier", "student"}
)

// applications are every delivery of applications, in the order they come.
func (s Sender) applications() []delivery {
	var out []delivery
	for n := 1; n <= journaled; n++ {
		out = append(out, s.application(n))
	}
	for _, n := range []int{3, 12}[:duplicates] {
		again := s.application(n)
		again.name, again.expect = strings.TrimSuffix(again.name, ".zip")+"-igjen", Duplicate
		if strings.HasSuffix(s.application(n).name, ".zip") {
			again.name += ".zip"
		}
		out = append(out, again)
	}
	cut := s.application(journaled + 1)
	cut.name, cut.expect = "soknad-041.zip", Damaged
	return append(out, cut)
}

// OnTime are the names of the deliveries that come before the deadline, Late
// those that come after it.
func (s Sender) OnTime() []string { return s.names(func(n string) bool { return n != name(LateOne) }) }

// Late are those that come after the deadline.
func (s Sender) Late() []string { return s.names(func(n string) bool { return n == name(LateOne) }) }

func (s Sender) names(keep func(string) bool) []string {
	var out []string
	for _, d := range s.applications() {
		if keep(d.name) {
			out = append(out, d.name)
		}
	}
	return out
}

// name is how a delivery is handed over: every fourth as a ZIP.
func name(n int) string {
	if n%4 == 0 {
		return ApplicationID(n) + ".zip"
	}
	return ApplicationID(n)
}

func (s Sender) application(n int) delivery {
	r := rand.New(rand.NewPCG(2024, uint64(n)))
	given, family := givenNames[(n*7)%len(givenNames)], familyNames[(n*3+n/20)%len(familyNames)]
	who := given + " " + family
	address := fmt.Sprintf("soker%02d@epost.example", n)
	born := 1965 + r.IntN(36)
	letter := fmt.Sprintf("Søknad på stilling som sykepleier\n\nJeg heter %s og søker stillingen ved Skogheim.\nJeg har arbeidet i %d år og bor i %s.\n\nHilsen\n%s\n",
		who, 1+r.IntN(25), places[n%len(places)], who)
	letterName := "soknad.txt"
	if n == MarkedOne {
		letter, letterName, address = letter+Marker+"\n", "soknad-"+Marker+".txt", Marker+"@epost.example"
	}
	files := map[string][]byte{letterName: []byte(letter)}
	cvName, cv := s.cv(n, who, r)
	files[cvName] = cv
	app := candidate.Application{
		Person: candidate.Person{
			Name:          candidate.Name{Given: given, Family: family},
			Communication: candidate.Communication{Email: []candidate.Email{{Address: address}}},
		},
		Profile: candidate.Profile{
			Employment: []candidate.Employment{{Title: occupations[n%len(occupations)], Current: true}},
			Education:  []candidate.Education{{Program: "Sykepleie", Degree: "bachelor"}},
		},
		Attachments: []candidate.Attachment{
			attachment(candidate.Letter, letterName, "text/plain", files[letterName]),
			attachment(candidate.CV, cvName, mediaType(cvName), cv),
		},
		About: candidate.About{
			Vacancy: candidate.VacancyRef{Reference: s.Reference}, ReceivedAt: s.Day.Add(time.Duration(n) * time.Hour), Language: "nb",
			Age: s.Day.Year() - born, Place: places[n%len(places)], Occupation: occupations[n%len(occupations)],
		},
	}
	if slices.Contains([]int{WithheldOne, WithheldTwo, RefusedOne}, n) {
		app.About.Withhold = candidate.Withhold{Requested: true, Reason: "Arbeidsgiveren min vet ikke at jeg søker."}
	}
	return delivery{name: name(n), kind: "application", id: ApplicationID(n), who: who, to: address, expect: Journaled, leaves: n == RefusedOne, data: app, files: files}
}

// cv is a text, a PDF/A for every third, and for one applicant a DOCX.
func (s Sender) cv(n int, who string, r *rand.Rand) (string, []byte) {
	lines := []string{
		fmt.Sprintf("%d– Sykepleier, %s", 2010+r.IntN(10), places[(n+1)%len(places)]),
		fmt.Sprintf("%d Bachelor i sykepleie", 2000+r.IntN(10)),
	}
	switch {
	case n == docxOne:
		return "cv.docx", docx(append([]string{"CV " + who}, lines...))
	case n%3 == 0:
		pdf, err := format.RenderPDFA(format.Letter{Language: "nb", Sender: []string{who}, Title: "CV", Paragraphs: lines, Made: s.Day})
		if err != nil {
			panic(err) // the text is ours and fixed
		}
		return "cv.pdf", pdf
	}
	return "cv.txt", []byte("CV " + who + "\n\n" + strings.Join(lines, "\n") + "\n")
}

func mediaType(name string) string {
	switch name[strings.LastIndex(name, "."):] {
	case ".pdf":
		return "application/pdf"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
	return "text/plain"
}

func attachment(kind candidate.AttachmentKind, name, media string, content []byte) candidate.Attachment {
	sum := sha256.Sum256(content)
	return candidate.Attachment{Kind: kind, FileName: name, MediaType: media, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content))}
}

// pack makes a ZIP with the files in name order and no times, so that the same
// files are the same ZIP.
func pack(files map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	names := make([]string, 0, len(files))
	for n := range files {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		part, err := w.Create(n)
		if err != nil {
			return nil, err
		}
		if _, err := part.Write(files[n]); err != nil {
			return nil, err
		}
	}
	err := w.Close() // writes the directory of the ZIP
	return b.Bytes(), err
}

// docx is the smallest word-processing document: one paragraph a line.
func docx(lines []string) []byte {
	var body strings.Builder
	for _, l := range lines {
		body.WriteString("<w:p><w:r><w:t>" + l + "</w:t></w:r></w:p>")
	}
	packed, err := pack(map[string][]byte{
		"[Content_Types].xml": []byte(`<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`),
		"_rels/.rels":         []byte(`<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`),
		"word/document.xml":   []byte(`<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`),
	})
	if err != nil {
		panic(err) // writing into memory
	}
	return packed
}
