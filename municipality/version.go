package municipality

import (
	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
)

// The rights over the municipality's folder.
const (
	// RightRead shows versions, their files and differences.
	RightRead authz.Right = "municipality.read"
	// RightEdit makes and checks a draft.
	RightEdit authz.Right = "municipality.edit"
	// RightApprove approves what another person has made.
	RightApprove authz.Right = "municipality.approve"
	// RightActivate puts an approved version in force.
	RightActivate authz.Right = "municipality.activate"
)

// Rights lists them.
func Rights() []authz.Right {
	return []authz.Right{RightRead, RightEdit, RightApprove, RightActivate}
}

// VersionID identifies a version of the folder.
type VersionID = ids.ID[Version]

// State is how far a version has come.
type State string

// The states, in their order.
const (
	Draft     State = "draft"     // stored, perhaps with faults
	Checked   State = "checked"   // without faults
	Approved  State = "approved"  // by another person than its maker
	Activated State = "activated" // in force from ActiveFrom until another is
)

// Version is the folder as it was at one time. Its content never changes.
type Version struct {
	ID          VersionID
	Number      int64
	Digest      string
	Note        string
	State       State
	DraftedBy   ids.UserID
	DraftedAt   clock.Instant
	ApprovedBy  ids.UserID
	ApprovedAt  clock.Instant
	ActivatedBy ids.UserID
	ActivatedAt clock.Instant
	ActiveFrom  calendar.Date
}

// check is the step draft → checked; a version further on stays as it is.
func (v Version) check(faults int) (Version, error) {
	if faults > 0 {
		return v, errs.Invalid("municipality.version-has-faults", "version", v.Number, "count", faults)
	}
	if v.State == Draft {
		v.State = Checked
	}
	return v, nil
}

// approve is the step checked → approved. Whoever made a version does not
// approve it, except the first of all.
func (v Version) approve(by ids.UserID, at clock.Instant) (Version, error) {
	switch {
	case v.State == Draft:
		return v, errs.Invalid("municipality.version-not-checked", "version", v.Number)
	case v.State != Checked:
		return v, errs.Conflict("municipality.version-approved-already", "version", v.Number)
	case by.IsZero():
		return v, errs.Denied("municipality.approver-unknown", "version", v.Number)
	case by == v.DraftedBy && v.Number != 1:
		return v, errs.Denied("municipality.own-version", "version", v.Number)
	}
	v.State, v.ApprovedBy, v.ApprovedAt = Approved, by, at
	return v, nil
}

// activate is the step approved → activated from a day that has not begun
// before today, since what was in force on a past day is history.
func (v Version) activate(from, today calendar.Date, by ids.UserID, at clock.Instant) (Version, error) {
	switch {
	case v.State == Activated:
		return v, errs.Conflict("municipality.version-activated-already", "version", v.Number, "from", v.ActiveFrom.String())
	case v.State != Approved:
		return v, errs.Invalid("municipality.version-not-approved", "version", v.Number)
	case from < today:
		return v, errs.Invalid("municipality.activation-in-the-past", "from", from.String(), "today", today.String())
	}
	v.State, v.ActiveFrom, v.ActivatedBy, v.ActivatedAt = Activated, from, by, at
	return v, nil
}
