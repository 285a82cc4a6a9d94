package party

import (
	"context"
	"fmt"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/ids"
	"saksgang/base/period"
	"saksgang/base/sqldb"
	"saksgang/party/nationalid"
)

const partyColumns = `id, kind, given, family, number_kind, COALESCE(number, ''), born, synthetic, protection, source, registered_at`

type partyRow struct {
	ID            ID
	Kind          Kind
	Given, Family string
	NumberKind    nationalid.Kind
	Number        string
	Born          calendar.Date
	Synthetic     bool
	Protection    Protection
	Source        string
	Registered    clock.Instant
}

func (r partyRow) party() Party {
	p := Party{
		ID: r.ID, Kind: r.Kind, Given: r.Given, Family: r.Family,
		Protection: r.Protection, Source: r.Source, Registered: r.Registered,
	}
	if r.Number != "" {
		p.Number = nationalid.Number{Kind: r.NumberKind, Digits: r.Number, Synthetic: r.Synthetic, Born: r.Born}
	}
	return p
}

func (s *Service) row(ctx context.Context, where string, args ...any) (Party, bool, error) {
	r, found, err := sqldb.Maybe[partyRow](ctx, s.DB, "SELECT "+partyColumns+" FROM party WHERE "+where, args...)
	return r.party(), found, err
}

// findSame finds the party that n would be: by national id, then by ID.
func (s *Service) findSame(ctx context.Context, n New) (Party, bool, error) {
	if !n.Number.IsZero() {
		p, found, err := s.row(ctx, "number = $1", n.Number.Digits)
		if err != nil || found {
			return p, found, err
		}
	}
	if n.ID.IsZero() {
		return Party{}, false, nil
	}
	return s.row(ctx, "id = $1", n.ID)
}

func (s *Service) insert(ctx context.Context, n New) error {
	var number *string
	if !n.Number.IsZero() {
		number = &n.Number.Digits
	}
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO party (id, kind, given, family, number_kind, number, born, synthetic, protection,
  source, registered_at, folded, sort_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		n.ID, n.Kind, n.Given, n.Family, n.Number.Kind, number, n.Number.Born, n.Number.Synthetic, n.Protection,
		n.Source, clock.At(s.Clock.Now()), " "+Fold(n.Given+" "+n.Family), SortKey(n.Family+" "+n.Given))
	return err
}

// contactTable is where contact of that protection stands.
func contactTable(grade Protection) string {
	if grade == Open {
		return "party_contact"
	}
	return "party_protected"
}

type beliefRow struct {
	ID         ids.ID[contactKind]
	Kind       ContactKind
	Value      string
	From, To   calendar.Date
	Source     string
	RecordedAt clock.Instant
}

// beliefs are what we believe now of a party's contact, over all time.
func (s *Service) beliefs(ctx context.Context, id ID, grade Protection) ([]contactRow, error) {
	rows, err := sqldb.All[beliefRow](ctx, s.DB, "SELECT id, kind, value, valid_from, valid_to, source, recorded_at FROM "+contactTable(grade)+
		" WHERE party = $1 AND recorded_to = 0 ORDER BY kind, valid_from", id)
	out := make([]contactRow, len(rows))
	for i, r := range rows {
		valid := period.Dates{From: r.From, To: r.To}
		out[i] = contactRow{ID: r.ID, Party: id, Contact: Contact{Kind: r.Kind, Value: r.Value, Valid: valid, Source: r.Source, Recorded: r.RecordedAt}}
	}
	return out, err
}

func (s *Service) insertContact(ctx context.Context, grade Protection, c contactRow) error {
	_, err := sqldb.Exec(ctx, s.DB, "INSERT INTO "+contactTable(grade)+` (id, party, kind, value, valid_from, valid_to, recorded_at, recorded_to, source)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)`, c.ID, c.Party, c.Kind, c.Value, c.Valid.From, c.Valid.To, c.Recorded, c.Source)
	return err
}

func (s *Service) endContact(ctx context.Context, grade Protection, id ids.ID[contactKind], at clock.Instant) error {
	_, err := sqldb.Exec(ctx, s.DB, "UPDATE "+contactTable(grade)+" SET recorded_to = $1 WHERE id = $2", at, id)
	return err
}

// moveContact moves every belief, present and past, to the store of the grade.
func (s *Service) moveContact(ctx context.Context, p Party, grade Protection) error {
	from, to := contactTable(p.Protection), contactTable(grade)
	if from != to {
		const columns = "id, party, kind, value, valid_from, valid_to, recorded_at, recorded_to, source"
		if _, err := sqldb.Exec(ctx, s.DB, "INSERT INTO "+to+" ("+columns+") SELECT "+columns+" FROM "+from+" WHERE party = $1", p.ID); err != nil {
			return err
		}
		if _, err := sqldb.Exec(ctx, s.DB, "DELETE FROM "+from+" WHERE party = $1", p.ID); err != nil {
			return err
		}
	}
	_, err := sqldb.Exec(ctx, s.DB, "UPDATE party SET protection = $1 WHERE id = $2", grade, p.ID)
	return err
}

