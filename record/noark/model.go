package noark

import "time"

// SystemID is systemID (M001): a UUID in its 36-character form, unique over
// every extraction that an organisation makes.
type SystemID string

// Date is a day without time as ISO text, "2026-03-31"; empty when absent.
type Date string

// Stamp is who did something and when; the pairs opprettetDato/opprettetAv
// (M600/M601), avsluttetDato/avsluttetAv (M602/M603), arkivertDato/arkivertAv
// (M604/M605), tilknyttetDato/tilknyttetAv (M620/M621).
type Stamp struct {
	At time.Time
	By string
}

// IsZero says whether nothing has been stamped.
func (s Stamp) IsZero() bool { return s.At.IsZero() && s.By == "" }

// Fonds is arkiv: the whole archive of one or more creators.
type Fonds struct {
	ID          SystemID    // M001
	Title       string      // M020 tittel
	Description string      // M021 beskrivelse
	Status      FondsStatus // M050 arkivstatus
	Medium      Medium      // M300 dokumentmedium
	Created     Stamp
	Closed      Stamp
	Creators    []Creator // arkivskaper, at least one
	Series      []Series  // arkivdel, at least one
}

// Creator is arkivskaper: the organisation whose archive it is.
type Creator struct {
	ID          string // M006 arkivskaperID, an organisation number as a rule
	Name        string // M023 arkivskaperNavn
	Description string // M021
}

// Series is arkivdel: one period of one part of the archive.
type Series struct {
	ID          SystemID
	Title       string
	Description string
	Status      SeriesStatus // M051
	Medium      Medium
	Created     Stamp
	Closed      Stamp
	PeriodStart Date     // M107 arkivperiodeStartDato
	PeriodEnd   Date     // M108 arkivperiodeSluttDato
	Predecessor SystemID // M202 referanseForloeper
	Successor   SystemID // M203 referanseArvtaker
	Disposal    *Disposal
	Disposed    *PerformedDisposal
	Screening   *Screening

	// Systems are the classification systems whose classes hold the case
	// files. With none, the case files stand directly in the series.
	Systems []ClassificationSystem
}

// ClassificationSystem is klassifikasjonssystem. Only one of a series' systems
// may hold case files; the others are secondary and hold classes alone.
type ClassificationSystem struct {
	ID          SystemID
	Type        string // M086 klassifikasjonstype, free text
	Title       string
	Description string
	Created     Stamp
	Closed      Stamp
}

// Class is klasse. A class holds either classes or case files, never both.
type Class struct {
	ID          SystemID
	Parent      SystemID // the class above, empty at the top; not written
	Code        string   // M002 klasseID
	Title       string
	Description string
	Keywords    []string // M022 noekkelord
	Created     Stamp
	Closed      Stamp
	Disposal    *Disposal
	Screening   *Screening
}

// CaseFile is saksmappe.
type CaseFile struct {
	ID          SystemID
	Number      string // M003 mappeID, "2026/14"
	Year        int    // M011 saksaar
	Sequence    int    // M012 sakssekvensnummer
	Title       string // M020
	PublicTitle string // M025 offentligTittel: the title with screened words replaced
	Description string
	Keywords    []string
	Medium      Medium
	Created     Stamp
	Closed      Stamp
	Series      SystemID // M208 referanseArkivdel
	Class       SystemID // the class it stands in; not written
	Date        Date     // M100 saksdato
	Unit        string   // M305 administrativEnhet
	Responsible string   // M306 saksansvarlig
	JournalUnit string   // M308 journalenhet
	Status      CaseFileStatus
	Secondary   []SystemID // M209 referanseSekundaerKlassifikasjon
	Parties     []Party
	CrossRefs   []CrossReference
	Remarks     []Remark
	Disposal    *Disposal
	Screening   *Screening
}

// Party is part (sakspart until version 5.0).
type Party struct {
	ID      string // M010 partID
	Name    string // M302 partNavn
	Role    string // M303 partRolle
	Address Address
}

// Address is where a party or correspondent is reached (M406–M412).
type Address struct {
	Lines      []string // M406 postadresse
	PostalCode string   // M407 postnummer
	Town       string   // M408 poststed
	Country    string   // M409 land
	Mail       string   // M410 epostadresse
	Telephones []string // M411 telefonnummer
	Contact    string   // M412 kontaktperson
}

// RegistryEntry is a journalpost, or with Kind ArchiveNote an arkivnotat.
type RegistryEntry struct {
	Kind         EntryKind // zero means JournalEntry
	ID           SystemID
	CaseFile     SystemID // the case file it stands in; not written
	Number       string   // M004 registreringsID, "2026/14-3"
	Title        string   // M020
	PublicTitle  string   // M025
	Description  string
	Keywords     []string
	Authors      []string // M024 forfatter
	Medium       Medium
	Created      Stamp
	Archived     Stamp
	Series       SystemID // M208, only where it differs from the case file's
	JournalYear  int      // M013 journalaar
	JournalSeq   int      // M014 journalsekvensnummer
	EntryNumber  int      // M015 journalpostnummer, within the case file
	Type         EntryType
	Status       EntryStatus
	JournalDate  Date      // M101 journaldato
	DocumentDate Date      // M103 dokumentetsDato
	Received     time.Time // M104 mottattDato
	Sent         time.Time // M105 sendtDato
	Due          Date      // M109 forfallsdato
	Assessed     Date      // M110 offentlighetsvurdertDato
	Attachments  int       // M304 antallVedlegg; zero is not written
	JournalUnit  string

	Parties        []Party
	Correspondents []Correspondent // at least one on a JournalEntry
	Settlements    []Settlement
	Documents      []DocumentDescription
	CrossRefs      []CrossReference
	Remarks        []Remark
	Disposal       *Disposal
	Screening      *Screening
	Signature      *Signature
}

