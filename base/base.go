// Package base is what every module stands on and that knows no module: one
// database, one clock, one ledger, the people's work, the machine's jobs, files
// and mail. Each lives in a package of its own; Deps hands them on together.
package base

import (
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
	"saksgang/base/work"
)

// Deps is what a module's constructor takes.
type Deps struct {
	DB     *sqldb.DB
	Clock  clock.Clock
	Ledger *ledger.Ledger
	Work   *work.List
	Jobs   *jobs.Queue
	Files  *blob.Files
	Mail   *mail.Outbox
}
