// Package exchangeapp joins exchange to the rest of the program: its part of
// the municipality's folder, the ways in over HTTP, its pages and its jobs.
//
// A delivery over HTTP that came whole is stored before it is answered,
// whatever is wrong with it; one that was cut short or is too large is refused,
// since its sender is still there. A stranger learns neither which connections
// there are nor which messages. Files of messages are sent for saving, never
// for showing, and each reading is recorded.
package exchangeapp

import (
	"embed"
	"path"
	"regexp"
	"strings"

	"saksgang/exchange"
	"saksgang/municipality"
)

// Locales hold the words of this package's problems.
//
//go:embed locales/*.toml
var Locales embed.FS

// ConnectionsSection is the section's name, for municipality.Files.
const ConnectionsSection = "exchange.connections"

// RegisterSections adds connections/*.yaml. Handlers are known to it from
// those who have them: a module calls r.Know("exchange.handler", …).
func RegisterSections(r *municipality.Registry) {
	municipality.Register(r, municipality.Section[exchange.FolderConnection]{
		Name: ConnectionsSection, Pattern: "connections/*.yaml", Check: checkConnection,
	})
}

var secretName = regexp.MustCompile(`^[A-Z][A-Z0-9_]{2,63}$`)

func checkConnection(c *municipality.Checker, f *municipality.File[exchange.FolderConnection]) {
	conn := f.Value
	if file := strings.TrimSuffix(path.Base(f.Path), ".yaml"); conn.Key != "" && conn.Key != file {
		c.Fault(f.At(&conn.Key), "exchange.key-is-not-file-name", "key", conn.Key, "file", file)
	}
	for i := range conn.Ways {
		way := &conn.Ways[i]
		if way.Secret != "" && !secretName.MatchString(way.Secret) {
			// The value is not repeated: it may be the secret itself.
			c.Fault(f.At(&way.Secret), "exchange.not-a-secret-name")
		}
		if way.Kind == exchange.HTTPOut && !way.MayBeSentTo() {
			c.Fault(f.At(&way.URL), "exchange.address-not-allowed") // not repeated: it may hold a password
		}
		if way.Path != "" && (path.IsAbs(way.Path) || path.Clean(way.Path) != way.Path || strings.HasPrefix(way.Path, "..")) {
			c.Fault(f.At(&way.Path), "exchange.path-leaves-the-data-folder", "path", way.Path)
		}
	}
	seen := make(map[string]bool)
	for i := range conn.Documents {
		m := &conn.Documents[i]
		if seen[m.Kind] {
			c.Fault(f.At(&m.Kind), "exchange.mapped-twice", "kind_name", m.Kind)
		}
		seen[m.Kind] = true
	}
}
