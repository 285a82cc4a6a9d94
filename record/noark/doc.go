// Package noark holds the record-keeping terms of Noark 5 (version 5.0) and
// makes the extraction that an archive repository accepts: a closed period of
// an archive as one directory of XML files, documents and schemas.
//
// The types bear the English names used all over the program; each field names
// its number in Noark's metadata catalogue (M001, …). Code values are Noark's
// own words, typed, since they are written to the extraction as they stand.
//
// Extract streams: memory does not grow with the number of case files, registry
// entries, documents or changes. The package it makes is whole or absent. It
// grows in "<name>.partial" beside its destination; every file and directory is
// synced before one rename gives it its name. After an error or a cancelled
// context the partial directory is removed; after a kill it is left, and the
// next extraction to the same place removes it.
//
// A source that breaks a rule of the standard (an unsettled entry, an open case
// file, a document that is not in an archive format) is refused with the rule's
// problem code; nothing is mended silently. The single exception is text:
// characters that XML 1.0 cannot carry become U+FFFD and are counted.
//
// The package uses no database, clock or network and may be used alone.
package noark
