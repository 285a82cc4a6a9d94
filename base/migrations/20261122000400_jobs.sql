-- +goose Up
-- Work for the machine, written in the business transaction, leased while it
-- is done. A job of a queue key waits for the earlier ones of the same key.
CREATE TABLE job (
  id          BYTEA  NOT NULL PRIMARY KEY,
  kind        TEXT   NOT NULL,
  unique_key  TEXT,
  queue_key   TEXT,
  payload     TEXT   NOT NULL,
  state       TEXT   NOT NULL CHECK (state = 'ready' OR state = 'done' OR state = 'failed'),
  run_at      BIGINT NOT NULL,
  attempts    BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  leased_by   TEXT   NOT NULL,
  last_error  TEXT   NOT NULL,
  created_at  BIGINT NOT NULL,
  done_at     BIGINT NOT NULL
-- only sqlite:) STRICT, WITHOUT ROWID;
-- only postgres:);
CREATE UNIQUE INDEX job_unique ON job (kind, unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX job_ready ON job (run_at, id) WHERE state = 'ready';
CREATE INDEX job_queue ON job (queue_key, id) WHERE state = 'ready' AND queue_key IS NOT NULL;
