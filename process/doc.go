// Package process runs a municipality's processes: a drawing is deployed, a
// case is started, people do the tasks of their lanes, modules' actions do the
// rest, and every step is a row and an event.
//
// A command loads an instance, runs it to where every token waits again, and
// commits state, tasks, work items, jobs and ledger events together, or
// nothing of it. Two commands on one instance cannot both win: the second is
// run again by the database, or told Conflict. A command repeated with the same
// identifier returns its first result.
//
// # What holds when something fails
//
// A user task's action that refuses (errs Invalid, Denied, NotFound, Conflict)
// refuses the completion with the same error, and nothing has happened: what a
// module forbids is forbidden from process and HTTP alike. A service task's
// inline action that refuses is undone by its savepoint, and caught by a
// boundary error event with its problem code as error code, else it becomes an
// incident: the rest of the step stands, the token waits, and the process's
// owner has a work item until somebody retries. Any other error of an action
// undoes the whole command. A job action runs outside the transaction, at least
// once, by an idempotency key that is the same each time; what may pass is tried
// again by the job queue, what may not becomes an incident.
//
// Timers, reminders and job actions are jobs, and level-triggered: each looks
// first whether its token still waits. After a crash anywhere an instance stands
// where its last commit left it, and its jobs are still there.
//
// # Who sees and does what
//
// A task belongs to the case's participants in its role when there are any,
// else to the holders of the role in the case's unit or agency. To everybody
// else it is not there (NotFound), unless they hold process.administer over
// the case. A participant sees the case as long as it is open.
package process
