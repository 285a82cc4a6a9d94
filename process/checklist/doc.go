// Package checklist turns a table of number, what and who into a drawing, and
// the drawing back into the table.
//
//	table, remarks, err := checklist.Parse(file, checklist.Options{})
//	drawing, more := checklist.Draft(table, checklist.DraftOptions{Name: "Leave"})
//	rows, changes := checklist.Rows(drawing)
//
// # The table
//
// Parse finds the table in Markdown, HTML, CSV (comma or semicolon) or
// tab-separated text, alone or in the middle of other text, in Norwegian,
// Danish, Swedish or English. A header row decides the columns, in any order;
// without one they are number, what, who. Other columns are kept as Extra. A
// number is a label: it may be missing, repeated or "2.1". A table is refused
// (checklist.no-table, checklist.no-rows) when it has no columns for what and
// who; everything less than that is a Remark and does not stop.
//
// # Cells as they were
//
// A cell is its text as it stood: in tab-separated text and CSV every character
// between the separators, without the quotes that spreadsheets put around a
// cell; in Markdown without the padding and with \| as |; in HTML the text with
// white space as a browser shows it, a line break written <br> and a list item
// written <br>- so that a row stays one line. Line ends become \n, characters
// that XML cannot hold become U+FFFD, and text that is not UTF-8 or UTF-16 is
// read as Windows-1252, which Latin-1 is part of. WriteText quotes a cell only
// if it holds a tab, a line end or begins with a quote, and writes a header
// only where the rows alone would not be read back the same. So
// text → drawing → text gives the same cells, and drawing that text again gives
// the same drawing but for its name, which a table does not carry.
//
// # The drawing
//
// One row is one user task, in row order, in the lane of the row's first who.
// Who's are alike when they are equal without case, outer space and final dot.
// "/" and "eller" are either; ",", "og" and "och" are both. A row that names
// nobody is drawn in a lane of its own and remarked on. The task's name is the
// title: the what cell up to its first line end, bullet or list; of one longer
// than 100 characters, its first sentence. All else is an attribute of the task
// (see Reading), drawn as one annotation, and the cells stand verbatim in the
// task's saksgang:row, which no drawing tool touches.
//
// # The way back
//
// Rows reads tasks in the order of the flow. Where nothing was changed, cells
// come back verbatim. A task with another name: the title in its what cell is
// replaced and the bullets remain. A task in another lane, or in one with
// another name: the first who in its who cell is replaced by the lane's name
// and the rest of the cell remains, so that "Leder/kommunalsjef, Personalkontor."
// moved to HTV is "HTV/kommunalsjef, Personalkontor."; a cell that held one who
// and nothing else becomes the lane's name alone. Text in annotations is drawn
// for the reader and is not read back. A drawing we did not make gives one row
// for each task, with its name and its lane, or its pool where there is no lane.
//
// Requirement rows C2 and C6.
package checklist
