package noark

import (
	"context"
	"path/filepath"

	"saksgang/base/errs"
)

const (
	runningName = "loependeJournal"
	publicName  = "offentligJournal"
	runningNS   = "http://www.arkivverket.no/standarder/noark5/loependeJournal"
	publicNS    = "http://www.arkivverket.no/standarder/noark5/offentligJournal"
)

// writeJournals writes the running and the public journal in one walk. Their
// rows must be the entries of arkivstruktur.xml, each once, in journal order.
func (b *builder) writeJournals(ctx context.Context) error {
	running, err := createXML(filepath.Join(b.work, runningName+".xml"), runningName, runningNS, runningName+".xsd", b.what.Zone)
	if err != nil {
		return err
	}
	public, err := createXML(filepath.Join(b.work, publicName+".xml"), publicName, publicNS, publicName+".xsd", b.what.Zone)
	if err != nil {
		running.abandon()
		return err
	}
	for _, x := range []*xmlFile{running, public} {
		b.journalHead(x)
	}
	if err := b.journalRows(ctx, running, public); err != nil {
		running.fail(err)
		public.fail(err)
	}
	sealed := b.seal(running, runningName)
	if err := b.seal(public, publicName); err != nil && sealed == nil {
		sealed = err
	}
	return sealed
}

func (b *builder) journalHead(x *xmlFile) {
	x.open("journalhode")
	x.date("journalStartDato", b.what.PeriodStart)
	x.date("journalSluttDato", b.what.PeriodEnd)
	x.number("antallJournalposter", int64(b.sum.RegistryEntries))
	x.creators(b.what.Fonds.Creators)
	x.close("journalhode")
}

func (b *builder) journalRows(ctx context.Context, running, public *xmlFile) error {
	var seen idSet
	var year, seq int
	for row, err := range b.src.Journal(ctx) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		e := row.Entry
		if e.JournalYear < year || e.JournalYear == year && e.JournalSeq <= seq {
			return errs.Invalid("record.journal-out-of-order", "entry", string(e.ID))
		}
		year, seq = e.JournalYear, e.JournalSeq
		seen.add(e.ID)
		shown, err := screen(row)
		if err != nil {
			return err
		}
		running.where, public.where = string(e.ID), string(e.ID)
		running.runningRow(row)
		public.publicRow(row, shown)
		if running.err != nil || public.err != nil {
			break
		}
	}
	if running.err == nil && public.err == nil && seen != b.journalised {
		return errs.Conflict("record.journal-differs", "entries", b.journalised.n, "rows", seen.n)
	}
	return nil
}

func (x *xmlFile) runningRow(r JournalRow) {
	x.open("journalregistrering")
	if c := r.Class; c != nil {
		x.open("klasse")
		x.must("klasseID", c.Code)
		x.must("tittel", c.Title)
		if c.Screening != nil {
			for _, m := range c.Screening.Metadata {
				x.listed("skjermingMetadata", string(m), m.Known())
			}
		}
		x.close("klasse")
	}
	f := r.CaseFile
	x.open("saksmappe")
	x.text("mappeID", f.Number)
	x.positive("saksaar", f.Year)
	x.positive("sakssekvensnummer", f.Sequence)
	x.must("tittel", f.Title)
	x.text("offentligTittel", f.PublicTitle)
	x.firstScreened(f.Screening)
	x.text("administrativEnhet", f.Unit)
	x.text("saksansvarlig", f.Responsible)
	x.maybeID("referanseArkivdel", f.Series)
	x.close("saksmappe")
	x.runningEntry(r.Entry)
	x.close("journalregistrering")
}

func (x *xmlFile) runningEntry(e RegistryEntry) {
	x.open("journalpost")
	x.entryNumbers(e)
	x.must("tittel", e.Title)
	x.text("offentligTittel", e.PublicTitle)
	x.maybeDate("offentlighetsvurdertDato", e.Assessed)
	x.firstScreened(e.Screening)
	x.date("journaldato", e.JournalDate)
	x.maybeDate("dokumentetsDato", e.DocumentDate)
	x.maybeNumber("antallVedlegg", e.Attachments)
	x.settled(e)
	x.handler(e)
	x.text("journalenhet", e.JournalUnit)
	x.settledBy(e)
	x.ground(e.Screening)
	for _, c := range e.Correspondents {
		x.open("korrespondansepart")
		x.listed("korrespondanseparttype", string(c.Type), c.Type.Known())
		x.must("korrespondansepartNavn", c.Name)
		if c.ScreenedName(e.Screening) {
			x.text("skjermingMetadata", string(nameScreening(c)))
		}
		x.close("korrespondansepart")
	}
	x.close("journalpost")
}

