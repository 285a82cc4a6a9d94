package checklist

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// found are the conditions and deadlines of a text, with their places.
type found struct {
	conditions []string
	deadlines  []Deadline
	spans      []Span
	unclear    []doubt
}

type doubt struct{ code, text string }

// conditionPhrases begin a condition or an event that is waited for.
var conditionPhrases = phraseList(
	"hvis", "dersom", "såfremt", "såframt", "ifall", "ifald", "i fall", "i fald", "i tilfelle", "i tilfælde af", "i händelse av",
	"forutsatt at", "føresett at", "forudsat at", "förutsatt att", "med mindre", "medmindre", "såvida",
	"ved behov", "vid behov", "etter behov", "efter behov", "ved tvil", "vid tveksamhet", "if", "unless", "where required", "if needed",
	"der det er", "der det kreves", "der det krevst", "der det trengs", "der det trengst", "der det vert", "der det blir", "der det gjelder",
	"der det finnes", "der dette", "hvor det er", "hvor det kræves", "hvor det kreves", "hvor dette", "kor det er",
	"där det är", "där det krävs", "där det behövs", "där det finns", "där så krävs", "där detta", "så snart", "så fort",
	"når", "när", "straks", "when", "once",
)

// withinWords and latestWords begin a time limit.
var (
	withinWords = phraseList("innen", "innan", "inden", "inom", "within", "inden for", "innen utgangen av", "innan utgangen av", "inom loppet av", "inden udgangen af", "före utgången av")
	latestWords = phraseList("senest", "seinast", "senast", "no later than", "at the latest", "by the latest")
	afterWords  = phraseList("etter", "efter", "om", "after")
)

// dateWords after "innen" show that a time is meant and not a field of work.
var dateWords = phraseList(
	"frist…", "tidsfrist…", "utgang…", "utløp…", "udløb…", "utgång…", "januar…", "februar…", "mars", "marts", "april", "mai", "maj", "juni",
	"juli", "august…", "september", "oktober", "november", "desember", "december", "påske…", "påsk…", "jul", "sommer…", "sommar…",
	"mandag…", "måndag…", "tirsdag…", "tysdag…", "tisdag…", "onsdag…", "torsdag…", "torsdag", "fredag…", "månad…", "måned…", "dagen", "kl", "klokken",
	"søknadsfrist…", "ansøgningsfrist…", "ansökningstid…", "tiltredelse…", "tilträde…", "tiltrædelse…", "oppstart…", "første", "første", "första",
	"deadline", "end",
)

// clausesIn finds the conditions and deadlines of a text in one line.
func clausesIn(text string) found {
	var f found
	all := words(text)
	for i := 0; i < len(all); {
		end := f.at(text, all, i)
		for i++; i < len(all) && all[i].Start < end; {
			i++
		}
	}
	return f
}

// at reads what begins at word i, if anything does, and returns where it ends.
func (f *found) at(text string, all []word, i int) int {
	switch {
	case conditionPhrases.at(all, i) > 0:
		return f.condition(text, all, i)
	case all[i].text == "om" || all[i].text == "viss":
		return f.om(text, all, i)
	case latestWords.at(all, i) > 0:
		return f.deadline(text, all, i, latestWords.at(all, i), Latest)
	case withinWords.at(all, i) > 0:
		n := withinWords.at(all, i)
		if _, _, _, ok := amountAt(all, i+n); ok || startsDate(all, i+n) {
			return f.deadline(text, all, i, n, Within)
		}
		if all[i].text == "innen" || all[i].text == "inden" {
			f.doubt("within", text, all[i].Start)
		}
	case afterWords.at(all, i) > 0:
		if _, _, _, ok := amountAt(all, i+1); ok {
			return f.deadline(text, all, i, 1, After)
		}
	}
	return 0
}

func (f *found) condition(text string, all []word, i int) int {
	s := Span{all[i].Start, clauseEnd(text, all[i].Start)}.trim(text)
	f.conditions = append(f.conditions, s.of(text))
	f.spans = append(f.spans, s)
	f.within(text, s)
	return s.End
}

