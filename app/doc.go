// Package app puts the house together: it is the only place that sees every
// module. It opens the data folder, builds the modules upon base, lets them
// register what they offer, and starts what runs; and it is the command line.
//
// A data folder (--dir) holds the database unless that is elsewhere, the files,
// the municipality's own folder, the mail of a demonstration, the ledger's key
// and heads, and snapshots taken before upgrades. Opening it migrates the
// database, except for doctor and backup, which take it as it is; a schema that
// needs a newer program is refused untouched. The first start on a folder made
// by init puts it in force; after that every node follows what is activated,
// also at midnight. A backup is whole when its manifest is there.
package app
