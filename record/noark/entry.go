package noark

import (
	"context"

	"saksgang/base/errs"
)

// entry writes a journalpost or arkivnotat with its documents.
func (b *builder) entry(ctx context.Context, f CaseFile, e RegistryEntry) {
	x := b.x
	x.where = string(e.ID)
	if err := extractable(e); err != nil {
		x.fail(err)
		return
	}
	kind := JournalEntry
	if !e.Journalised() {
		kind = ArchiveNote
		b.sum.ArchiveNotes++
	} else {
		b.sum.RegistryEntries++
		b.journalised.add(e.ID)
	}
	x.openAs("registrering", string(kind))
	b.registration(ctx, f, e)
	if e.Journalised() {
		b.journalPart(e)
	} else {
		b.notePart(e)
	}
	x.close("registrering")
}

// extractable refuses an entry that has not come to rest (M053, requirement
// 6.4.12) or that the journals could not show.
func extractable(e RegistryEntry) error {
	switch {
	case !e.Kind.Known():
		return errs.Invalid("record.noark-value-unknown", "element", "registrering", "value", string(e.Kind), "unit", string(e.ID))
	case e.Journalised() && e.Status.Known() && !e.Status.Final():
		return errs.Invalid("record.entry-not-archived", "entry", string(e.ID))
	case e.Unsettled():
		return errs.Invalid("record.entry-unsettled", "entry", string(e.ID))
	case e.Journalised() && len(e.Correspondents) == 0:
		return errs.Invalid("record.noark-value-missing", "element", "korrespondansepart", "unit", string(e.ID))
	}
	return nil
}

// registration is what every registrering has. The schema puts the documents
// before the title.
func (b *builder) registration(ctx context.Context, f CaseFile, e RegistryEntry) {
	x := b.x
	x.id("systemID", e.ID)
	x.stamp("opprettetDato", "opprettetAv", e.Created)
	x.stamp("arkivertDato", "arkivertAv", e.Archived)
	x.maybeID("referanseArkivdel", e.Series)
	x.parties(e.Parties)
	b.disposal(e.Disposal)
	b.rules[ruleOfEntry] = e.Disposal
	b.screening(e.Screening)
	for _, d := range e.Documents {
		x.where = string(d.ID)
		b.document(ctx, f, d)
	}
	x.where = string(e.ID)
	x.text("registreringsID", e.Number)
	x.must("tittel", e.Title)
	x.text("offentligTittel", e.PublicTitle)
	x.text("beskrivelse", e.Description)
	x.texts("noekkelord", e.Keywords)
	x.texts("forfatter", e.Authors)
	x.maybeListed("dokumentmedium", string(e.Medium), e.Medium.Known())
	x.remarks(e.Remarks)
	x.crossReferences(e.CrossRefs)
	for _, c := range e.Correspondents {
		x.correspondent(c)
	}
}

func (b *builder) journalPart(e RegistryEntry) {
	x := b.x
	x.positive("journalaar", e.JournalYear)
	x.positive("journalsekvensnummer", e.JournalSeq)
	x.positive("journalpostnummer", e.EntryNumber)
	x.listed("journalposttype", string(e.Type), e.Type.Known())
	x.listed("journalstatus", string(e.Status), e.Status.Known())
	x.date("journaldato", e.JournalDate)
	x.entryDates(e)
	x.text("journalenhet", e.JournalUnit)
	for _, s := range e.Settlements {
		x.open("avskrivning")
		x.date("avskrivningsdato", s.Date)
		x.must("avskrevetAv", s.By)
		x.listed("avskrivningsmaate", string(s.Method), s.Method.Known())
		x.maybeID("referanseAvskrivesAvJournalpost", s.Entry)
		x.close("avskrivning")
	}
	x.signature(e.Signature)
}

func (b *builder) notePart(e RegistryEntry) { b.x.entryDates(e) }

// entryDates are the dates that journalpost and arkivnotat share, in the
// schema's order.
func (x *xmlFile) entryDates(e RegistryEntry) {
	x.maybeDate("dokumentetsDato", e.DocumentDate)
	x.maybeInstant("mottattDato", e.Received)
	x.maybeInstant("sendtDato", e.Sent)
	x.maybeDate("forfallsdato", e.Due)
	x.maybeDate("offentlighetsvurdertDato", e.Assessed)
	x.maybeNumber("antallVedlegg", e.Attachments)
}

