package noark

import "slices"

// The code lists of Noark's metadata catalogue. Each list type has the values
// that the catalogue makes obligatory; Known says whether a value is one of them.

// FondsStatus is arkivstatus (M050).
type FondsStatus string

// The values of M050.
const (
	FondsOpen   FondsStatus = "Opprettet"
	FondsClosed FondsStatus = "Avsluttet"
)

// Known says whether s stands in M050.
func (s FondsStatus) Known() bool { return s == FondsOpen || s == FondsClosed }

// SeriesStatus is arkivdelstatus (M051). Only SeriesClosed may be extracted.
type SeriesStatus string

// The values of M051.
const (
	SeriesActive      SeriesStatus = "Aktiv periode"
	SeriesOverlapping SeriesStatus = "Overlappingsperiode"
	SeriesClosed      SeriesStatus = "Avsluttet periode"
	SeriesUnwanted    SeriesStatus = "Uaktuelle mapper"
)

// Known says whether s stands in M051.
func (s SeriesStatus) Known() bool {
	return s == SeriesActive || s == SeriesOverlapping || s == SeriesClosed || s == SeriesUnwanted
}

// CaseFileStatus is saksstatus (M052).
type CaseFileStatus string

// The values of M052.
const (
	CaseFileOpen      CaseFileStatus = "Under behandling"
	CaseFileClosed    CaseFileStatus = "Avsluttet"
	CaseFileCancelled CaseFileStatus = "Utgår"
)

// Known says whether s stands in M052.
func (s CaseFileStatus) Known() bool { return s == CaseFileOpen || s.Final() }

// Final says whether a case file in this status may be extracted (M052).
func (s CaseFileStatus) Final() bool { return s == CaseFileClosed || s == CaseFileCancelled }

// EntryStatus is journalstatus (M053).
type EntryStatus string

// The values of M053.
const (
	EntryRegistered EntryStatus = "Journalført"
	EntryDispatched EntryStatus = "Ekspedert"
	EntryArchived   EntryStatus = "Arkivert"
	EntryCancelled  EntryStatus = "Utgår"
)

// Known says whether s stands in M053.
func (s EntryStatus) Known() bool {
	return s == EntryRegistered || s == EntryDispatched || s.Final()
}

// Final says whether an entry in this status may be extracted (M053).
func (s EntryStatus) Final() bool { return s == EntryArchived || s == EntryCancelled }

// DocumentStatus is dokumentstatus (M054).
type DocumentStatus string

// The values of M054.
const (
	DocumentInEditing DocumentStatus = "Dokumentet er under redigering"
	DocumentFinished  DocumentStatus = "Dokumentet er ferdigstilt"
)

// Known says whether s stands in M054.
func (s DocumentStatus) Known() bool { return s == DocumentInEditing || s == DocumentFinished }

// EntryType is journalposttype (M082).
type EntryType string

// The values of M082, with the letters that officials use for them.
const (
	Incoming            EntryType = "Inngående dokument"                    // I
	Outgoing            EntryType = "Utgående dokument"                     // U
	InternalFollowedUp  EntryType = "Organinternt dokument for oppfølging"  // N
	InternalNotFollowed EntryType = "Organinternt dokument uten oppfølging" // X
	CasePaper           EntryType = "Saksframlegg"                          // S
)

var entryLetters = map[EntryType]string{
	Incoming: "I", Outgoing: "U", InternalFollowedUp: "N", InternalNotFollowed: "X", CasePaper: "S",
}

// Letter is the one-letter form I, U, N, X or S; empty for an unknown type.
func (t EntryType) Letter() string { return entryLetters[t] }

// Known says whether t stands in M082.
func (t EntryType) Known() bool { return entryLetters[t] != "" }

// MustBeSettled says whether an entry of this type waits for a settlement
// (avskrivning): what comes in, and internal documents to be followed up.
func (t EntryType) MustBeSettled() bool { return t == Incoming || t == InternalFollowedUp }

// EntryTypeOf returns the type of a letter I, U, N, X or S.
func EntryTypeOf(letter string) (EntryType, bool) {
	for t, l := range entryLetters {
		if l == letter {
			return t, true
		}
	}
	return "", false
}

