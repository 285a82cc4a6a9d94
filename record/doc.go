// Package record keeps what a municipality documents: case files, registry
// entries, documents and their files, by Noark 5.
//
// The plan (a row for each document type) decides class, title, publicity and
// retention, as it stood the day something was registered; what it decided is
// kept with the entry, with the provision of law in force that day. Nothing
// that has been recorded is edited: it is corrected with a reason, and both
// values stay. An entry that must be answered is settled once, by its reply or
// by a note, never by an acknowledgement. A case file closes only when
// everything in it is settled, signed off and in an archive format. Documents
// are destroyed when the plan says so and two different people have approved
// it; then every copy goes, and the metadata stay with who, when and by which
// rule.
//
// A copy goes by a distribution list: as work to those who hold a role and may
// see the document, by mail to others when it is public. Whoever got one is a copy
// recipient of the entry; the mail goes with the document when it is destroyed.
//
// Commands run in one transaction with their ledger events and are safe to
// repeat: a key given by the caller makes a repeated one return the first
// result. Files are written and converted by jobs outside transactions, at
// least once, with an effect that happens once: after a crash a document is
// there whole, with its number, letter and settlement, or not begun. The
// ledger's payloads hold identifiers and codes, never a name, a title or what
// a document says.
//
// What somebody may see is one condition, used by lists, search and single
// reading alike: within the reach of record.read, and, where it is not public,
// of record.read-screened as well.
package record
