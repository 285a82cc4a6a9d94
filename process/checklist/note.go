package checklist

import "strings"

// maxNoteLine is how long one line of a note may be, in characters, before it
// is cut at a word. The whole text stands in the task.
const maxNoteLine = 90

// note is the text of a task's annotation, in the row's own words: who takes
// part besides the lane, the bullets (with their who), the conditions and
// deadlines that shortening has cut away, and the further columns.
func (r Reading) note(columns Columns, row Row) string {
	var n []string
	if who := plain(row.Who); len(r.Parts) == 0 && alike(who) != alike(r.First) {
		n = append(n, shorten(who, maxNoteLine))
	}
	guide := r.Guide
	if len(r.Parts) > 0 {
		for _, p := range r.Parts {
			n = append(n, "– "+shorten(p.Who.String()+": "+p.Text, maxNoteLine))
		}
		guide = guide[:max(0, len(guide)-len(r.Parts))]
	}
	for _, text := range guide {
		n = append(n, "– "+shorten(text, maxNoteLine))
	}
	for _, clause := range r.clauseTexts() {
		if shown := strings.Join(append(n, r.Title), "\n"); !strings.Contains(shown, clause) {
			n = append(n, "… "+shorten(clause, maxNoteLine))
		}
	}
	for i, cell := range row.Extra {
		text := plain(cell)
		if text == "" {
			continue
		}
		if i < len(columns.Extra) && plain(columns.Extra[i]) != "" {
			text = plain(columns.Extra[i]) + ": " + text
		}
		n = append(n, shorten(text, maxNoteLine))
	}
	return strings.Join(n, "\n")
}

// clauseTexts are the conditions and those deadlines that stand in the text;
// deadlines of a column are shown with it.
func (r Reading) clauseTexts() []string {
	all := append([]string{}, r.Conditions...)
	for _, d := range r.Deadlines {
		if !d.column {
			all = append(all, d.Text)
		}
	}
	return all
}