// CorrespondentType is korrespondanseparttype (M087).
type CorrespondentType string

// The values of M087.
const (
	Sender            CorrespondentType = "Avsender"
	Recipient         CorrespondentType = "Mottaker"
	CopyRecipient     CorrespondentType = "Kopimottaker"
	GroupRecipient    CorrespondentType = "Gruppemottaker"
	InternalSender    CorrespondentType = "Intern avsender"
	InternalRecipient CorrespondentType = "Intern mottaker"
)

// Known says whether t stands in M087.
func (t CorrespondentType) Known() bool {
	return t.Sends() || t == Recipient || t == CopyRecipient || t == GroupRecipient || t == InternalRecipient
}

// Sends says whether the correspondent is on the sending side.
func (t CorrespondentType) Sends() bool { return t == Sender || t == InternalSender }

// SettlementMethod is avskrivningsmaate (M619).
type SettlementMethod string

// The values of M619.
const (
	AnsweredByLetter    SettlementMethod = "Besvart med brev"
	AnsweredByMail      SettlementMethod = "Besvart med e-post"
	AnsweredByTelephone SettlementMethod = "Besvart på telefon"
	TakenNoteOf         SettlementMethod = "Tatt til etterretning"
	TakenForInformation SettlementMethod = "Tatt til orientering"
)

// Known says whether m stands in M619.
func (m SettlementMethod) Known() bool {
	return m == AnsweredByLetter || m == AnsweredByMail || m == AnsweredByTelephone ||
		m == TakenNoteOf || m == TakenForInformation
}

// AttachedAs is tilknyttetRegistreringSom (M217).
type AttachedAs string

// The values of M217.
const (
	MainDocument AttachedAs = "Hoveddokument"
	Attachment   AttachedAs = "Vedlegg"
)

// Known says whether a stands in M217.
func (a AttachedAs) Known() bool { return a == MainDocument || a == Attachment }

// Variant is variantformat (M700).
type Variant string

// The values of M700. ProductionVariant never leaves in an extraction.
const (
	ProductionVariant Variant = "Produksjonsformat"
	ArchiveVariant    Variant = "Arkivformat"
	RedactedVariant   Variant = "Dokument hvor deler av innholdet er skjermet"
)

// Known says whether v stands in M700.
func (v Variant) Known() bool {
	return v == ProductionVariant || v == ArchiveVariant || v == RedactedVariant
}

// Medium is dokumentmedium (M300).
type Medium string

// The values of M300.
const (
	Physical   Medium = "Fysisk arkiv"
	Electronic Medium = "Elektronisk arkiv"
	Mixed      Medium = "Blandet fysisk og elektronisk arkiv"
)

// Known says whether m stands in M300.
func (m Medium) Known() bool { return m == Physical || m == Electronic || m == Mixed }

// DisposalDecision is kassasjonsvedtak (M450).
type DisposalDecision string

// The values of M450.
const (
	Preserve    DisposalDecision = "Bevares"
	Dispose     DisposalDecision = "Kasseres"
	AssessLater DisposalDecision = "Vurderes senere"
)

// Known says whether d stands in M450.
func (d DisposalDecision) Known() bool { return d == Preserve || d == Dispose || d == AssessLater }

// AccessRestriction is tilgangsrestriksjon (M500). The catalogue lets an
// organisation add its own, so any text is accepted.
type AccessRestriction string

// The values that M500 names.
const (
	ExemptFromPublicity AccessRestriction = "Unntatt offentlighet"
	PersonnelMatter     AccessRestriction = "Personalsaker"
	ClientMatter        AccessRestriction = "Klientsaker"
)

// ScreenedMetadata is skjermingMetadata (M502): what is hidden from the public.
type ScreenedMetadata string

