package bpmn_test

import (
	"os"
	"path/filepath"
	"testing"

	"saksgang/process/bpmn"
)

func TestShow(t *testing.T) {
	dir := os.Getenv("SHOW")
	if dir == "" {
		t.Skip()
	}
	os.WriteFile(filepath.Join(dir, "checklist.svg"), []byte(bpmn.SVG(checklist(), bpmn.Options{State: map[string]bpmn.State{"start": "past", "row-1": "past", "row-2": "now", "row-3": "next"}})), 0o644)
	os.WriteFile(filepath.Join(dir, "branched.svg"), []byte(bpmn.SVG(branched(), bpmn.Options{})), 0o644)
	for _, f := range foreignFiles(t)[:11] {
		d, _ := readFile(t, f)
		os.WriteFile(filepath.Join(dir, filepath.Base(f)+".svg"), []byte(bpmn.SVG(d, bpmn.Options{})), 0o644)
		bpmn.Layout(d)
		os.WriteFile(filepath.Join(dir, filepath.Base(f)+".own.svg"), []byte(bpmn.SVG(d, bpmn.Options{})), 0o644)
	}
}