// Journalised says whether e stands in the journals.
func (e RegistryEntry) Journalised() bool { return e.Kind != ArchiveNote }

// Unsettled says whether e still waits for its settlement: an incoming or
// followed-up entry without one, unless it has been cancelled.
func (e RegistryEntry) Unsettled() bool {
	return e.Journalised() && e.Type.MustBeSettled() && e.Status != EntryCancelled && len(e.Settlements) == 0
}

// Correspondent is korrespondansepart.
type Correspondent struct {
	Type    CorrespondentType // M087
	Name    string            // M400 korrespondansepartNavn
	Address Address
	Unit    string // M305 administrativEnhet
	Handler string // M307 saksbehandler

	// Screened hides this one name from the public journal even where the
	// entry's screening does not hide its whole side. Not written.
	Screened bool
	// PublicName stands in the public journal instead of a screened name;
	// empty gives ScreenedText. Not written to arkivstruktur.xml.
	PublicName string
}

// Settlement is avskrivning: how an incoming entry was done with.
type Settlement struct {
	Date   Date             // M617 avskrivningsdato
	By     string           // M618 avskrevetAv
	Method SettlementMethod // M619
	Entry  SystemID         // M215 referanseAvskrivesAvJournalpost, empty when no entry answers it
}

// DocumentDescription is dokumentbeskrivelse: one document with its versions
// and variants. After disposal it stays, with Disposed and without objects.
type DocumentDescription struct {
	ID          SystemID
	Type        string // M083 dokumenttype, free text such as "Brev"
	Status      DocumentStatus
	Title       string
	Description string
	Authors     []string
	Created     Stamp
	Medium      Medium
	Series      SystemID
	AttachedAs  AttachedAs
	Number      int // M007 dokumentnummer, within the entry, from 1
	Attached    Stamp
	Parties     []Party
	Remarks     []Remark
	Disposal    *Disposal
	Disposed    *PerformedDisposal
	Deletion    *Deletion
	Screening   *Screening
	Signature   *Signature
	Objects     []DocumentObject
}

// DocumentObject is dokumentobjekt: one file. In an extraction its path is
// given by Extract; File names it to the caller's OpenDocument.
type DocumentObject struct {
	ID            SystemID
	Version       int     // M005 versjonsnummer, from 1
	Variant       Variant // M700
	Format        string  // M701 format, a PRONOM identifier such as "fmt/477"
	FormatDetails string  // M702 formatDetaljer
	Created       Stamp
	File          string // the caller's reference to the content, a blob digest as a rule
	Extension     string // of the file in the package, "pdf"; no dot
	Checksum      string // M705 sjekksum, SHA-256 in lower-case hexadecimal
	Size          int64  // M707 filstoerrelse, bytes
	Conversions   []Conversion
	Signature     *Signature
}

// Conversion is konvertering. The checksums of both sides (requirement 2.7.26)
// are written in its comment, since the schema has no element for them.
type Conversion struct {
	At           Stamp  // M615 konvertertDato, M616 konvertertAv
	From         string // M712 konvertertFraFormat
	To           string // M713 konvertertTilFormat
	Tool         string // M714 konverteringsverktoey
	Comment      string // M715 konverteringskommentar
	FromChecksum string // SHA-256 of what was converted
	ToChecksum   string // SHA-256 of the result
}

// Screening is skjerming.
type Screening struct {
	Restriction AccessRestriction  // M500
	Ground      string             // M501 skjermingshjemmel
	Metadata    []ScreenedMetadata // M502, at least one
	Document    ScreenedDocument   // M503
	Years       int                // M504 skjermingsvarighet; zero is not written
	Ends        Date               // M505 skjermingOpphoererDato
}

// Screens says whether s hides m; temporary screening hides everything.
func (s *Screening) Screens(m ScreenedMetadata) bool {
	if s == nil {
		return false
	}
	for _, have := range s.Metadata {
		if have == m || have == ScreenTemporarily {
			return true
		}
	}
	return false
}

// Disposal is kassasjon: what shall happen, by which ground, and when.
type Disposal struct {
	Decision DisposalDecision // M450
	Ground   string           // M453 kassasjonshjemmel
	Years    int              // M451 bevaringstid
	Date     Date             // M452 kassasjonsdato
}

// PerformedDisposal is utfoertKassasjon (M630 kassertDato, M631 kassertAv).
type PerformedDisposal struct{ Stamp }

// Deletion is sletting of a format, version or variant.
type Deletion struct {
	Type DeletionType // M089
	At   Stamp        // M613 slettetDato, M614 slettetAv
}

// Signature is elektroniskSignatur as it was checked on arrival.
type Signature struct {
	Level    SignatureLevel // M507
	Check    SignatureCheck // M508
	Verified Date           // M622 verifisertDato
	By       string         // M623 verifisertAv
}

// CrossReference is kryssreferanse; exactly one of its fields is set.
type CrossReference struct {
	Class, CaseFile, Entry SystemID // M219, M210, M212
}

// Remark is merknad.
type Remark struct {
	Text    string // M310 merknadstekst
	Type    string // M084 merknadstype
	Written Stamp  // M611 merknadsdato, M612 merknadRegistrertAv
}

// Change is endring: one new value of one metadata element.
type Change struct {
	Unit    SystemID // M680 referanseArkivenhet
	Element string   // M681 referanseMetadata, "saksstatus"
	At      Stamp    // M682 endretDato, M683 endretAv
	Before  string   // M684 tidligereVerdi
	After   string   // M685 nyVerdi
}
