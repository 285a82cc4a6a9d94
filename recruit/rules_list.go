package recruit

import (
	"slices"
	"time"

	"saksgang/base/calendar"
	"saksgang/base/errs"
)

// The rules about applications and applicant lists (C6 row 7, offentleglova § 25,
// offentlegforskrifta on extended lists).

// receive adds an application. One that comes after the deadline is kept and
// answered, and is late; whether it is considered is the leader's to say.
func (v Vacancy) receive(a Application, on calendar.Date) (Vacancy, Application, error) {
	if err := v.isPublished(); err != nil {
		return v, a, err
	}
	a.Number, a.Day = len(v.Applications)+1, on
	a.Late = on > v.Deadline
	v.Applications = append(slices.Clip(v.Applications), a)
	return v, a, nil
}

func (v Vacancy) find(id ApplicationID) (int, error) {
	i := slices.IndexFunc(v.Applications, func(a Application) bool { return a.ID == id })
	if i < 0 {
		return i, errs.NotFound("recruit.no-application")
	}
	return i, nil
}

// change applies a rule to one application, leaving the former value as it was.
func (v Vacancy) change(id ApplicationID, rule func(a Application) (Application, error)) (Vacancy, error) {
	if err := v.isPublished(); err != nil {
		return v, err
	}
	i, err := v.find(id)
	if err != nil {
		return v, err
	}
	changed, err := rule(v.Applications[i])
	if err != nil {
		return v, err
	}
	v.Applications = slices.Clone(v.Applications)
	v.Applications[i] = changed
	return v, nil
}

func (v Vacancy) considerLate(id ApplicationID, reason string) (Vacancy, error) {
	return v.change(id, func(a Application) (Application, error) {
		if !a.Late {
			return a, errs.Conflict("recruit.not-late")
		}
		if reason == "" {
			return a, errs.Invalid("recruit.reason-missing")
		}
		a.Considered, a.Assessment = true, reason
		return a, nil
	})
}

// askWithheld takes an applicant's request to be withheld from the public list.
func (v Vacancy) askWithheld(id ApplicationID, reason string) (Vacancy, error) {
	if err := v.listNotReleased(); err != nil {
		return v, err
	}
	return v.change(id, func(a Application) (Application, error) {
		if !a.Withdrawn.IsZero() {
			return a, errs.Conflict("recruit.withdrawn")
		}
		if a.Withholding != NotAsked {
			return a, errs.Conflict("recruit.withhold-asked-already")
		}
		a.Withholding, a.WithholdReason = Asked, reason
		return a, nil
	})
}

func (v Vacancy) listNotReleased() error {
	for _, l := range v.Lists {
		if l.Deadline == v.Deadline && l.Released.Done() {
			return errs.Conflict("recruit.list-released-already")
		}
	}
	return nil
}

// decideWithheld decides such a request. A refusal is told with its reason, and
// the applicant may withdraw until withdrawBy, before the list goes out.
func (v Vacancy) decideWithheld(id ApplicationID, grant bool, reason string, withdrawBy time.Time) (Vacancy, error) {
	return v.change(id, func(a Application) (Application, error) {
		if a.Withholding != Asked {
			return a, errs.Conflict("recruit.withhold-not-asked")
		}
		if reason == "" {
			return a, errs.Invalid("recruit.reason-missing")
		}
		a.Withholding, a.WithholdAnswer, a.WithdrawBy = RefusedIt, reason, withdrawBy
		if grant {
			a.Withholding, a.WithdrawBy = Granted, time.Time{}
		}
		return a, nil
	})
}

// withdraw takes an application back, whenever the applicant wishes before an
// offer has been accepted.
func (v Vacancy) withdraw(id ApplicationID, at time.Time) (Vacancy, error) {
	return v.change(id, func(a Application) (Application, error) {
		if a.IsAnswered() {
			return a, errs.Conflict("recruit.answered-already")
		}
		a.Withdrawn, a.Rank = at, 0
		return a, nil
	})
}

// checkPublicList is the leader's check against the law, after the deadline.
func (v Vacancy) checkPublicList(by Act, deadline, today calendar.Date) (Vacancy, error) {
	if err := v.isPublished(); err != nil {
		return v, err
	}
	if !slices.Contains(v.Deadlines(), deadline) {
		return v, errs.NotFound("recruit.no-such-list")
	}
	if today <= deadline {
		return v, errs.Invalid("recruit.list-before-deadline", "deadline", deadline)
	}
	i, l := v.listFor(deadline)
	if l.Released.Done() {
		return v, errs.Conflict("recruit.list-released-already")
	}
	l.Checked = by
	return v.withList(i, l), nil
}