// The values of M502.
const (
	ScreenClassID               ScreenedMetadata = "Skjerming klasseID"
	ScreenClassTitle            ScreenedMetadata = "Skjerming tittel klasse"
	ScreenCaseTitleButFirstLine ScreenedMetadata = "Skjerming tittel mappe - unntatt første linje"
	ScreenCaseTitleWords        ScreenedMetadata = "Skjerming tittel mappe - utvalgte ord"
	ScreenPartyName             ScreenedMetadata = "Skjerming navn part i sak"
	ScreenTitleButFirstLine     ScreenedMetadata = "Skjerming tittel registrering - unntatt første linje"
	ScreenTitleWords            ScreenedMetadata = "Skjerming tittel registrering - utvalgte ord"
	ScreenSenderName            ScreenedMetadata = "Skjerming navn avsender"
	ScreenRecipientName         ScreenedMetadata = "Skjerming navn mottaker"
	ScreenDocumentTitle         ScreenedMetadata = "Skjerming tittel dokumentbeskrivelse"
	ScreenRemark                ScreenedMetadata = "Skjerming merknadstekst"
	ScreenTemporarily           ScreenedMetadata = "Midlertidig skjerming"
)

var screenable = []ScreenedMetadata{
	ScreenClassID, ScreenClassTitle, ScreenCaseTitleButFirstLine, ScreenCaseTitleWords,
	ScreenPartyName, ScreenTitleButFirstLine, ScreenTitleWords, ScreenSenderName,
	ScreenRecipientName, ScreenDocumentTitle, ScreenRemark, ScreenTemporarily,
}

// Known says whether m stands in M502.
func (m ScreenedMetadata) Known() bool { return slices.Contains(screenable, m) }

// ScreenedDocument is skjermingDokument (M503).
type ScreenedDocument string

// The values of M503.
const (
	ScreenWholeDocument  ScreenedDocument = "Skjerming av hele dokumentet"
	ScreenPartOfDocument ScreenedDocument = "Skjerming av deler av dokumentet"
)

// Known says whether d stands in M503.
func (d ScreenedDocument) Known() bool {
	return d == ScreenWholeDocument || d == ScreenPartOfDocument
}

// DeletionType is slettingstype (M089).
type DeletionType string

// The values of M089.
const (
	DeletedProduction DeletionType = "Sletting av produksjonsformat"
	DeletedEarlier    DeletionType = "Sletting av tidligere versjon"
	DeletedRedacted   DeletionType = "Sletting av variant med sladdet informasjon"
)

// Known says whether t stands in M089.
func (t DeletionType) Known() bool {
	return t == DeletedProduction || t == DeletedEarlier || t == DeletedRedacted
}

// SignatureLevel is elektroniskSignaturSikkerhetsnivaa (M507).
type SignatureLevel string

// The values that M507 names.
const (
	SymmetricallyEncrypted SignatureLevel = "Symmetrisk kryptert"
	OrganisationSignature  SignatureLevel = "Sendt med PKI/virksomhetssertifikat"
	PersonSignature        SignatureLevel = "Sendt med PKI/\"person standard\"-sertifikat"
	PersonSignatureHigh    SignatureLevel = "Sendt med PKI/\"person høy\"-sertifikat"
)

// SignatureCheck is elektroniskSignaturVerifisert (M508).
type SignatureCheck string

// The values of M508.
const (
	SignatureNotVerified SignatureCheck = "Signatur påført, ikke verifisert"
	SignatureVerified    SignatureCheck = "Signatur påført og verifisert"
)

// Known says whether c stands in M508.
func (c SignatureCheck) Known() bool { return c == SignatureNotVerified || c == SignatureVerified }

// Boundary is how a period was divided from its neighbour: softly, with
// overlapping (mykt), or sharply (skarpt). The template of arkivuttrekk.xml
// asks for it at both ends.
type Boundary string

// The two ways to divide periods.
const (
	SoftBoundary  Boundary = "mykt"
	SharpBoundary Boundary = "skarpt"
)

// Known says whether b is one of the two.
func (b Boundary) Known() bool { return b == SoftBoundary || b == SharpBoundary }

// EntryKind is the specialisation of registrering that an entry is.
type EntryKind string

// A journalised entry (journalpost) stands in the journals; an archive note
// (arkivnotat) is kept in the archive without being journalised.
const (
	JournalEntry EntryKind = "journalpost"
	ArchiveNote  EntryKind = "arkivnotat"
)

// Known says whether k is one of the two; the zero value means JournalEntry.
func (k EntryKind) Known() bool { return k == "" || k == JournalEntry || k == ArchiveNote }
