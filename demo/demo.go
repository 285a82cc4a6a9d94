// Package demo holds Fjordvik, a fictitious municipality, as the folder of
// plain files that a real one has. Nobody in it exists.
package demo

import (
	"embed"
	"io/fs"
)

//go:embed fjordvik
var files embed.FS

// Fjordvik is the municipality's folder.
func Fjordvik() fs.FS {
	folder, err := fs.Sub(files, "fjordvik")
	if err != nil {
		panic(err) // the name is a constant and valid
	}
	return folder
}