func (s *Service) putPlace(ctx context.Context, id ID, p Place) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO party_place (source, source_key, party, agency, unit, case_id, owner, valid_from, valid_to)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (source, source_key) DO UPDATE SET party = excluded.party, agency = excluded.agency, unit = excluded.unit,
  case_id = excluded.case_id, owner = excluded.owner, valid_from = excluded.valid_from, valid_to = excluded.valid_to`,
		p.Source, p.Key, id, p.Agency, p.Unit, p.Case, p.Owner, p.Valid.From.String(), p.Valid.To)
	return err
}

func (s *Service) dropPlace(ctx context.Context, source, key string) error {
	_, err := sqldb.Exec(ctx, s.DB, "DELETE FROM party_place WHERE source = $1 AND source_key = $2", source, key)
	return err
}

// within is the condition that scope reaches the party p today, with its
// arguments from firstArg on.
func (s *Service) within(scope authz.Scope, firstArg int) (string, []any) {
	if scope.Allows(authz.Object{}) { // everywhere: also those that belong nowhere
		return "1 = 1", nil
	}
	where, args := scope.Where(authz.Columns{Agency: "l.agency", Unit: "l.unit", Case: "l.case_id", Owner: "l.owner"}, firstArg)
	today := fmt.Sprintf("$%d", firstArg+len(args))
	return "EXISTS (SELECT 1 FROM party_place l WHERE l.party = p.id AND l.valid_from <= " + today +
		" AND (l.valid_to IS NULL OR l.valid_to > " + today + ") AND " + where + ")", append(args, s.Today().String())
}

func (s *Service) reaches(ctx context.Context, scope authz.Scope, id ID) (bool, error) {
	where, args := s.within(scope, 2)
	n, err := sqldb.One[int](ctx, s.DB, "SELECT count(*) FROM party p WHERE p.id = $1 AND "+where, append([]any{id}, args...)...)
	return n > 0, err
}

func (s *Service) search(ctx context.Context, q Query) (Found, error) {
	where, args := s.within(authz.ScopeOf(ctx, RightRead), 1)
	protected, more := s.within(authz.ScopeOf(ctx, RightReadProtected), len(args)+1)
	args = append(args, more...)
	where += " AND (p.protection = '' OR " + protected + ")"
	if q.Kind != "" {
		args = append(args, q.Kind)
		where += fmt.Sprintf(" AND p.kind = $%d", len(args))
	}
	text, args := textCondition(q.Text, args)
	where += text
	total, err := sqldb.One[int](ctx, s.DB, "SELECT count(*) FROM party p WHERE "+where, args...)
	if err != nil || total == 0 {
		return Found{}, err
	}
	most := q.Most
	if most == 0 {
		most = 50
	}
	rows, err := sqldb.All[partyRow](ctx, s.DB, fmt.Sprintf("SELECT %s FROM party p WHERE %s ORDER BY sort_key, id LIMIT %d OFFSET %d",
		partyColumns, where, most, max(q.Offset, 0)), args...)
	found := Found{Total: total, Parties: make([]Party, len(rows))}
	for i, r := range rows {
		found.Parties[i] = r.party()
		found.Parties[i].Withheld = found.Parties[i].IsProtected()
	}
	return found, err
}

// textCondition is a whole national id, or words that each begin a word of the
// name. Folded words hold letters and digits only, so none can be a pattern.
func textCondition(text string, args []any) (string, []any) {
	for _, read := range []func(string) (nationalid.Number, error){nationalid.ParsePerson, nationalid.ParseOrganisation} {
		if n, err := read(text); err == nil {
			args = append(args, n.Digits)
			return fmt.Sprintf(" AND p.number = $%d", len(args)), args
		}
	}
	var b strings.Builder
	for _, word := range words(text) {
		args = append(args, "% "+word+"%")
		fmt.Fprintf(&b, " AND p.folded LIKE $%d", len(args))
	}
	return b.String(), args
}

func (s *Service) names(ctx context.Context, wanted []ID) (map[ID]string, error) {
	type nameRow struct {
		ID            ID
		Given, Family string
	}
	out := make(map[ID]string, len(wanted))
	err := inParts(wanted, func(marks string, args []any) error {
		rows, err := sqldb.All[nameRow](ctx, s.DB, "SELECT id, given, family FROM party WHERE id IN "+marks, args...)
		for _, r := range rows {
			out[r.ID] = strings.TrimSpace(r.Given + " " + r.Family)
		}
		return err
	})
	return out, err
}

func (s *Service) protected(ctx context.Context, wanted []ID) (map[ID]bool, error) {
	out := map[ID]bool{}
	err := inParts(wanted, func(marks string, args []any) error {
		rows, err := sqldb.All[ID](ctx, s.DB, "SELECT id FROM party WHERE protection <> '' AND id IN "+marks, args...)
		for _, id := range rows {
			out[id] = true
		}
		return err
	})
	return out, err
}

// inParts asks about at most 200 ids at a time: "($1, $2)" and its arguments.
func inParts(wanted []ID, ask func(marks string, args []any) error) error {
	for len(wanted) > 0 {
		part := wanted[:min(len(wanted), 200)]
		wanted = wanted[len(part):]
		marks, args := make([]string, len(part)), make([]any, len(part))
		for i, id := range part {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), id
		}
		if err := ask("("+strings.Join(marks, ", ")+")", args); err != nil {
			return err
		}
	}
	return nil
}
