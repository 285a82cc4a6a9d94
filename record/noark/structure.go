package noark

import (
	"context"
	"iter"
	"path/filepath"

	"saksgang/base/errs"
)

const (
	structureName = "arkivstruktur"
	structureNS   = "http://www.arkivverket.no/standarder/noark5/arkivstruktur"
)

// writeStructure writes arkivstruktur.xml and, on the way, the documents.
func (b *builder) writeStructure(ctx context.Context) error {
	x, err := createXML(filepath.Join(b.work, structureName+".xml"), "arkiv", structureNS, structureName+".xsd", b.what.Zone)
	if err != nil {
		return err
	}
	b.x = x
	b.fonds(ctx, b.what.Fonds)
	return b.seal(x, structureName)
}

func (b *builder) fonds(ctx context.Context, f Fonds) {
	x := b.x
	x.where = string(f.ID)
	x.id("systemID", f.ID)
	x.must("tittel", f.Title)
	x.text("beskrivelse", f.Description)
	x.maybeListed("arkivstatus", string(f.Status), f.Status.Known())
	x.maybeListed("dokumentmedium", string(f.Medium), f.Medium.Known())
	x.stamp("opprettetDato", "opprettetAv", f.Created)
	x.stamp("avsluttetDato", "avsluttetAv", f.Closed)
	x.creators(f.Creators)
	if len(f.Series) == 0 {
		x.fail(errs.Invalid("record.noark-value-missing", "element", "arkivdel", "unit", x.where))
	}
	for _, s := range f.Series {
		b.series(ctx, s)
	}
}

func (x *xmlFile) creators(all []Creator) {
	if len(all) == 0 {
		x.fail(errs.Invalid("record.noark-value-missing", "element", "arkivskaper", "unit", x.where))
	}
	for _, c := range all {
		x.open("arkivskaper")
		x.must("arkivskaperID", c.ID)
		x.must("arkivskaperNavn", c.Name)
		x.text("beskrivelse", c.Description)
		x.close("arkivskaper")
	}
}

func (b *builder) series(ctx context.Context, s Series) {
	x := b.x
	x.where = string(s.ID)
	if s.Status.Known() && s.Status != SeriesClosed {
		x.fail(errs.Invalid("record.series-not-closed", "series", string(s.ID)))
	}
	x.open("arkivdel")
	x.id("systemID", s.ID)
	x.must("tittel", s.Title)
	x.text("beskrivelse", s.Description)
	x.listed("arkivdelstatus", string(s.Status), s.Status.Known())
	x.maybeListed("dokumentmedium", string(s.Medium), s.Medium.Known())
	x.stamp("opprettetDato", "opprettetAv", s.Created)
	x.stamp("avsluttetDato", "avsluttetAv", s.Closed)
	x.maybeDate("arkivperiodeStartDato", s.PeriodStart)
	x.maybeDate("arkivperiodeSluttDato", s.PeriodEnd)
	x.maybeID("referanseForloeper", s.Predecessor)
	x.maybeID("referanseArvtaker", s.Successor)
	b.disposal(s.Disposal)
	b.rules[ruleOfSeries] = s.Disposal
	b.disposed(s.Disposed)
	b.screening(s.Screening)
	for _, system := range s.Systems {
		b.system(ctx, system)
	}
	if len(s.Systems) == 0 {
		b.caseFiles(ctx, s.ID)
	}
	x.close("arkivdel")
	b.rules[ruleOfSeries] = nil
}

func (b *builder) system(ctx context.Context, s ClassificationSystem) {
	x := b.x
	x.where = string(s.ID)
	x.open("klassifikasjonssystem")
	x.id("systemID", s.ID)
	x.text("klassifikasjonstype", s.Type)
	x.must("tittel", s.Title)
	x.text("beskrivelse", s.Description)
	x.stamp("opprettetDato", "opprettetAv", s.Created)
	x.maybeStamp("avsluttetDato", "avsluttetAv", s.Closed)
	if n := b.classes(ctx, s.ID); n == 0 {
		x.fail(errs.Invalid("record.noark-value-missing", "element", "klasse", "unit", string(s.ID)))
	}
	x.close("klassifikasjonssystem")
}

