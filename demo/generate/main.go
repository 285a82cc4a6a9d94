// Command generate makes the many people and positions of Fjordvik, the
// fictitious municipality: about a thousand, always the same ones.
//
// It writes organisation/people-generated.yaml and positions-generated.yaml
// into the folder that is its only argument. People and positions that a
// demonstration needs by name are written by hand beside them.
package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

//go:generate go run . ../fjordvik

// vacantOfHundred is how many places in a hundred nobody holds.
const vacantOfHundred = 3

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: generate FOLDER")
		os.Exit(2)
	}
	people, positions := generate()
	for name, text := range map[string]string{
		"people-generated.yaml": people, "positions-generated.yaml": positions,
	} {
		if err := os.WriteFile(filepath.Join(os.Args[1], "organisation", name), []byte(text), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

type maker struct {
	random *rand.Rand
	taken  map[string]bool
	people strings.Builder
	places strings.Builder
}

const generatedHead = `# Laget av «go generate ./demo/generate»; endre der, ikke her.
# Oppdiktede personer med syntetiske fødselsnumre (80 er lagt til måneden).
schema: 1
`

// generate returns the two files. The same program gives the same text.
func generate() (people, positions string) {
	m := maker{random: rand.New(rand.NewPCG(9918, 12000)), taken: make(map[string]bool)}
	m.people.WriteString(generatedHead + "people:\n")
	m.places.WriteString(generatedHead + "positions:\n")
	for _, u := range staffing {
		for _, p := range u.posts {
			for i := range p.count {
				m.place(u.unit, p, i+1)
			}
		}
	}
	return m.people.String(), m.places.String()
}

func (m *maker) place(unit string, p post, number int) {
	percent := 100
	if p.part > 0 && m.random.IntN(100) < p.share {
		percent = p.part + 5*(m.random.IntN(5)-2)
	}
	fmt.Fprintf(&m.places, "  - {key: %s-%s-%d, unit: %s, occupation: %q, percent: %d",
		unit, p.occupation, number, unit, p.occupation, percent)
	if p.leads || m.random.IntN(100) >= vacantOfHundred {
		born := m.day(1958, 2001)
		since := born.AddDate(20+m.random.IntN(15), m.random.IntN(12), 0)
		if last := date(2022, time.November, 1); since.After(last) {
			since = last
		}
		fmt.Fprintf(&m.places, ", holder: %s, since: %s", m.person(born), since.Format("2006-01-02"))
		if p.leads {
			m.places.WriteString(", leads: true")
		}
	}
	m.places.WriteString("}\n")
}

// person makes somebody with a name and number of their own, and returns the key.
func (m *maker) person(born time.Time) string {
	woman := m.random.IntN(100) < 74 // as in Norwegian municipalities
	names := men
	if woman {
		names = women
	}
	for {
		given, family := pick(m.random, names), pick(m.random, families)
		key := slug(given + "-" + family)
		id, ok := syntheticID(born, m.serial(woman))
		if !ok || m.taken[key] || m.taken[id] {
			continue
		}
		m.taken[key], m.taken[id] = true, true
		fmt.Fprintf(&m.people, "  - {key: %s, given: %s, family: %s, national_id: %q}\n", key, given, family, id)
		return key
	}
}

// serial is the individual number: its last digit is even for a woman.
func (m *maker) serial(woman bool) int {
	serial := 2 * m.random.IntN(200)
	if !woman {
		serial++
	}
	return serial
}

func (m *maker) day(from, to int) time.Time {
	first := date(from, time.January, 1)
	days := int(date(to, time.January, 1).Sub(first).Hours() / 24)
	return first.AddDate(0, 0, m.random.IntN(days))
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func pick(random *rand.Rand, from []string) string { return from[random.IntN(len(from))] }

// slug writes a name as a key: small letters, Nordic ones spelt out.
func slug(name string) string {
	replace := strings.NewReplacer("æ", "ae", "ø", "o", "å", "aa")
	return strings.Join(slices.Collect(strings.FieldsFuncSeq(replace.Replace(strings.ToLower(name)), func(r rune) bool {
		return r < 'a' || r > 'z'
	})), "-")
}
