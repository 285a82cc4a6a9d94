// Package why holds the answer to "Why?", which is the same five lines
// everywhere: what was decided, by which rule and version, by whom and when,
// from which source and how old, and what you can do about it.
package why

import "time"

// Answer is one answer. Texts are already in the reader's language.
type Answer struct {
	Decided string    // what was decided
	Rule    string    // by which rule
	Version string    // and which version of it
	By      string    // by whom, with role
	At      time.Time // when
	Source  string    // from which source
	AsOf    time.Time // how old the source's value is; zero when it cannot age
	Remedy  string    // what you can do about it
	Link    string    // where to do it, if anywhere
}