// PublicListFor returns the public list of a deadline; one that nobody has
// touched yet is empty.
func (v Vacancy) PublicListFor(deadline calendar.Date) PublicList {
	_, l := v.listFor(deadline)
	return l
}

func (v Vacancy) listFor(deadline calendar.Date) (int, PublicList) {
	i := slices.IndexFunc(v.Lists, func(l PublicList) bool { return l.Deadline == deadline })
	if i < 0 {
		return i, PublicList{Deadline: deadline}
	}
	return i, v.Lists[i]
}

func (v Vacancy) withList(i int, l PublicList) Vacancy {
	v.Lists = slices.Clone(v.Lists)
	if i < 0 {
		v.Lists = append(v.Lists, l)
	} else {
		v.Lists[i] = l
	}
	return v
}

// ListWaits says why the public list of a deadline may not go out at a time, or nil.
func (v Vacancy) ListWaits(deadline calendar.Date, at time.Time) error {
	_, l := v.listFor(deadline)
	if !l.Checked.Done() {
		return errs.Invalid("recruit.list-unchecked")
	}
	if undecided := v.undecided(deadline); undecided > 0 {
		return errs.Invalid("recruit.list-requests-undecided", "undecided", undecided)
	}
	for _, a := range v.Applications {
		if v.cameBefore(a, deadline) && a.Withholding == RefusedIt && a.Withdrawn.IsZero() && at.Before(a.WithdrawBy) {
			return errs.Invalid("recruit.list-refused-may-withdraw", "until", a.WithdrawBy)
		}
	}
	return nil
}

// undecided is how many of those on the list of a deadline wait to hear whether
// they are withheld from it.
func (v Vacancy) undecided(deadline calendar.Date) int {
	n := 0
	for _, a := range v.Applications {
		if v.cameBefore(a, deadline) && a.Withholding == Asked && a.Withdrawn.IsZero() {
			n++
		}
	}
	return n
}

// releasePublicList gives the public list out: checked by the leader, released
// by HR, two people, when every request to be withheld is decided. An
// applicant who withdrew meanwhile is not on it.
func (v Vacancy) releasePublicList(by Act, deadline calendar.Date) (Vacancy, error) {
	if err := v.isPublished(); err != nil {
		return v, err
	}
	i, l := v.listFor(deadline)
	if l.Released.Done() {
		return v, errs.Conflict("recruit.list-released-already")
	}
	if err := v.ListWaits(deadline, by.At); err != nil {
		return v, err
	}
	if l.Checked.By == by.By {
		return v, errs.Denied("recruit.list-one-person")
	}
	l.Released, l.Shown, l.Hidden = by, nil, 0
	for _, a := range v.Applications {
		switch {
		case !a.Withdrawn.IsZero() || !v.cameBefore(a, deadline):
		case a.Withholding == Granted:
			l.Hidden++
		default:
			l.Shown = append(l.Shown, a.ID)
		}
	}
	return v.withList(i, l), nil
}

// cameBefore says whether the application counts for the list of a deadline: one
// that came after it belongs to the list of the next.
func (v Vacancy) cameBefore(a Application, deadline calendar.Date) bool {
	return !a.Late && a.Day <= deadline
}

// declareConflict records that somebody has a conflict of interest about an
// applicant (forvaltningsloven on habilitet): a member of the committee, the
// leader who prepares the case, or whoever decides it. It binds nobody else, so
// it is open to all who see the hiring.
func (v Vacancy) declareConflict(id ApplicationID, c Conflict) (Vacancy, error) {
	return v.change(id, func(a Application) (Application, error) {
		for _, earlier := range a.Conflicts {
			if earlier.By == c.By {
				return a, errs.Conflict("recruit.conflict-declared-already")
			}
		}
		if c.Reason == "" {
			return a, errs.Invalid("recruit.reason-missing")
		}
		a.Conflicts = append(slices.Clip(a.Conflicts), c)
		return a, nil
	})
}

func (v Vacancy) isMember(user string) bool {
	return slices.ContainsFunc(v.Committee, func(m Member) bool { return m.User.String() == user })
}

// impartial refuses somebody with a conflict of interest about an applicant who
// is still in the running: the whole choice is affected, not only that one.
func (v Vacancy) impartial(by Act) error {
	for _, a := range v.Applications {
		if !a.InTheRunning() {
			continue
		}
		for _, c := range a.Conflicts {
			if c.By == by.By {
				return errs.Denied("recruit.conflict-of-interest", "application", a.ID)
			}
		}
	}
	return nil
}
