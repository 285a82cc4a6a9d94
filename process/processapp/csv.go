package processapp

import (
	"bytes"
	"encoding/csv"
	"mime"
	"net/http"
	"strings"
)

// sendTable answers with rows as a file that spreadsheets of the Nordic
// countries open as a table: semicolons, UTF-8 with its mark, line ends of CR LF.
func sendTable(w http.ResponseWriter, name string, rows [][]string) error {
	var file bytes.Buffer
	file.WriteString("\uFEFF")
	c := csv.NewWriter(&file)
	c.Comma, c.UseCRLF = ';', true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = noFormula(cell)
		}
		if err := c.Write(safe); err != nil {
			return err
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".csv"}))
	_, _ = file.WriteTo(w) // the reader has gone; there is nobody to tell
	return nil
}

// noFormula keeps a spreadsheet from running what a person has typed.
func noFormula(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
