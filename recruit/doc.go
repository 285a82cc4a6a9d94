// Package recruit takes a vacancy from the approved need to a lawful hire.
//
// What may happen when, and who may do it, is a table of rules (Rules) read
// from the municipality's checklist (requirement C6) and the law behind it;
// each rule is a pure method on Vacancy, is repeated by the database where it is
// critical, and has a test named after it. An applicant list exists in two
// forms: the public one is checked by the leader, released by HR, and waits
// until every request to be withheld is decided (offentleglova § 25); the
// extended one is for the parties and waits for nobody.
//
// Commands are safe to repeat: a repeated command returns the first result.
// After a crash a step has happened whole, with its documents ordered, or not
// at all. Letters and notes are written afterwards, each once.
package recruit
