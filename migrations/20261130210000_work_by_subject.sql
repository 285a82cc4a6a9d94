-- +goose Up
-- A thing that waits is known by its kind and subject, which are therefore its
-- key: an index less to write for each row, and what is done is found by its
-- subject too. Who is done with something finds it by person.
ALTER TABLE work_item RENAME TO work_item_before;
CREATE TABLE work_item (
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
  closed_at  BIGINT NOT NULL,
  PRIMARY KEY (kind, subject)
-- only sqlite:) STRICT, WITHOUT ROWID;
-- only postgres:);
INSERT INTO work_item (kind, subject, title, about, reason, link, agency, unit, case_id, role, person, asked_by, created_at, due_at, closed_at)
SELECT kind, subject, title, about, reason, link, agency, unit, case_id, role, person, asked_by, created_at, due_at, closed_at FROM (
  SELECT b.*, row_number() OVER (PARTITION BY kind, subject ORDER BY CASE WHEN closed_at = 0 THEN 0 ELSE 1 END, closed_at DESC, id DESC) AS place
  FROM work_item_before b) ranked
WHERE place = 1;
DROP TABLE work_item_before;
CREATE INDEX work_item_person ON work_item (person, closed_at, due_at) WHERE person IS NOT NULL;
CREATE INDEX work_item_role ON work_item (role, due_at) WHERE closed_at = 0 AND person IS NULL;
CREATE INDEX work_item_case ON work_item (case_id) WHERE closed_at = 0 AND case_id IS NOT NULL;
CREATE INDEX work_item_asked ON work_item (asked_by, due_at) WHERE closed_at = 0 AND asked_by IS NOT NULL;
UPDATE schema_support SET oldest_program = 20261130210000;
