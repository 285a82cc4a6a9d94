package main

import (
	"os"
	"testing"
)

func TestTheListOfRightsIsWhatThePackagesDeclare(t *testing.T) {
	t.Parallel()
	want, err := gather(os.DirFS("../../.."))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../rights_generated.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("run go generate ./access/accessapp; the packages declare\n%s", want)
	}
}
