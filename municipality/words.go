package municipality

import (
	"strings"

	"saksgang/base/i18n"
)

// Words returns the fault as a person reads it: what is wrong, and what to do.
// A kind such as "staff.unit" is named by the word its module has under
// "staff.kind.unit".
func (f Fault) Words(l *i18n.Localizer) (sentence, remedy string) {
	named := f
	named.Args = append(named.Args[:0:0], f.Args...)
	for i, arg := range named.Args {
		if kind, isText := arg.Value.(string); arg.Name == "kind" && isText {
			module, thing, _ := strings.Cut(kind, ".")
			if key := module + ".kind." + thing; l.Has(key) {
				named.Args[i].Value = l.T(key)
			}
		}
	}
	return l.Problem(named.Err())
}
