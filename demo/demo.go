// Package demo is Fjordvik, a fictitious municipality of 12,000 inhabitants, as
// the folder of plain files that any municipality is. Its people are invented
// and their national ids are synthetic.
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
		panic(err) // the name is a constant of this file
	}
	return folder
}
