-- +goose Up
-- Files by content, with the number of references to each.
CREATE TABLE blob (
  sha256     BYTEA  NOT NULL PRIMARY KEY,
  size       BIGINT NOT NULL,
  refs       BIGINT NOT NULL CHECK (refs >= 0),
  written_at BIGINT NOT NULL
);
CREATE INDEX blob_orphan ON blob (written_at) WHERE refs = 0;

-- Letters by mail: written in the business transaction, sent by a job.
CREATE TABLE mail (
  id         BYTEA  NOT NULL PRIMARY KEY,
  message_id TEXT   NOT NULL UNIQUE,
  case_id    BYTEA,
  sender     TEXT   NOT NULL,
  recipient  TEXT   NOT NULL,
  subject    TEXT   NOT NULL,
  body       TEXT   NOT NULL,
  state      TEXT   NOT NULL CHECK (state = 'waiting' OR state = 'sending' OR state = 'sent' OR state = 'uncertain' OR state = 'refused' OR state = 'erased'),
  created_at BIGINT NOT NULL,
  sent_at    BIGINT NOT NULL
);
CREATE INDEX mail_case ON mail (case_id, created_at);
