-- +goose Up
-- The organisation as the municipality's folder has it. What leaves the folder
-- is ended on a day and stays; ended NULL is in effect.
CREATE TABLE staff_agency (
  key          TEXT NOT NULL PRIMARY KEY,
  name         TEXT NOT NULL,
  org_number   TEXT NOT NULL,
  leader       BYTEA REFERENCES party (id),
  leader_since TEXT,
  ended        TEXT
);

CREATE TABLE staff_unit (
  key      TEXT NOT NULL PRIMARY KEY,
  name     TEXT NOT NULL,
  agency   TEXT NOT NULL REFERENCES staff_agency (key),
  parent   TEXT NOT NULL,
  kind     TEXT NOT NULL,
  address  TEXT NOT NULL,
  requires TEXT NOT NULL,
  sort_key BYTEA NOT NULL,
  ended    TEXT
);
CREATE INDEX staff_unit_parent ON staff_unit (parent);

CREATE TABLE staff_occupation (
  code       TEXT    NOT NULL PRIMARY KEY,
  title      TEXT    NOT NULL,
  authorised BOOLEAN NOT NULL,
  represents TEXT    NOT NULL,
  ended      TEXT
);

CREATE TABLE staff_position (
  key        TEXT    NOT NULL PRIMARY KEY,
  unit       TEXT    NOT NULL REFERENCES staff_unit (key),
  occupation TEXT    NOT NULL REFERENCES staff_occupation (code),
  title      TEXT    NOT NULL,
  percent    DOUBLE PRECISION NOT NULL CHECK (percent > 0 AND percent <= 100),
  leads      BOOLEAN NOT NULL,
  ended      TEXT
);
CREATE INDEX staff_position_unit ON staff_position (unit);

-- Who holds a position, [valid_from, valid_to). source_key names the holder's
-- line in the folder, or is empty for what was agreed in a case.
CREATE TABLE staff_employment (
  id          BYTEA  NOT NULL PRIMARY KEY,
  party       BYTEA  NOT NULL REFERENCES party (id),
  position    TEXT   NOT NULL REFERENCES staff_position (key),
  percent     DOUBLE PRECISION NOT NULL CHECK (percent > 0 AND percent <= 100),
  stands_in   BOOLEAN NOT NULL,
  valid_from  TEXT   NOT NULL,
  valid_to    TEXT,
  source      TEXT   NOT NULL CHECK (source IN ('folder', 'contract')),
  source_key  TEXT   NOT NULL,
  case_id     BYTEA,
  ended_by    TEXT   NOT NULL CHECK (ended_by = '' OR ended_by = 'folder' OR ended_by = 'command'),
  recorded_at BIGINT NOT NULL,
  CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE UNIQUE INDEX staff_employment_folder ON staff_employment (source_key) WHERE source_key <> '';
CREATE INDEX staff_employment_party ON staff_employment (party);
CREATE INDEX staff_employment_position ON staff_employment (position);

-- The folder's fictitious people and the parties they are.
CREATE TABLE staff_person (
  key   TEXT  NOT NULL PRIMARY KEY,
  party BYTEA NOT NULL REFERENCES party (id),
  title TEXT  NOT NULL,
  ended TEXT
);
