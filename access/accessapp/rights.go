package accessapp

import "saksgang/municipality"

// KnowRights tells the folder which rights a role may open: every right that a
// route or an action of the program names.
func KnowRights(r *municipality.Registry) { r.Know("access.right", rights...) }

var rights = []string{
	"access.assign", "access.order", "access.read",
	"exchange.pause", "exchange.read", "exchange.replay",
	"ledger.read",
	"municipality.activate", "municipality.approve", "municipality.edit", "municipality.read",
	"party.edit", "party.read", "party.read-protected",
	"process.edit", "process.read", "process.repair", "process.start", "process.work",
	"record.close", "record.dispose-approve", "record.dispose-propose", "record.extract", "record.plan",
	"record.read", "record.read-screened", "record.register", "record.screen", "record.sign-off",
	"recruit.approve-ad", "recruit.check-public-list", "recruit.contract", "recruit.decide", "recruit.decide-need",
	"recruit.nominate", "recruit.offer", "recruit.prepare", "recruit.read", "recruit.reference",
	"recruit.release-list", "recruit.see-certificate", "recruit.shortlist", "recruit.withhold",
	"setup.read",
	"staff.edit", "staff.read",
	"work.read", "work.assign",
}
