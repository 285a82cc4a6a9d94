package record

import (
	"saksgang/base/errs"
)

// sign is the step to "journaled": the archive has looked at the entry and
// found it right.
func (e Entry) sign() (Entry, error) {
	switch e.Status {
	case Journaled:
		return e, nil
	case Archived, Cancelled:
		return e, errs.Conflict("record.entry-at-rest", "entry", e.ID)
	case Reserved:
		return e, errs.Invalid("record.entry-without-document", "entry", e.ID)
	}
	e.Status = Journaled
	return e, nil
}

// settle says whether this entry may be settled by the method, by reply when
// one answers it.
func (e Entry) settle(m Method, reply *Entry, note string) error {
	if _, known := noarkMethods[m]; !known {
		return errs.Invalid("record.settlement-unknown", "method", string(m))
	}
	switch {
	case e.Note || !e.mustBeSettled():
		return errs.Invalid("record.entry-needs-no-settlement", "entry", e.ID)
	case e.Status == Archived:
		return errs.Conflict("record.entry-at-rest", "entry", e.ID)
	case reply != nil && reply.Acknowledges:
		return errs.Invalid("record.acknowledgement-never-settles", "entry", e.ID, "reply", reply.ID)
	case reply != nil && (reply.Direction == "incoming" || reply.Note || reply.ID == e.ID):
		return errs.Invalid("record.reply-is-no-reply", "entry", e.ID, "reply", reply.ID)
	case m == ByLetter && reply == nil, m == ByMail && reply == nil:
		return errs.Invalid("record.reply-missing", "entry", e.ID)
	case reply == nil && e.SettledBy == "reply" && note == "":
		return errs.Invalid("record.reply-or-reason", "entry", e.ID)
	}
	return nil
}

// remaining is what keeps a case file from closing.
type remaining struct {
	Unsettled, Unsigned, Unarchived, Unwritten []string
}

// close is the rule alone: everything settled, signed off, written and in an
// archive format. The error says how many are not, and names the first.
func (f CaseFile) close(r remaining) error {
	for _, rule := range []struct {
		code string
		left []string
	}{
		{"record.document-being-written", r.Unwritten},
		{"record.case-file-unsettled", r.Unsettled},
		{"record.not-in-archive-format", r.Unarchived},
		{"record.entry-not-signed-off", r.Unsigned},
	} {
		if len(rule.left) > 0 {
			return errs.Invalid(rule.code, "file", f.Reference(), "count", len(rule.left), "entry", rule.left[0])
		}
	}
	if !f.isOpen() {
		return errs.Conflict("record.case-file-closed", "file", f.Reference())
	}
	return nil
}

// firstStatus is what an entry begins with: what the caller's mapping says
// (requirement A7), else what follows from its direction.
func firstStatus(mapped Status, direction string) (Status, error) {
	if mapped != "" {
		if !mapped.known() || mapped.Final() {
			return "", errs.Invalid("record.status-unknown", "status", string(mapped))
		}
		return mapped, nil
	}
	switch direction {
	case "incoming":
		return Received, nil
	case "outgoing":
		return Dispatched, nil
	}
	return Finished, nil
}