// classes writes the class tree from its depth-first stream. It looks one class
// ahead, to know whether a class holds classes or case files; the schema lets
// it hold one kind only. The open classes are the only state.
func (b *builder) classes(ctx context.Context, system SystemID) (written int) {
	next, stop := iter.Pull2(b.src.Classes(ctx, system))
	defer stop()
	var path []SystemID
	c, err, more := next()
	for more && b.x.err == nil {
		if err != nil {
			b.x.fail(err)
			return written
		}
		path = b.closeTo(path, c)
		b.class(c)
		written++
		path = append(path, c.ID)
		ahead, aheadErr, aheadMore := next()
		if aheadMore && aheadErr == nil && ahead.Parent == c.ID {
			b.noCaseFiles(ctx, c)
		} else {
			b.caseFiles(ctx, c.ID)
		}
		c, err, more = ahead, aheadErr, aheadMore
	}
	b.closeTo(path, Class{})
	return written
}

// closeTo closes the open classes that c does not stand under.
func (b *builder) closeTo(path []SystemID, c Class) []SystemID {
	for len(path) > 0 && path[len(path)-1] != c.Parent {
		b.x.close("klasse")
		path = path[:len(path)-1]
	}
	if len(path) == 0 && c.Parent != "" {
		b.x.fail(errs.Invalid("record.class-out-of-order", "class", string(c.ID)))
	}
	return path
}

// noCaseFiles refuses a class that holds both classes and case files.
func (b *builder) noCaseFiles(ctx context.Context, c Class) {
	for f, err := range b.src.CaseFiles(ctx, c.ID) {
		if err == nil {
			err = errs.Invalid("record.class-holds-both", "class", string(c.ID), "case_file", string(f.ID))
		}
		b.x.fail(err)
		return
	}
}

func (b *builder) class(c Class) {
	x := b.x
	x.where = string(c.ID)
	b.sum.Classes++
	x.open("klasse")
	x.id("systemID", c.ID)
	x.must("klasseID", c.Code)
	x.must("tittel", c.Title)
	x.text("beskrivelse", c.Description)
	x.texts("noekkelord", c.Keywords)
	x.stamp("opprettetDato", "opprettetAv", c.Created)
	x.maybeStamp("avsluttetDato", "avsluttetAv", c.Closed)
	b.disposal(c.Disposal)
	b.rules[ruleOfClass] = c.Disposal
	b.screening(c.Screening)
}

func (b *builder) caseFiles(ctx context.Context, parent SystemID) {
	if b.x.err != nil {
		return
	}
	for f, err := range b.src.CaseFiles(ctx, parent) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			b.x.fail(err)
			return
		}
		if b.caseFile(ctx, f); b.x.err != nil {
			return
		}
	}
}

func (b *builder) caseFile(ctx context.Context, f CaseFile) {
	x := b.x
	x.where = string(f.ID)
	if f.Status.Known() && !f.Status.Final() {
		x.fail(errs.Invalid("record.case-file-open", "case_file", string(f.ID)))
		return
	}
	b.sum.CaseFiles++
	x.openAs("mappe", "saksmappe")
	b.caseFileHead(f)
	for e, err := range b.src.Entries(ctx, f.ID) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			x.fail(err)
			return
		}
		if b.entry(ctx, f, e); x.err != nil {
			return
		}
	}
	x.where = string(f.ID)
	b.caseFileTail(f)
	x.close("mappe")
}

func (b *builder) caseFileHead(f CaseFile) {
	x := b.x
	x.id("systemID", f.ID)
	x.must("mappeID", f.Number)
	x.must("tittel", f.Title)
	x.text("offentligTittel", f.PublicTitle)
	x.text("beskrivelse", f.Description)
	x.texts("noekkelord", f.Keywords)
	x.maybeListed("dokumentmedium", string(f.Medium), f.Medium.Known())
	x.stamp("opprettetDato", "opprettetAv", f.Created)
	x.stamp("avsluttetDato", "avsluttetAv", f.Closed)
	x.maybeID("referanseArkivdel", f.Series)
	x.parties(f.Parties)
	x.crossReferences(f.CrossRefs)
	x.remarks(f.Remarks)
	b.disposal(f.Disposal)
	b.rules[ruleOfCaseFile] = f.Disposal
	b.screening(f.Screening)
}

// caseFileTail is what saksmappe adds to mappe; the schema puts it after the
// entries.
func (b *builder) caseFileTail(f CaseFile) {
	x := b.x
	x.positive("saksaar", f.Year)
	x.positive("sakssekvensnummer", f.Sequence)
	x.date("saksdato", f.Date)
	x.must("administrativEnhet", f.Unit)
	x.must("saksansvarlig", f.Responsible)
	x.text("journalenhet", f.JournalUnit)
	x.listed("saksstatus", string(f.Status), f.Status.Known())
	for _, id := range f.Secondary {
		x.id("referanseSekundaerKlassifikasjon", id)
	}
}
