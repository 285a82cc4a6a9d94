package ledger

import (
	"context"
	"encoding/json"

	"saksgang/base/clock"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// row is an event as it stands in its table.
type row struct {
	ID          ids.EventID   `json:"id"`
	RecordedAt  clock.Instant `json:"recorded"`
	EffectiveAt clock.Instant `json:"effective"`
	Actor       ids.UserID    `json:"actor"`
	ActorName   string        `json:"actorName"`
	OnBehalfOf  ids.UserID    `json:"onBehalfOf"`
	Agency      string        `json:"agency"`
	Case        ids.CaseID    `json:"case"`
	Module      string        `json:"module"`
	SubjectKind string        `json:"subjectKind"`
	SubjectID   string        `json:"subject"`
	Kind        Kind          `json:"kind"`
	Version     int64         `json:"version"`
	Digest      []byte        `json:"digest"`
}

// leaf is the text that the Merkle tree covers for an event: its row as JSON,
// the fields in the order of the type.
func (r row) leaf() []byte {
	text, err := json.Marshal(r)
	if err != nil {
		panic(err) // plain data always marshals
	}
	return text
}

const rowColumns = `e.id, e.recorded_at, e.effective_at, e.actor, e.actor_name, e.on_behalf_of, e.agency, e.case_id,
  e.module, e.subject_kind, e.subject_id, e.kind, e.version, e.digest`

// entry is an event with what its digest covers.
type entry struct {
	row
	salt, payload []byte
}

func insert(ctx context.Context, db *sqldb.DB, entries []entry) error {
	var events, payloads, unsealed []any
	for _, e := range entries {
		events = append(events, e.ID, e.RecordedAt, e.EffectiveAt, e.Actor, e.ActorName, e.OnBehalfOf, e.Agency, e.Case,
			e.Module, e.SubjectKind, e.SubjectID, e.Kind, e.Version, e.Digest)
		payloads = append(payloads, e.ID, e.salt, string(e.payload))
		unsealed = append(unsealed, e.ID)
	}
	n := len(entries)
	_, err := sqldb.Exec(ctx, db, `INSERT INTO ledger_event (id, recorded_at, effective_at, actor, actor_name, on_behalf_of,
  agency, case_id, module, subject_kind, subject_id, kind, version, digest) VALUES `+sqldb.Rows(n, 14), events...)
	if err == nil {
		_, err = sqldb.Exec(ctx, db, "INSERT INTO ledger_payload (event_id, salt, payload) VALUES "+sqldb.Rows(n, 3), payloads...)
	}
	if err == nil {
		_, err = sqldb.Exec(ctx, db, "INSERT INTO ledger_unsealed (event_id) VALUES "+sqldb.Rows(n, 1), unsealed...)
	}
	return err
}
