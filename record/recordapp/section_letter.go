package recordapp

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"saksgang/municipality"
	"saksgang/record"
)

// letterLanguages are the languages a letter may be written in.
var letterLanguages = []string{"nb", "nn", "da", "sv", "en"}

// decodeLetter reads settings between two "---" lines, then the letter.
func decodeLetter(src *municipality.Source, into *record.FolderLetter) {
	name := strings.TrimSuffix(path.Base(src.Path), ".md")
	into.Key, into.Language, _ = strings.Cut(name, ".")
	if !slices.Contains(letterLanguages, into.Language) {
		src.Fault(src.Place(1, 1), "record.letter-without-language", "file", path.Base(src.Path))
	}
	rest, opened := bytes.CutPrefix(src.Data, []byte("---\n"))
	settings, body, closed := bytes.Cut(rest, []byte("\n---\n"))
	if !opened || !closed {
		src.Fault(src.Place(1, 1), "record.letter-without-settings")
		return
	}
	// The blank line keeps the settings' line numbers those of the file.
	head := municipality.NewSource(src.Path, append([]byte("\n"), settings...))
	municipality.DecodeYAML(head, into)
	src.Adopt(head)
	into.Letter.Subject = parsePieces(src, into.Subject, func(int) municipality.Position { return src.At(&into.Subject) })
	offset := len(src.Data) - len(body)
	if len(bytes.TrimSpace(body)) == 0 {
		src.Fault(placeOf(src, offset-1), "record.letter-without-text")
	}
	into.Letter.Body = parsePieces(src, string(body), func(at int) municipality.Position {
		return placeOf(src, offset+at)
	})
}

func parsePieces(src *municipality.Source, text string, place func(offset int) municipality.Position) []record.LetterPiece {
	pieces, faults := record.ParseLetter(text)
	for _, fault := range faults {
		src.Fault(place(fault.Offset), "record.bad-field", "text", fault.Text)
	}
	for _, piece := range pieces {
		if piece.Field != "" {
			src.Refer("record.field", piece.Field, place(piece.Offset))
		}
	}
	return pieces
}

// placeOf turns an offset in bytes into line and column.
func placeOf(src *municipality.Source, offset int) municipality.Position {
	before := src.Data[:min(max(offset, 0), len(src.Data))]
	line := bytes.Count(before, []byte("\n"))
	begin := bytes.LastIndexByte(before, '\n') + 1
	return src.Place(line+1, utf8.RuneCount(before[begin:])+1)
}
