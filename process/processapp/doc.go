// Package processapp is how people reach processes: the section of the
// municipality's folder, the command line's process verbs, and the pages of
// tasks, cases and the library.
//
// A command that fails has written nothing: files are written whole, beside
// their place, and put there by a rename when all of them are whole.
//
// A page decides nothing: who may see, do and change is the Service's, and what
// one may not see looks like what is not there. Every change is a POST that
// carries a request id, so that a form sent twice is carried out once. A form
// that is refused, by its schema or by the rule behind the task, comes back with
// everything that was typed and the fault at its field; a refusal that names a
// field in its argument "field" is shown at that one. A draft keeps what was
// typed as it was typed.
//
// Steps carry the numbers of the checklist they were drawn from, in the list and
// in the drawing alike; without one they are counted. A user task's attributes
// saksgang:verb and saksgang:consequence give the words of its one button and of
// the line under it; without them the button says that the task is done, and the
// line where the drawing leads.
package processapp
