package noark_test

import (
	"path/filepath"
	"strconv"
	"testing"

	"saksgang/record/noark"
)

// BenchmarkExtract tells registry entries per second where the disk does not
// count: the documents have been disposed of, so that only XML is written.
func BenchmarkExtract(b *testing.B) {
	src := synthetic{caseFiles: 1000, perFile: 20, changeEntry: func(e *noark.RegistryEntry) {
		e.Documents[0].Objects, e.Documents[0].Disposed = nil, &noark.PerformedDisposal{Stamp: by("arkivar")}
	}}
	root := b.TempDir()
	b.ReportAllocs()
	entries := 0
	for n := 0; b.Loop(); n++ {
		dir := filepath.Join(root, strconv.Itoa(n))
		sum, err := noark.Extract(b.Context(), period(), src, noark.Options{Dir: dir, OpenDocument: openText})
		if err != nil {
			b.Fatal(err)
		}
		entries += sum.RegistryEntries
	}
	b.ReportMetric(float64(entries)/b.Elapsed().Seconds(), "entries/s")
}
