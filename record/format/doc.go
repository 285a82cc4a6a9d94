// Package format knows what a document's file is: by its content, never by its
// name or by what the sender claims.
//
// Identify names the format (a PRONOM identifier) and says whether it is one of
// the archive formats that the Norwegian regulation accepts on a given day. A
// PDF is called PDF/A only when it claims so and our structural check finds
// nothing against it; the check reads structure, not the marks on each page, so
// it is weaker than a certified validator and its faults are exact while its
// silence is not a certificate.
//
// Text extracts what a search shall find. RenderPDFA writes a letter as
// PDF/A-2b and RenderText as UTF-8 text; both are archive formats and both are
// made without any outside program. Convert turns an office document into
// PDF/A-2b where LibreOffice is found, compares the text of the result with the
// source, and otherwise fails with the code record.no-converter, so that the
// caller makes a task with an owner. The office program runs confined: it takes
// no other file into the result, and nothing of it outlives us, not even when
// we are killed; the folder it worked in goes when the next conversion begins.
//
// An office document is never turned into an archive format by us alone: its
// extracted text is no rendition of it. TextVariant gives that text as an
// additional variant; the production format stays until a converter has made a
// true archive variant.
//
// Everything here treats its input as hostile: sizes, nesting and time are
// limited, a damaged file is an error, never a panic. The package uses no
// database, and no network.
package format
