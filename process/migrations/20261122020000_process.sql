-- +goose Up
-- The tables that every step touches are kept by their key on SQLite (WITHOUT
-- ROWID): a page less to write for each row.

-- Versions of processes: immutable, numbered within their key. The current one
-- is what was activated last; running instances keep theirs.
CREATE TABLE process_definition (
  number       BIGINT NOT NULL PRIMARY KEY,
  key          TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  digest       BYTEA  NOT NULL,
  drawing      TEXT   NOT NULL,
  meta         TEXT   NOT NULL,
  deployed_at  BIGINT NOT NULL,
  deployed_by  BYTEA,
  activated_at BIGINT NOT NULL,
  UNIQUE (key, version),
  UNIQUE (key, digest)
);

-- Case numbers, per year, taken last in a transaction.
CREATE TABLE process_case_number (
  year BIGINT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
);

-- The thread everything hangs on.
CREATE TABLE process_case (
  id          BYTEA  NOT NULL PRIMARY KEY,
  year        BIGINT NOT NULL,
  serial      BIGINT NOT NULL,
  title       TEXT   NOT NULL,
  process     TEXT   NOT NULL,
  agency      TEXT   NOT NULL,
  unit        TEXT   NOT NULL,
  owner       BYTEA,
  opened_at   BIGINT NOT NULL,
  closed_at   BIGINT NOT NULL,
  UNIQUE (year, serial)
-- only postgres:);
-- only sqlite:) STRICT, WITHOUT ROWID;

-- Who takes part in a case in a role, as long as it lasts.
CREATE TABLE process_participant (
  case_id  BYTEA  NOT NULL REFERENCES process_case (id),
  role     TEXT   NOT NULL,
  person   BYTEA  NOT NULL,
  from_at  BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, role, person, from_at)
-- only postgres:);
-- only sqlite:) STRICT, WITHOUT ROWID;
CREATE INDEX process_participant_person ON process_participant (person) WHERE until_at = 0;

-- One run of a definition. State is what process/engine encodes; the revision
-- counts the steps and guards against two at once.
CREATE TABLE process_instance (
  id         BYTEA  NOT NULL PRIMARY KEY,
  case_id    BYTEA  NOT NULL REFERENCES process_case (id),
  definition BIGINT NOT NULL REFERENCES process_definition (number),
  revision   BIGINT NOT NULL,
  status     BIGINT NOT NULL,
  state      BYTEA  NOT NULL,
  variables  TEXT   NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL
-- only postgres:);
-- only sqlite:) STRICT, WITHOUT ROWID;
CREATE INDEX process_instance_case ON process_instance (case_id);

-- One piece of work for a person. Input is what it was completed with.
CREATE TABLE process_task (
  id        BYTEA  NOT NULL PRIMARY KEY,
  instance  BYTEA  NOT NULL REFERENCES process_instance (id) DEFERRABLE INITIALLY DEFERRED,
  token     BIGINT NOT NULL,
  node      TEXT   NOT NULL,
  visit     BIGINT NOT NULL,
  role      TEXT   NOT NULL,
  person    BYTEA,
  opened_at BIGINT NOT NULL,
  due_at    BIGINT NOT NULL,
  closed_at BIGINT NOT NULL,
  closed_by BYTEA,
  outcome   TEXT   NOT NULL CHECK (outcome = '' OR outcome = 'done' OR outcome = 'withdrawn'),
  draft     TEXT,
  input     TEXT
-- only postgres:);
-- only sqlite:) STRICT, WITHOUT ROWID;
CREATE INDEX process_task_instance ON process_task (instance, token);

-- What people say and enclose while they work.
CREATE TABLE process_note (
  id        BYTEA  NOT NULL PRIMARY KEY,
  case_id   BYTEA  NOT NULL REFERENCES process_case (id),
  task      BYTEA  NOT NULL REFERENCES process_task (id),
  kind      TEXT   NOT NULL CHECK (kind = 'comment' OR kind = 'attachment' OR kind = 'return'),
  person    BYTEA,
  name      TEXT   NOT NULL,
  text      TEXT   NOT NULL,
  file      BYTEA,
  file_name TEXT   NOT NULL,
  media     TEXT   NOT NULL,
  made_at   BIGINT NOT NULL
);
CREATE INDEX process_note_task ON process_note (task);

-- Tokens that wait for a message of the case, or of a correlation key.
CREATE TABLE process_await (
  instance BYTEA  NOT NULL REFERENCES process_instance (id) DEFERRABLE INITIALLY DEFERRED,
  token    BIGINT NOT NULL,
  name     TEXT   NOT NULL,
  case_id  BYTEA  NOT NULL,
  key      TEXT   NOT NULL,
  PRIMARY KEY (instance, token)
-- only postgres:);
-- only sqlite:) STRICT, WITHOUT ROWID;
CREATE INDEX process_await_case ON process_await (case_id, name) WHERE key = '';
CREATE INDEX process_await_key ON process_await (name, key) WHERE key <> '';

-- Messages that were delivered: taken by a token, or kept until one awaits them.
CREATE TABLE process_message (
  id          BYTEA  NOT NULL PRIMARY KEY,
  once        TEXT   NOT NULL UNIQUE,
  digest      BYTEA  NOT NULL,
  name        TEXT   NOT NULL,
  case_id     BYTEA,
  key         TEXT   NOT NULL,
  payload     TEXT   NOT NULL,
  received_at BIGINT NOT NULL,
  taken_at    BIGINT NOT NULL,
  lapsed_at   BIGINT NOT NULL
);
CREATE INDEX process_message_case ON process_message (case_id, name, received_at) WHERE taken_at = 0 AND lapsed_at = 0 AND case_id IS NOT NULL;
CREATE INDEX process_message_key ON process_message (name, key, received_at) WHERE taken_at = 0 AND lapsed_at = 0 AND case_id IS NULL;

-- Where an instance cannot go on until somebody mends and retries.
CREATE TABLE process_incident (
  id        BYTEA  NOT NULL PRIMARY KEY,
  instance  BYTEA  NOT NULL REFERENCES process_instance (id) DEFERRABLE INITIALLY DEFERRED,
  token     BIGINT NOT NULL,
  node      TEXT   NOT NULL,
  code      TEXT   NOT NULL,
  args      TEXT   NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT NOT NULL
);
CREATE INDEX process_incident_instance ON process_incident (instance, token) WHERE closed_at = 0;
