-- +goose Up
-- What is sent to other systems. A message is written in the transaction of
-- what it tells of; its key makes a second order of the same harmless. The
-- messages of one connection and one case go in the order of created_at, id.
CREATE TABLE outgoing (
  id              BYTEA  NOT NULL PRIMARY KEY,
  connection      TEXT   NOT NULL,
  kind            TEXT   NOT NULL,
  case_id         BYTEA,
  idempotency_key TEXT   NOT NULL,
  digest          BYTEA  NOT NULL,
  payload         TEXT   NOT NULL,
  state           TEXT   NOT NULL CHECK (state = 'waiting' OR state = 'sending' OR state = 'delivered' OR state = 'refused' OR state = 'uncertain' OR state = 'closed'),
  problem         TEXT   NOT NULL,
  problem_args    TEXT   NOT NULL,
  attempts        BIGINT NOT NULL,
  failing_since   BIGINT NOT NULL,
  created_at      BIGINT NOT NULL,
  settled_at      BIGINT NOT NULL,
  forgotten_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX outgoing_key ON outgoing (connection, idempotency_key);
CREATE INDEX outgoing_lane ON outgoing (connection, case_id, created_at, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX outgoing_state ON outgoing (state, created_at);
CREATE INDEX outgoing_case ON outgoing (case_id) WHERE case_id IS NOT NULL;

-- Connections over which nothing is sent for now.
CREATE TABLE outgoing_pause (
  connection TEXT   NOT NULL PRIMARY KEY,
  reason     TEXT   NOT NULL,
  paused_by  TEXT   NOT NULL,
  paused_at  BIGINT NOT NULL
);
