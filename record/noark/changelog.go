package noark

import (
	"context"
	"path/filepath"

	"saksgang/base/errs"
)

const (
	changesName = "endringslogg"
	changesNS   = "http://www.arkivverket.no/standarder/noark5/endringslogg"
)

// writeChanges writes endringslogg.xml. The schema demands at least one change,
// and a closed case file has at least its status, so an empty log is refused.
func (b *builder) writeChanges(ctx context.Context) error {
	x, err := createXML(filepath.Join(b.work, changesName+".xml"), changesName, changesNS, changesName+".xsd", b.what.Zone)
	if err != nil {
		return err
	}
	for c, err := range b.src.Changes(ctx) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			x.fail(err)
			break
		}
		b.sum.Changes++
		if x.change(c); x.err != nil {
			break
		}
	}
	if b.sum.Changes == 0 {
		x.fail(errs.Invalid("record.change-log-empty"))
	}
	return b.seal(x, changesName)
}

// change writes one endring. Both values are mandatory in the schema; a value
// that came from nothing, or went to nothing, is written as "(ingen verdi)".
func (x *xmlFile) change(c Change) {
	x.where = string(c.Unit)
	x.open("endring")
	x.id("referanseArkivenhet", c.Unit)
	x.must("referanseMetadata", c.Element)
	x.stamp("endretDato", "endretAv", c.At)
	x.must("tidligereVerdi", orNone(c.Before))
	x.must("nyVerdi", orNone(c.After))
	x.close("endring")
}

// NoValue is what the change log says where there was, or is, no value.
const NoValue = "(ingen verdi)"

func orNone(s string) string {
	if blank(s) {
		return NoValue
	}
	return s
}
