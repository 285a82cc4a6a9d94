package main

import (
	"os"
	"strings"
	"testing"
)

func TestTheDocumentSaysWhatTheProgramHolds(t *testing.T) {
	t.Parallel()
	want, err := document()
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(want, "⟦") || strings.Contains(want, "<no value>") {
		t.Error("a rule lacks its words")
	}
	got, err := os.ReadFile("../" + place)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/hiring-rules.md is out of date: go generate ./recruit/recruitapp")
	}
}
