package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTheFilesInTheFolderAreTheGeneratedOnes(t *testing.T) {
	t.Parallel()
	people, positions := generate()
	for name, want := range map[string]string{"people-generated.yaml": people, "positions-generated.yaml": positions} {
		got, err := os.ReadFile("../fjordvik/organisation/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s differs; run go generate ./demo/generate", name)
		}
	}
}

func TestFjordvikHasAboutAThousandEmployees(t *testing.T) {
	t.Parallel()
	people, positions := generate()
	if n := strings.Count(people, "\n  - {"); n < 900 || n > 1050 {
		t.Errorf("%d people", n)
	}
	if vacant := strings.Count(positions, "\n  - {") - strings.Count(positions, "holder:"); vacant < 10 || vacant > 60 {
		t.Errorf("%d vacant positions", vacant)
	}
}

// The numbers in the folder, also those written by hand, are checked here by
// the rule itself: weights times digits, control digit included, is divisible
// by 11.
func TestEveryNationalIDIsSyntheticAndHasValidControlDigits(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, name := range []string{"people.yaml", "people-generated.yaml"} {
		text, err := os.ReadFile("../fjordvik/organisation/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range regexp.MustCompile(`\b\d{11}\b`).FindAllString(string(text), -1) {
			if seen[id] {
				t.Errorf("%s stands twice", id)
			}
			seen[id] = true
			if !divisible(id[:10], 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) || !divisible(id, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) {
				t.Errorf("%s has wrong control digits", id)
			}
			month := id[2:4]
			if month < "81" || month > "92" {
				t.Errorf("%s could be a real person's", id)
			}
		}
	}
	if len(seen) < 900 {
		t.Errorf("only %d numbers were looked at", len(seen))
	}
}

func TestOrganisationNumbersAreSyntheticAndValid(t *testing.T) {
	t.Parallel()
	var numbers []string
	for _, name := range []string{"town.yaml", "organisation/agencies.yaml"} {
		text, err := os.ReadFile("../fjordvik/" + name)
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, regexp.MustCompile(`\b\d{9}\b`).FindAllString(string(text), -1)...)
	}
	if len(numbers) != 7 {
		t.Fatalf("%v", numbers)
	}
	for _, n := range numbers {
		if n[0] != '3' || !divisible(n, 3, 2, 7, 6, 5, 4, 3, 2, 1) {
			t.Errorf("%s", n)
		}
	}
}

func divisible(digits string, weights ...int) bool {
	sum := 0
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	return sum%11 == 0
}

func TestSyntheticNumbersTellBirthAndSex(t *testing.T) {
	t.Parallel()
	born := time.Date(1981, time.April, 12, 0, 0, 0, 0, time.UTC)
	id, ok := syntheticID(born, 40)
	if !ok || id[:9] != "128481040" {
		t.Errorf("%s %v", id, ok)
	}
	born = born.AddDate(20, 0, 0)
	var made []string
	for serial := range 100 {
		if id, ok := syntheticID(born, serial); ok {
			made = append(made, id)
		}
	}
	if len(made) < 70 || len(made) == 100 || !slices.IsSortedFunc(made, strings.Compare) {
		t.Errorf("%d of 100 serials give a number", len(made))
	}
	if made[0][6] < '5' {
		t.Errorf("%s is of the last century", made[0])
	}
}