// within finds a deadline inside a condition: "hvis klage kommer innen 3 uker".
func (f *found) within(text string, s Span) {
	inner := words(s.of(text))
	for i := 1; i < len(inner); i++ {
		if withinWords.at(inner, i) > 0 || latestWords.at(inner, i) > 0 {
			f.deadlines = append(f.deadlines, clausesIn(s.of(text)[inner[i].Start:]).deadlines...)
			return
		}
	}
}

func (f *found) deadline(text string, all []word, i, n int, kind DeadlineKind) int {
	s := Span{all[i].Start, clauseEnd(text, all[i].Start)}
	for j := i + 1; j < len(all) && all[j].Start < s.End; j++ { // the condition that follows is its own
		if conditionPhrases.at(all, j) > 0 {
			s.End = all[j].Start
			break
		}
	}
	s = s.trim(text)
	d := Deadline{Text: s.of(text), Kind: kind}
	if amount, unit, _, ok := amountAt(all, i+n); ok {
		d.Amount, d.Unit = amount, unit
	}
	f.deadlines = append(f.deadlines, d)
	f.spans = append(f.spans, s)
	return s.End
}

// subjects are words that "om" is followed by where it means if.
var subjects = phraseList(
	"den", "det", "de", "du", "dei", "man", "vi", "han", "hun", "ho", "hon", "ein", "en", "ett", "ingen", "ingenting", "någon", "någonting", "något",
	"noen", "nokon", "noe", "ikke", "ikkje", "inte", "nødvendig", "naudsynt", "nödvändigt", "mulig", "mogleg", "möjligt", "behov", "så", "aktuelt",
)

// topics are words after which "om" means about.
var topics = phraseList(
	"søknad…", "søke", "søker", "søkje", "søk", "ansøgning…", "ansøge", "ansøger", "ansök…", "ansökan", "informasjon…", "information…", "informere",
	"informerer", "informera", "informerar", "orientere", "orienterer", "orientering", "melding", "meddelelse", "meddelande", "melder", "avtale…", "avtal", "avtalet",
	"aftale…", "spørsmål", "spørgsmål", "fråga", "frågor", "beslutning…", "beslut", "beslutet", "vedtak", "vedtaket", "krav", "forespørsel", "forespørgsel", "begjæring",
	"begäran", "anmodning", "lov", "lag", "lov", "handler", "handlar", "opplysning…", "oplysning…", "uppgift…", "underret…", "underrätt…", "varsel", "varsle",
	"enig", "enige", "eniga", "enighet", "mellom", "rundt", "råd", "svar", "dialog", "påminn…", "minn…", "minde", "be", "ber", "spør", "fråga", "frågar", "spørg", "tvil",
	"gjør", "gör", "ser", "se", "rett", "ret", "rätt", "rutine", "rutiner", "snakk", "snakke", "samtale", "samtal", "kunnskap", "kunskap", "sak",
)

// om reads a word that means if in some places and about in others.
func (f *found) om(text string, all []word, i int) int {
	if _, _, _, ok := amountAt(all, i+1); ok && all[i].text == "om" {
		return f.deadline(text, all, i, 1, After)
	}
	before := strings.TrimRightFunc(text[:all[i].Start], unicode.IsSpace)
	clauseBegins := before == "" || strings.ContainsAny(before[len(before)-1:], ".,;:(!?-") || strings.HasSuffix(before, "–")
	switch {
	case clauseBegins, i > 0 && slices.Contains([]string{"og", "och", "eller", "men", "også", "även", "kun", "bare", "endast", "bara"}, all[i-1].text):
		return f.condition(text, all, i)
	case all[i].text != "om" || topics.at(all, i-1) > 0:
	case subjects.at(all, i+1) > 0:
		return f.condition(text, all, i)
	default:
		f.doubt("om", text, all[i].Start)
	}
	return 0
}

func (f *found) doubt(code, text string, at int) {
	start := max(strings.LastIndexAny(text[:at], ".;(")+1, 0)
	f.unclear = append(f.unclear, doubt{code, brief(strings.TrimSpace(text[start:clauseEnd(text, at)]))})
}

// maxClause is how long a clause may be, in bytes.
const maxClause = 600

