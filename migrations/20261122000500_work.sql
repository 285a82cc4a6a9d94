-- +goose Up
-- Everything that waits for a person, from every module: one row each.
CREATE TABLE work_item (
  id         BYTEA  NOT NULL PRIMARY KEY,
  kind       TEXT   NOT NULL,
  subject    TEXT   NOT NULL,
  title      TEXT   NOT NULL,
  about      TEXT   NOT NULL,
  reason     TEXT   NOT NULL,
  link       TEXT   NOT NULL,
  agency     TEXT   NOT NULL,
  unit       TEXT   NOT NULL,
  case_id    BYTEA,
  role       TEXT   NOT NULL,
  person     BYTEA,
  asked_by   BYTEA,
  created_at BIGINT NOT NULL,
  due_at     BIGINT NOT NULL,
  closed_at  BIGINT NOT NULL
-- only sqlite:) STRICT, WITHOUT ROWID;
-- only postgres:);
CREATE UNIQUE INDEX work_item_subject ON work_item (kind, subject) WHERE closed_at = 0;
CREATE INDEX work_item_person ON work_item (person, due_at) WHERE closed_at = 0 AND person IS NOT NULL;
CREATE INDEX work_item_role ON work_item (role, due_at) WHERE closed_at = 0 AND person IS NULL;
CREATE INDEX work_item_case ON work_item (case_id) WHERE closed_at = 0 AND case_id IS NOT NULL;
CREATE INDEX work_item_asked ON work_item (asked_by, due_at) WHERE closed_at = 0 AND asked_by IS NOT NULL;
