-- +goose Up
-- One position to fill. What was decided step by step stands in dossier (JSON);
-- what lists and rules look for stands in columns.
CREATE TABLE vacancy (
  id           BYTEA  NOT NULL PRIMARY KEY,
  case_id      BYTEA  NOT NULL UNIQUE,
  reference    TEXT   NOT NULL UNIQUE,
  title        TEXT   NOT NULL,
  position_key TEXT   NOT NULL,
  agency       TEXT   NOT NULL,
  unit         TEXT   NOT NULL,
  internal     BOOLEAN NOT NULL,
  police       BOOLEAN NOT NULL,
  health       BOOLEAN NOT NULL,
  opened_at    BIGINT NOT NULL,
  deadline     TEXT,
  published_at BIGINT NOT NULL,
  file_ref     TEXT   NOT NULL,
  closed_at    BIGINT NOT NULL,
  dossier      TEXT   NOT NULL,
  revision     BIGINT NOT NULL,
  CHECK (published_at > 0 OR file_ref = '')
);
CREATE INDEX vacancy_open ON vacancy (agency, unit) WHERE closed_at = 0;

-- One person's application. The rules that must never be broken stand here too:
-- no reference before the interview, none nominated without both and found
-- qualified, at most three, no offer to a rejected one.
CREATE TABLE application (
  id             BYTEA   NOT NULL PRIMARY KEY,
  vacancy_id     BYTEA   NOT NULL REFERENCES vacancy (id),
  number         BIGINT  NOT NULL,
  source         TEXT    NOT NULL,
  source_id      TEXT    NOT NULL,
  name           TEXT    NOT NULL,
  mail           TEXT    NOT NULL,
  language       TEXT    NOT NULL,
  received_at    BIGINT  NOT NULL,
  late           BOOLEAN NOT NULL,
  considered     BOOLEAN NOT NULL,
  inside         BOOLEAN NOT NULL,
  withholding    TEXT    NOT NULL CHECK (withholding = '' OR withholding = 'asked' OR withholding = 'granted' OR withholding = 'refused'),
  withdrawn_at   BIGINT  NOT NULL,
  shortlisted_at BIGINT  NOT NULL,
  called_at      BIGINT  NOT NULL CHECK (called_at = 0 OR shortlisted_at > 0),
  interviewed_at BIGINT  NOT NULL CHECK (interviewed_at = 0 OR called_at > 0),
  referenced_at  BIGINT  NOT NULL CHECK (referenced_at = 0 OR (interviewed_at > 0 AND referenced_at >= interviewed_at)),
  standing       TEXT    NOT NULL CHECK (standing = '' OR standing = 'qualified' OR standing = 'unqualified'),
  rank           BIGINT  NOT NULL CHECK (rank BETWEEN 0 AND 3),
  offer          TEXT    NOT NULL CHECK (offer = '' OR offer = 'made' OR offer = 'accepted' OR offer = 'declined'),
  rejected_at    BIGINT  NOT NULL CHECK (rejected_at = 0 OR offer IN ('', 'declined')),
  entry_ref      TEXT    NOT NULL,
  remarks        TEXT    NOT NULL,
  UNIQUE (vacancy_id, number),
  CHECK (rank = 0 OR (standing = 'qualified' AND referenced_at > 0)),
  CHECK (offer = '' OR referenced_at > 0)
);
CREATE UNIQUE INDEX application_source ON application (vacancy_id, source, source_id);
CREATE UNIQUE INDEX application_rank ON application (vacancy_id, rank) WHERE rank > 0;
CREATE UNIQUE INDEX application_hired ON application (vacancy_id) WHERE offer = 'accepted';
