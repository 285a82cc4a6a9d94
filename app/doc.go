// Package app puts the house together: it is the only place that sees every
// module. It opens the data folder, builds the modules upon base, lets them
// register what they offer, and starts what runs; and it is the command line.
//
// A data folder (--dir) holds the database unless that is elsewhere, the files,
// the mail of a demonstration, the ledger's key and heads, and snapshots taken
// before upgrades. Opening it migrates the database; a schema that needs a newer
// program is refused untouched.
package app
