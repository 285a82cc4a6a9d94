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
	Kind        string        `json:"kind"`
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

func insertEvent(ctx context.Context, db *sqldb.DB, r row, salt, payload []byte) error {
	_, err := sqldb.Exec(ctx, db, `INSERT INTO ledger_event (id, recorded_at, effective_at, actor, actor_name, on_behalf_of,
  agency, case_id, module, subject_kind, subject_id, kind, version, digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		r.ID, r.RecordedAt, r.EffectiveAt, r.Actor, r.ActorName, r.OnBehalfOf, r.Agency, r.Case,
		r.Module, r.SubjectKind, r.SubjectID, r.Kind, r.Version, r.Digest)
	if err != nil {
		return err
	}
	_, err = sqldb.Exec(ctx, db, "INSERT INTO ledger_payload (event_id, salt, payload) VALUES ($1, $2, $3)", r.ID, salt, string(payload))
	if err != nil {
		return err
	}
	_, err = sqldb.Exec(ctx, db, "INSERT INTO ledger_unsealed (event_id) VALUES ($1)", r.ID)
	return err
}
