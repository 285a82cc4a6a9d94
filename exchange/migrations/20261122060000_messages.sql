-- +goose Up
-- Every message that came in. It is stored with its key and content hash before
-- a receipt is given; the same key with other content is a row of its own, to
-- be looked at.
CREATE TABLE message (
  id           BYTEA  NOT NULL PRIMARY KEY,
  connection   TEXT   NOT NULL,
  source       TEXT   NOT NULL,
  source_id    TEXT   NOT NULL,
  content      BYTEA  NOT NULL,
  kind         TEXT   NOT NULL,
  subject      TEXT   NOT NULL,
  came_as      TEXT   NOT NULL CHECK (came_as = 'folder' OR came_as = 'zip' OR came_as = 'http' OR came_as = 'hrxml'),
  file_name    TEXT   NOT NULL,
  case_id      BYTEA,
  state        TEXT   NOT NULL CHECK (state = 'received' OR state = 'handled' OR state = 'problem' OR state = 'conflict' OR state = 'closed'),
  problem      TEXT   NOT NULL,
  problem_args TEXT   NOT NULL,
  result       TEXT   NOT NULL,
  repeats      BIGINT NOT NULL,
  received_at  BIGINT NOT NULL,
  handled_at   BIGINT NOT NULL,
  forgotten_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX message_key ON message (connection, source, source_id, content);
CREATE INDEX message_state ON message (state, received_at);
CREATE INDEX message_case ON message (case_id) WHERE case_id IS NOT NULL;

-- The files of a message, by content.
CREATE TABLE message_part (
  message_id BYTEA  NOT NULL REFERENCES message (id),
  position   BIGINT NOT NULL,
  name       TEXT   NOT NULL,
  sha256     BYTEA  NOT NULL,
  size       BIGINT NOT NULL,
  PRIMARY KEY (message_id, position)
);