// nameScreening is the value of M502 that hides c's name.
func nameScreening(c Correspondent) ScreenedMetadata {
	if c.Type.Sends() {
		return ScreenSenderName
	}
	return ScreenRecipientName
}

func (x *xmlFile) publicRow(r JournalRow, p publicRow) {
	x.open("journalregistrering")
	if p.class != nil {
		x.open("klasse")
		x.must("klasseID", p.class.Code)
		x.must("tittel", p.class.Title)
		x.close("klasse")
	}
	f := r.CaseFile
	x.open("saksmappe")
	x.text("mappeID", f.Number)
	x.positive("saksaar", f.Year)
	x.positive("sakssekvensnummer", f.Sequence)
	x.text("offentligTittel", p.caseTitle)
	x.text("administrativEnhet", f.Unit)
	x.text("saksansvarlig", f.Responsible)
	if s := f.Screening; s != nil {
		x.text("tilgangsrestriksjon", string(s.Restriction))
		x.text("skjermingshjemmel", s.Ground)
	}
	x.close("saksmappe")
	x.publicEntry(r.Entry, p)
	x.close("journalregistrering")
}

func (x *xmlFile) publicEntry(e RegistryEntry, p publicRow) {
	x.open("journalpost")
	x.entryNumbers(e)
	x.text("offentligTittel", p.entryTitle)
	x.firstScreened(e.Screening)
	x.date("journaldato", e.JournalDate)
	x.maybeDate("dokumentetsDato", e.DocumentDate)
	x.settled(e)
	x.handler(e)
	x.settledBy(e)
	x.ground(e.Screening)
	for i, c := range e.Correspondents {
		x.open("korrespondansepart")
		x.listed("korrespondanseparttype", string(c.Type), c.Type.Known())
		x.must("korrespondansepartNavn", p.names[i])
		x.close("korrespondansepart")
	}
	x.close("journalpost")
}

func (x *xmlFile) entryNumbers(e RegistryEntry) {
	x.id("systemID", e.ID)
	x.text("registreringsID", e.Number)
	x.positive("journalaar", e.JournalYear)
	x.positive("journalsekvensnummer", e.JournalSeq)
	x.positive("journalpostnummer", e.EntryNumber)
}

// firstScreened writes the one skjermingMetadata that the journals have room
// for; arkivstruktur.xml has them all.
func (x *xmlFile) firstScreened(s *Screening) {
	if s != nil && len(s.Metadata) > 0 {
		x.listed("skjermingMetadata", string(s.Metadata[0]), s.Metadata[0].Known())
	}
}

func (x *xmlFile) ground(s *Screening) {
	if s != nil {
		x.text("tilgangsrestriksjon", string(s.Restriction))
		x.text("skjermingshjemmel", s.Ground)
	}
}

func (x *xmlFile) settled(e RegistryEntry) {
	if len(e.Settlements) > 0 {
		x.maybeDate("avskrivningsdato", e.Settlements[0].Date)
		x.maybeListed("avskrivningsmaate", string(e.Settlements[0].Method), e.Settlements[0].Method.Known())
	}
}

func (x *xmlFile) settledBy(e RegistryEntry) {
	if len(e.Settlements) > 0 {
		x.maybeID("referanseAvskrivesAvJournalpost", e.Settlements[0].Entry)
	}
}

// handler writes the unit and handler that Noark keeps with a correspondent.
func (x *xmlFile) handler(e RegistryEntry) {
	for _, c := range e.Correspondents {
		if c.Unit != "" || c.Handler != "" {
			x.text("administrativEnhet", c.Unit)
			x.text("saksbehandler", c.Handler)
			return
		}
	}
}
