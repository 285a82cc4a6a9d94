-- +goose Up
-- The folder's files by content, so that versions share what did not change.
CREATE TABLE municipality_file (
  digest  TEXT  NOT NULL PRIMARY KEY,
  content BYTEA NOT NULL
);

-- draft → checked → approved by another person → activated from a day. The
-- first version of all may be approved by the one who made it: there is nobody
-- else yet.
CREATE TABLE municipality_version (
  id           BYTEA  NOT NULL PRIMARY KEY,
  number       BIGINT NOT NULL UNIQUE,
  digest       TEXT   NOT NULL UNIQUE,
  note         TEXT   NOT NULL,
  state        TEXT   NOT NULL CHECK (state = 'draft' OR state = 'checked' OR state = 'approved' OR state = 'activated'),
  drafted_by   BYTEA  NOT NULL,
  drafted_at   BIGINT NOT NULL,
  approved_by  BYTEA,
  approved_at  BIGINT NOT NULL,
  activated_by BYTEA,
  activated_at BIGINT NOT NULL,
  active_from  TEXT,
  CHECK (number = 1 OR approved_by IS NULL OR approved_by <> drafted_by),
  CHECK ((state IN ('approved', 'activated')) = (approved_by IS NOT NULL)),
  CHECK ((state = 'activated') = (active_from IS NOT NULL))
);
CREATE INDEX municipality_version_active ON municipality_version (active_from);

CREATE TABLE municipality_version_file (
  version BYTEA NOT NULL REFERENCES municipality_version (id),
  path    TEXT  NOT NULL,
  digest  TEXT  NOT NULL REFERENCES municipality_file (digest),
  PRIMARY KEY (version, path)
);
