package main

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTheListsOfRightsAreWhatThePackagesDeclare(t *testing.T) {
	t.Parallel()
	rights, err := gather(os.DirFS("../../.."))
	if err != nil {
		t.Fatal(err)
	}
	source, err := asGo(rights)
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string][]byte{"../rights_generated.go": source, "../../../schema/rights.txt": asText(rights)} {
		got, err := os.ReadFile(file)
		if err != nil || string(got) != string(want) {
			t.Errorf("%s: run go generate ./access/accessapp; the packages declare\n%s%v", file, want, err)
		}
	}
}

func TestARightIsDeclaredOnceByItsModule(t *testing.T) {
	t.Parallel()
	const head = "package x\nimport \"saksgang/base/authz\"\n"
	for _, c := range []struct{ say, file, source, want, fault string }{
		{"one constant", "pay/rights.go", `const A authz.Right = "pay.read"`, "pay.read", ""},
		{"two in a line", "pay/rights.go", `const A, B authz.Right = "pay.read", "pay.edit"`, "pay.edit pay.read", ""},
		{"a module of base", "base/work/x.go", `const A authz.Right = "work.read"`, "work.read", ""},
		{"another type", "pay/rights.go", `const A string = "pay.read" // authz.Right`, "", ""},
		{"a variable", "pay/rights.go", `var A authz.Right = "pay.read"`, "", ""},
		{"another module's name", "pay/rights.go", `const A authz.Right = "staff.read"`, "", "must begin with"},
		{"no verb", "pay/rights.go", `const A authz.Right = "pay"`, "", "not module.verb"},
		{"the same twice", "pay/rights.go", `const A, B authz.Right = "pay.read", "pay.read"`, "", "too"},
	} {
		rights, err := gather(fstest.MapFS{c.file: {Data: []byte(head + c.source)}})
		if c.fault != "" {
			if err == nil || !strings.Contains(err.Error(), c.fault) {
				t.Errorf("%s: %v", c.say, err)
			}
			continue
		}
		if got := strings.Join(rights, " "); err != nil || got != c.want {
			t.Errorf("%s: %q, %v", c.say, got, err)
		}
	}
}
