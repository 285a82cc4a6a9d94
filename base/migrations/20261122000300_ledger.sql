-- +goose Up
-- What happened: append-only. The digest covers salt and payload, which stand
-- in a table of their own so that personal data can be erased by law.
CREATE TABLE ledger_event (
  id           BYTEA  NOT NULL PRIMARY KEY,
  recorded_at  BIGINT NOT NULL,
  effective_at BIGINT NOT NULL,
  actor        BYTEA  NOT NULL,
  actor_name   TEXT   NOT NULL,
  on_behalf_of BYTEA,
  agency       TEXT   NOT NULL,
  case_id      BYTEA,
  module       TEXT   NOT NULL,
  subject_kind TEXT   NOT NULL,
  subject_id   TEXT   NOT NULL,
  kind         TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  digest       BYTEA  NOT NULL
-- only sqlite:) STRICT, WITHOUT ROWID;
-- only postgres:);
CREATE INDEX ledger_event_case ON ledger_event (case_id, recorded_at) WHERE case_id IS NOT NULL;
CREATE INDEX ledger_event_subject ON ledger_event (subject_kind, subject_id, recorded_at);

CREATE TABLE ledger_payload (
  event_id     BYTEA NOT NULL PRIMARY KEY REFERENCES ledger_event (id),
  salt         BYTEA,
  payload      TEXT,
  erased_under BYTEA,
  CHECK ((salt IS NULL) = (payload IS NULL)),
  CHECK ((payload IS NULL) = (erased_under IS NOT NULL))
-- only sqlite:) STRICT, WITHOUT ROWID;
-- only postgres:);

-- Events that the sealer has not given a leaf number yet.
CREATE TABLE ledger_unsealed (
  event_id BYTEA NOT NULL PRIMARY KEY REFERENCES ledger_event (id)
-- only sqlite:) STRICT, WITHOUT ROWID;
-- only postgres:);

CREATE TABLE ledger_leaf (
  number   BIGINT NOT NULL PRIMARY KEY,
  event_id BYTEA  NOT NULL UNIQUE REFERENCES ledger_event (id),
  hash     BYTEA  NOT NULL
);

-- The stored hashes of the Merkle tree (RFC 6962), by their stored index.
CREATE TABLE ledger_hash (
  number BIGINT NOT NULL PRIMARY KEY,
  hash   BYTEA  NOT NULL
);

CREATE TABLE ledger_head (
  size      BIGINT NOT NULL PRIMARY KEY,
  root      BYTEA  NOT NULL,
  sealed_at BIGINT NOT NULL,
  note      TEXT   NOT NULL
);