func (x *xmlFile) correspondent(c Correspondent) {
	x.open("korrespondansepart")
	x.listed("korrespondanseparttype", string(c.Type), c.Type.Known())
	x.must("korrespondansepartNavn", c.Name)
	x.address(c.Address)
	x.text("administrativEnhet", c.Unit)
	x.text("saksbehandler", c.Handler)
	x.close("korrespondansepart")
}

func (x *xmlFile) address(a Address) {
	x.texts("postadresse", a.Lines)
	x.text("postnummer", a.PostalCode)
	x.text("poststed", a.Town)
	x.text("land", a.Country)
	x.text("epostadresse", a.Mail)
	x.texts("telefonnummer", a.Telephones)
	x.text("kontaktperson", a.Contact)
}

func (x *xmlFile) parties(all []Party) {
	for _, p := range all {
		x.open("part")
		x.text("partID", p.ID)
		x.must("partNavn", p.Name)
		x.must("partRolle", p.Role)
		x.address(p.Address)
		x.close("part")
	}
}

func (x *xmlFile) crossReferences(all []CrossReference) {
	for _, r := range all {
		if r == (CrossReference{}) {
			continue
		}
		x.open("kryssreferanse")
		x.maybeID("referanseTilKlasse", r.Class)
		x.maybeID("referanseTilMappe", r.CaseFile)
		x.maybeID("referanseTilRegistrering", r.Entry)
		x.close("kryssreferanse")
	}
}

func (x *xmlFile) remarks(all []Remark) {
	for _, r := range all {
		x.open("merknad")
		x.must("merknadstekst", r.Text)
		x.text("merknadstype", r.Type)
		x.stamp("merknadsdato", "merknadRegistrertAv", r.Written)
		x.close("merknad")
	}
}

func (x *xmlFile) signature(s *Signature) {
	if s == nil {
		return
	}
	x.open("elektroniskSignatur")
	x.must("elektroniskSignaturSikkerhetsnivaa", string(s.Level))
	x.listed("elektroniskSignaturVerifisert", string(s.Check), s.Check.Known())
	x.date("verifisertDato", s.Verified)
	x.must("verifisertAv", s.By)
	x.close("elektroniskSignatur")
}

// disposal writes kassasjon. The schema demands a date, which records that are
// preserved for good do not have; for them the element is left out.
func (b *builder) disposal(d *Disposal) {
	if d == nil || d.Decision == Preserve && d.Date == "" {
		return
	}
	x := b.x
	x.open("kassasjon")
	x.listed("kassasjonsvedtak", string(d.Decision), d.Decision.Known())
	x.text("kassasjonshjemmel", d.Ground)
	x.number("bevaringstid", int64(d.Years))
	x.date("kassasjonsdato", d.Date)
	x.close("kassasjon")
}

func (b *builder) disposed(d *PerformedDisposal) {
	if d == nil {
		return
	}
	b.hasDisposed = true
	b.x.open("utfoertKassasjon")
	b.x.stamp("kassertDato", "kassertAv", d.Stamp)
	b.x.close("utfoertKassasjon")
}

func (b *builder) screening(s *Screening) {
	if s == nil {
		return
	}
	b.hasScreened = true
	x := b.x
	x.open("skjerming")
	x.must("tilgangsrestriksjon", string(s.Restriction))
	x.must("skjermingshjemmel", s.Ground)
	if len(s.Metadata) == 0 {
		x.fail(errs.Invalid("record.noark-value-missing", "element", "skjermingMetadata", "unit", x.where))
	}
	for _, m := range s.Metadata {
		x.listed("skjermingMetadata", string(m), m.Known())
	}
	x.maybeListed("skjermingDokument", string(s.Document), s.Document.Known())
	x.maybeNumber("skjermingsvarighet", s.Years)
	x.maybeDate("skjermingOpphoererDato", s.Ends)
	x.close("skjerming")
}
