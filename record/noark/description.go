package noark

import (
	"path/filepath"
	"strconv"
)

const (
	descriptionName = "arkivuttrekk"
	addmlNS         = "http://www.arkivverket.no/standarder/addml"
	packageTitle    = "Noark 5-arkivuttrekk"
	noarkVersion    = "5.0"
)

// property is ADDML's property: a name, perhaps a value, perhaps properties.
type property struct {
	name, value, dataType string
	inner                 []property
}

func value(name, v string) property             { return property{name: name, value: v} }
func group(name string, p ...property) property { return property{name: name, inner: p} }

func boolean(name string, v bool) property {
	return property{name: name, value: strconv.FormatBool(v), dataType: "boolean"}
}

func integer(name string, n int) property {
	return property{name: name, value: strconv.Itoa(n), dataType: "integer"}
}

// writeDescription writes arkivuttrekk.xml by the National Archives' Noark 5
// template for ADDML 8.2 (requirements 6.4.20–6.4.23). It is written last,
// since it holds every other file's checksum and every count.
func (b *builder) writeDescription() error {
	x, err := createXML(filepath.Join(b.work, descriptionName+".xml"), "addml", addmlNS, addmlSchema, b.what.Zone)
	if err != nil {
		return err
	}
	x.raw("<dataset>")
	x.text("description", packageTitle)
	b.reference(x)
	x.raw(`<dataObjects><dataObject name="` + packageTitle + `">`)
	x.properties(b.information())
	x.open("dataObjects")
	for _, o := range b.dataObjects() {
		x.raw(`<dataObject name="` + o.name + `">`)
		x.properties(o.inner)
		x.close("dataObject")
	}
	x.close("dataObjects")
	x.close("dataObject")
	x.close("dataObjects")
	x.close("dataset")
	return b.seal(x, descriptionName)
}

// reference says whose archive it is, from which system, over which period.
func (b *builder) reference(x *xmlFile) {
	x.raw("<reference><context><additionalElements>")
	x.raw(`<additionalElement name="recordCreators"><additionalElements>`)
	for _, c := range b.what.Fonds.Creators {
		x.additional("recordCreator", c.Name)
	}
	x.raw("</additionalElements></additionalElement>\n")
	kind := b.what.SystemType
	if blank(kind) {
		kind = "Sakarkiv (Noark-5)"
	}
	x.additional("systemType", kind)
	x.additional("systemName", b.what.SystemName)
	x.additional("archive", b.what.Fonds.Title)
	x.raw("</additionalElements></context>\n")
	x.raw(`<content><additionalElements><additionalElement name="archivalPeriod">`)
	x.properties([]property{
		value("startDate", string(b.what.PeriodStart)),
		value("endDate", string(b.what.PeriodEnd)),
	})
	x.raw("</additionalElement></additionalElements></content></reference>\n")
}

func (x *xmlFile) additional(name, v string) {
	x.raw(`<additionalElement name="` + name + `">`)
	x.must("value", v)
	x.close("additionalElement")
}

// properties writes ADDML properties; names are ours and need no escaping.
func (x *xmlFile) properties(all []property) {
	x.open("properties")
	for _, p := range all {
		x.raw("<property")
		if p.dataType != "" {
			x.raw(` dataType="` + p.dataType + `"`)
		}
		x.raw(` name="` + p.name + `">`)
		x.text("value", p.value)
		if len(p.inner) > 0 {
			x.properties(p.inner)
		}
		x.close("property")
	}
	x.close("properties")
}

func (b *builder) information() []property {
	kind := value("type", "Noark 5")
	kind.inner = []property{value("version", noarkVersion)}
	return []property{group("info", kind, group("additionalInfo",
		group("periode",
			value("inngaaendeSkille", string(b.what.FirstEnd)),
			value("utgaaendeSkille", string(b.what.LastEnd))),
		boolean("inneholderSkjermetInformasjon", b.hasScreened),
		boolean("omfatterDokumenterSomErKassert", b.hasDisposed),
		boolean("inneholderDokumenterSomSkalKasseres", b.toDispose),
		boolean("inneholderVirksomhetsspesifikkeMetadata", false),
		integer("antallDokumentfiler", b.sum.Documents)))}
}

// dataObjects are the XML files with checksum, schemas and counts.
func (b *builder) dataObjects() []property {
	structure := b.dataObject(structureName,
		occurrences("mappe", b.sum.CaseFiles),
		occurrences("registrering", b.sum.RegistryEntries+b.sum.ArchiveNotes))
	all := []property{structure, b.dataObject(changesName, occurrences("endring", b.sum.Changes))}
	if b.sum.RegistryEntries > 0 {
		rows := occurrences("journalregistrering", b.sum.RegistryEntries)
		all = append(all, b.dataObject(runningName, rows), b.dataObject(publicName, rows))
	}
	return all
}

func (b *builder) dataObject(name string, counts ...property) property {
	o := group(name, b.fileProperty(name+".xml"))
	for i, schema := range []string{name + ".xsd", catalogueSchema} {
		if b.checksums[schema] == "" {
			continue
		}
		// The template details the catalogue once, under arkivstruktur, and
		// only names it elsewhere.
		if i == 1 && name != structureName {
			o.inner = append(o.inner, group("schema", group("file", value("name", schema))))
			continue
		}
		s := group("schema", b.fileProperty(schema), property{
			name: "type", value: "XML Schema",
			inner: []property{value("version", "1.0")},
		})
		if i == 0 {
			s.value = "main"
		}
		o.inner = append(o.inner, s)
	}
	o.inner = append(o.inner, group("info", counts...))
	return o
}

func (b *builder) fileProperty(name string) property {
	return group("file", value("name", name),
		property{name: "format", value: "XML", inner: []property{value("version", "1.0")}},
		group("checksum", value("algorithm", "SHA-256"), value("value", b.checksums[name])))
}

func occurrences(element string, n int) property {
	return property{name: "numberOfOccurrences", value: element, inner: []property{
		value("elementPath", "//"+element), integer("value", n),
	}}
}