// clauseEnd is where a clause that begins at start ends: at a comma, a
// semicolon, a bracket, the sentence's end or " så ".
func clauseEnd(text string, start int) int {
	rest := text[start:]
	if len(rest) > maxClause {
		rest = strings.ToValidUTF8(rest[:maxClause], "")
	}
	end := len(rest)
	if i := strings.IndexAny(rest, ",;:()"); i >= 0 {
		end = i
	}
	if ends := sentenceEnds(rest); len(ends) > 0 {
		end = min(end, ends[0]-1)
	}
	for _, w := range []string{" så ", " - ", " – "} {
		if i := strings.Index(rest, w); i > 0 {
			end = min(end, i)
		}
	}
	return start + len(strings.TrimRight(rest[:end], ". "))
}

var numberWords = map[string]int{
	"en": 1, "én": 1, "ein": 1, "ett": 1, "et": 1, "ei": 1, "one": 1, "to": 2, "två": 2, "two": 2, "tre": 3, "three": 3, "fire": 4, "fyra": 4, "four": 4,
	"fem": 5, "five": 5, "seks": 6, "sex": 6, "six": 6, "sju": 7, "syv": 7, "seven": 7, "åtte": 8, "otte": 8, "åtta": 8, "eight": 8, "ni": 9, "nio": 9, "nine": 9,
	"ti": 10, "tio": 10, "ten": 10, "tolv": 12, "fjorten": 14, "fjorton": 14, "tjue": 20, "tyve": 20, "tjugo": 20, "tretti": 30, "tredive": 30, "trettio": 30,
}

// units by the beginning of the word, the longer words first.
var units = []struct {
	stem string
	unit Unit
}{
	{"arbeidsdag", WorkingDays},
	{"arbetsdag", WorkingDays},
	{"arbejdsdag", WorkingDays},
	{"virkedag", WorkingDays},
	{"vyrkedag", WorkingDays},
	{"yrkedag", WorkingDays},
	{"hverdag", WorkingDays},
	{"kvardag", WorkingDays},
	{"vardag", WorkingDays},
	{"kalenderdag", Days},
	{"dag", Days},
	{"døgn", Days},
	{"dygn", Days},
	{"day", Days},
	{"uke", Weeks},
	{"uker", Weeks},
	{"veke", Weeks},
	{"uge", Weeks},
	{"veck", Weeks},
	{"week", Weeks},
	{"måned", Months},
	{"månad", Months},
	{"mnd", Months},
	{"month", Months},
	{"time", Hours},
	{"timm", Hours},
	{"hour", Hours},
	{"år", Years},
	{"year", Years},
}

// amountAt reads an amount of time at word i: "14 dager", "2–3 veckor" (the
// larger one), "fem arbetsdagar". used is how many words it takes.
func amountAt(all []word, i int) (amount int, unit Unit, used int, ok bool) {
	at := i
	for at < len(all) && at < i+2 {
		n, isNumber := numeral(all[at].text)
		if !isNumber {
			break
		}
		amount = max(amount, n)
		at++
	}
	if at == i || at == len(all) {
		return 0, "", 0, false
	}
	if next := all[at].text; at+1 < len(all) && (next == "working" || next == "business" || next == "hele" || next == "hela") {
		at++
		if next == "working" || next == "business" {
			unit = WorkingDays
		}
	}
	for _, u := range units {
		if strings.HasPrefix(all[at].text, u.stem) && utf8.RuneCountInString(all[at].text) <= utf8.RuneCountInString(u.stem)+4 {
			if unit == "" || u.unit != Days {
				unit = u.unit
			}
			return amount, unit, at + 1 - i, true
		}
	}
	return 0, "", 0, false
}

// maxAmount bounds an amount of time; a larger number is not one.
const maxAmount = 10000

func numeral(text string) (int, bool) {
	if n, ok := numberWords[text]; ok {
		return n, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n > 0 && n <= maxAmount
}

// startsDate says that a day or a known limit follows.
func startsDate(all []word, i int) bool {
	if i >= len(all) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(all[i].text)
	return unicode.IsDigit(first) || dateWords.at(all, i) > 0
}

// namesDeadline says that a column is for deadlines.
func namesDeadline(head string) bool {
	return slices.Contains([]string{"frist", "tidsfrist", "når", "kva tid", "hvornår", "när", "deadline", "when", "tidsfrister", "senest", "senast"}, headingWord(head))
}
