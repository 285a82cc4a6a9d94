package demo_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"saksgang/demo"
)

// fjordvikWith is Fjordvik with one text replaced in one file.
func fjordvikWith(t *testing.T, file, old, replacement string) fs.FS {
	t.Helper()
	folder := fstest.MapFS{}
	err := fs.WalkDir(demo.Fjordvik(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(demo.Fjordvik(), path)
		folder[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	before := string(folder[file].Data)
	after := strings.Replace(before, old, replacement, 1)
	if after == before {
		t.Fatalf("%s does not have %q", file, old)
	}
	folder[file].Data = []byte(after)
	return folder
}

func TestOneSlipInFjordvikIsOneFault(t *testing.T) {
	t.Parallel()
	cases := []struct{ say, file, old, replacement, want string }{
		{
			"a unit in another agency than the one above it", "organisation/units.yaml",
			"name: Skogheim avdeling 1, langtid\n    agency: helse", "name: Skogheim avdeling 1, langtid\n    agency: stab",
			"organisation/units.yaml staff.unit-in-other-agency",
		},
		{
			"a unit under itself", "organisation/units.yaml",
			"agency: helse\n    parent: skogheim\n", "agency: helse\n    parent: skogheim-1\n",
			"organisation/units.yaml staff.unit-in-itself",
		},
		{
			"more than full time", "organisation/positions.yaml",
			`occupation: "9454", percent: 100`, `occupation: "9454", percent: 110`,
			"organisation/positions.yaml staff.percent-out-of-range",
		},
		{
			"a holder since nobody knows when", "organisation/positions.yaml", ", since: 2016-08-01", "",
			"organisation/positions.yaml staff.holder-without-date",
		},
		{
			"a position that ends before it begins", "organisation/positions.yaml",
			"since: 2016-08-01", "since: 2016-08-01, temporary_until: 2016-07-31",
			"organisation/positions.yaml staff.ends-before-it-begins",
		},
		{
			"a national id with a letter", "organisation/people.yaml", "12848104033", "1284810403x",
			"organisation/people.yaml staff.national-id-not-digits",
		},
		{
			"two people with one national id", "organisation/people.yaml", "03896804102", "12848104033",
			"organisation/people.yaml staff.national-id-twice",
		},
		{
			"a document of a hiring in a row that the plan does not have", "recruit.yaml", "{kind: cv, type: cv}", "{kind: cv, type: cvv}",
			"recruit.yaml municipality.unknown-reference",
		},
		{
			"a document of a hiring that stands twice", "recruit.yaml", "{kind: cv, type: cv}", "{kind: cv, type: cv}\n  - {kind: cv, type: soknad}",
			"recruit.yaml recruit.kind-twice",
		},
		{
			"a document of a hiring left out", "recruit.yaml", "  - {kind: cv, type: cv}\n", "",
			"recruit.yaml recruit.kind-missing",
		},
		{
			"a letter that is not there", "recruit.yaml", "template: tilbud}", "template: tilbudet}",
			"recruit.yaml recruit.letter-missing",
		},
		{
			"days below nothing", "recruit.yaml", "answer_days: 5", "answer_days: -5",
			"recruit.yaml recruit.days-negative",
		},
		{
			"a level that the resource does not have", "access/roles.yaml",
			"{resource: avvik, level: melde}", "{resource: avvik, level: styre}",
			"access/roles.yaml access.unknown-level",
		},
		{
			"a group of roles that nobody may hold together", "access/groups.yaml",
			"roles: [ansatt, arkivar]", "roles: [ansatt, arkivar, kassasjonsgodkjenner]",
			"access/groups.yaml access.group-of-conflicting-roles",
		},
		{
			"a ban on one role alone", "access/groups.yaml",
			"roles: [arkivar, kassasjonsgodkjenner]", "roles: [arkivar]",
			"access/groups.yaml access.conflict-with-itself",
		},
		{
			"a role given for no time", "access/assignments.yaml",
			"role: arkivleder, from: 2011-08-15", "role: arkivleder, from: 2011-08-15, to: 2011-08-15",
			"access/assignments.yaml access.ends-before-it-begins",
		},
		{
			"a role of a case given once and for all", "access/assignments.yaml",
			"role: regnskapsansvarlig", "role: intervjuutvalg",
			"access/assignments.yaml access.case-role-assigned",
		},
		{
			"a role that reaches an agency, given nowhere", "access/assignments.yaml",
			"role: hovedtillitsvalgt, agency: helse,", "role: hovedtillitsvalgt,",
			"access/assignments.yaml access.assignment-without-place",
		},
		{
			"another country's law", "record/grounds.yaml", `country: "no"`, `country: se`,
			"record/grounds.yaml record.law-of-other-country",
		},
		{
			"a provision repealed before it is in force", "record/grounds.yaml",
			"from: 1999-01-01\n        to: 2026-01-01", "from: 1999-01-01\n        to: 1998-01-01",
			"record/grounds.yaml record.ground-ends-before-it-begins",
		},
		{
			"two provisions at once", "record/grounds.yaml",
			"from: 1999-01-01\n        to: 2026-01-01", "from: 1999-01-01\n        to: 2026-02-01",
			"record/grounds.yaml record.provisions-overlap",
		},
		{
			"a provision that nobody will read again", "record/grounds.yaml", "        reread_on: 2027-01-11\n", "",
			"record/grounds.yaml record.never-reread",
		},
		{
			"a provision to be read again before it was read", "record/grounds.yaml",
			"reread_on: 2027-01-11", "reread_on: 2025-01-11",
			"record/grounds.yaml record.reread-before-read",
		},
		{
			"a document withheld by no rule", "record/plan-ansettelse.yaml",
			"{status: exempt, ground: organinternt}", "{status: exempt}",
			"record/plan-ansettelse.yaml record.withheld-without-ground",
		},
		{
			"a document destroyed at no time", "record/plan-ansettelse.yaml", "      after: P2Y\n", "",
			"record/plan-ansettelse.yaml record.disposal-without-time",
		},
		{
			"a document preserved for two years", "record/plan-ansettelse.yaml",
			"outcome: preserve\n", "outcome: preserve\n      after: P2Y\n",
			"record/plan-ansettelse.yaml record.preserved-with-time",
		},
		{
			"an outgoing letter that is settled", "record/plan-ansettelse.yaml",
			"direction: outgoing\n    file: hiring\n", "direction: outgoing\n    file: hiring\n    settled_by: reply\n",
			"record/plan-ansettelse.yaml record.settles-what-did-not-come-in",
		},
		{
			"an acknowledgement that comes in", "record/plan-ansettelse.yaml",
			"direction: outgoing\n    file: hiring\n    acknowledges", "direction: incoming\n    file: hiring\n    acknowledges",
			"record/plan-ansettelse.yaml record.acknowledges-without-sending",
		},
		{
			"copies of what is withheld, to somebody outside", "record/plan-ansettelse.yaml",
			"    publicity: {status: exempt, ground: organinternt}\n", "    copies: [nye-stillinger]\n    publicity: {status: exempt, ground: organinternt}\n",
			"record/plan-ansettelse.yaml record.copies-of-what-is-withheld",
		},
		{
			"copies to a list that is not there", "record/plan-ansettelse.yaml", "[nye-stillinger]", "[nye-stilinger]",
			"record/plan-ansettelse.yaml municipality.unknown-reference",
		},
		{
			"a recipient who is a role and an address", "record/distribution.yaml", "{name: NAV Fjordvik, mail", "{role: kommunalsjef, mail",
			"record/distribution.yaml record.member-neither-role-nor-address",
		},
		{
			"a recipient without a name", "record/distribution.yaml", "{name: NAV Fjordvik, mail", "{mail",
			"record/distribution.yaml record.member-without-name",
		},
		{
			"a recipient outside with a place inside", "record/distribution.yaml", "{name: NAV Fjordvik, mail", "{name: NAV Fjordvik, agency: helse, mail",
			"record/distribution.yaml record.member-in-two-places",
		},
		{
			"an address that is none", "record/distribution.yaml", "stillinger@nav-fjordvik.example", "nav-fjordvik.example",
			"record/distribution.yaml record.member-address-unreadable",
		},
		{
			"a field that no letter has", "templates/avslag.nb.md", "{{søker.navn}}", "{{søker.fødselsnummer}}",
			"templates/avslag.nb.md municipality.unknown-reference",
		},
		{
			"a letter without settings", "templates/avslag.nb.md", "---\nschema", "schema",
			"templates/avslag.nb.md record.letter-without-settings",
		},
		{
			"a process under another name than its file", "processes/ansettelse.yaml", "key: ansettelse", "key: tilsetting",
			"processes/ansettelse.yaml process.key-is-not-file-name",
		},
		{
			"a drawing that is not there", "processes/ansettelse.yaml", "file: ansettelse.bpmn", "file: ansettelsen.bpmn",
			"processes/ansettelse.yaml process.file-missing",
		},
		{
			"a revision before the last one", "processes/ansettelse.yaml", "revise_by: 2027-01-11", "revise_by: 2025-01-11",
			"processes/ansettelse.yaml process.revision-before-last",
		},
		{
			"a lane that stands twice", "processes/ansettelse.yaml", "name: Hovedtillitsvalgt", "name: Kommunalsjef",
			"processes/ansettelse.yaml process.lane-twice",
		},
		{
			"a form in an older dialect", "forms/behov.json", "draft/2020-12", "draft/2019-09",
			"forms/behov.json process.form-dialect",
		},
		{
			"a form field without a label", "forms/drofting.json", `"title": "Drøftet",`, "",
			"forms/drofting.json process.form-field-without-title",
		},
		{
			"a form that asks what no page can show", "forms/drofting.json", `"format": "date"`, `"format": "time"`,
			"forms/drofting.json process.form-cannot-be-shown",
		},
		{
			"a form without its number", "forms/drofting.json", `"x-schema": 1,`, "",
			"forms/drofting.json municipality.schema-missing",
		},
		{
			"a form that is YAML", "forms/drofting.json", `"syn": {`, `syn: {`,
			"forms/drofting.json process.form-not-json",
		},
		{
			"a secret in the folder", "connections/rekruttering.yaml", "SAKSGANG_REKRUTTERING_TOKEN", "hunter2-in-clear-text",
			"connections/rekruttering.yaml exchange.not-a-secret-name",
		},
		{
			"a path out of the data folder", "connections/rekruttering.yaml", "path: inn/rekruttering", "path: ../rekruttering",
			"connections/rekruttering.yaml exchange.path-leaves-the-data-folder",
		},
		{
			"a kind of document mapped twice", "connections/rekruttering.yaml", "kind: cv", "kind: application",
			"connections/rekruttering.yaml exchange.mapped-twice",
		},
		{
			"a day closed twice", "calendar.yaml", "2023-12-31", "2023-12-24",
			"calendar.yaml municipality.closed-twice",
		},
	}
	for _, c := range cases {
		t.Run(c.say, func(t *testing.T) {
			t.Parallel()
			_, faults, err := registry().Check(fjordvikWith(t, c.file, c.old, c.replacement))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range faults {
				got = append(got, fmt.Sprintf("%s %s", f.File, f.Code))
			}
			if strings.Join(got, "\n") != c.want {
				t.Errorf("want %s, got\n%s", c.want, strings.Join(got, "\n"))
			}
		})
	}
}

func TestPeopleBelongInAFictitiousTownOnly(t *testing.T) {
	t.Parallel()
	_, faults, err := registry().Check(fjordvikWith(t, "town.yaml", "demo: true", "demo: false"))
	if err != nil || len(faults) != 2 {
		t.Fatalf("%v %v", faults, err)
	}
	for _, f := range faults {
		if f.Code != "staff.people-outside-demo" {
			t.Error(f)
		}
	}
}

func TestASecretIsNotRepeatedInTheFault(t *testing.T) {
	t.Parallel()
	_, faults, err := registry().Check(fjordvikWith(t, "connections/rekruttering.yaml", "SAKSGANG_REKRUTTERING_TOKEN", "hunter2"))
	if err != nil || len(faults) != 1 || strings.Contains(fmt.Sprint(faults), "hunter2") {
		t.Fatalf("%v %v", faults, err)
	}
}

func TestAFileTooManyInFjordvikIsOneFault(t *testing.T) {
	t.Parallel()
	head := "---\nschema: 1\ntitle: Brev\ndocument_type: avslag\nsubject: Svar\n---\n"
	cases := []struct{ say, file, text, want string }{
		{"a letter in no language", "templates/brev.md", head + "Hei\n", "templates/brev.md:1:1 record.letter-without-language"},
		{"a letter without words", "templates/brev.nb.md", head + "\n", "templates/brev.nb.md:6:4 record.letter-without-text"},
		{
			"settings that name no document", "templates/brev.nb.md", strings.Replace(head, "avslag", "avslagg", 1) + "Hei\n",
			"templates/brev.nb.md:4:16 municipality.unknown-reference",
		},
		{"a file that nobody owns", "notater.txt", "husk", "notater.txt:1:1 municipality.unknown-file"},
		{
			"a position that another file has already", "organisation/positions-b.yaml",
			"schema: 1\npositions:\n  - {key: skogheim-2-leder, unit: skogheim-2, occupation: \"7174\", percent: 50}\n",
			"organisation/positions.yaml:5:11 municipality.defined-twice",
		},
	}
	for _, c := range cases {
		folder := fjordvikWith(t, "calendar.yaml", "Julaften", "Julaftenen").(fstest.MapFS)
		folder[c.file] = &fstest.MapFile{Data: []byte(c.text)}
		_, faults, err := registry().Check(folder)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range faults {
			got = append(got, fmt.Sprintf("%s %s", f.Position, f.Code))
		}
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s: want %s, got\n%s", c.say, c.want, strings.Join(got, "\n"))
		}
	}
}
