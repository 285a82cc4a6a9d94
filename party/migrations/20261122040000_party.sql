-- +goose Up
-- Persons and organisations: one register. Sort keys and folded text are made
-- in Go, since the engines disagree about Nordic letters.
CREATE TABLE party (
  id            BYTEA  NOT NULL PRIMARY KEY,
  kind          TEXT   NOT NULL CHECK (kind IN ('person', 'organisation')),
  given         TEXT   NOT NULL,
  family        TEXT   NOT NULL,
  number_kind   TEXT   NOT NULL,
  number        TEXT,
  born          TEXT,
  synthetic     BOOLEAN NOT NULL,
  protection    TEXT   NOT NULL CHECK (protection = '' OR protection = 'confidential' OR protection = 'strictly-confidential'),
  source        TEXT   NOT NULL,
  registered_at BIGINT NOT NULL,
  folded        TEXT   NOT NULL,
  sort_key      BYTEA  NOT NULL,
  CHECK ((number IS NULL) = (number_kind = ''))
);
CREATE UNIQUE INDEX party_number ON party (number) WHERE number IS NOT NULL;
CREATE INDEX party_sorted ON party (sort_key, id);

-- Contact: valid [valid_from, valid_to) in the world, believed
-- [recorded_at, recorded_to) by us; recorded_to 0 is what we believe now.
CREATE TABLE party_contact (
  id          BYTEA  NOT NULL PRIMARY KEY,
  party       BYTEA  NOT NULL REFERENCES party (id),
  kind        TEXT   NOT NULL CHECK (kind = 'address' OR kind = 'mail' OR kind = 'phone'),
  value       TEXT   NOT NULL,
  valid_from  TEXT   NOT NULL,
  valid_to    TEXT,
  recorded_at BIGINT NOT NULL,
  recorded_to BIGINT NOT NULL,
  source      TEXT   NOT NULL,
  CHECK (valid_to IS NULL OR valid_to > valid_from)
);
CREATE INDEX party_contact_party ON party_contact (party) WHERE recorded_to = 0;

-- The same for persons under protection, in a store of its own: no list, search
-- or export reads it.
CREATE TABLE party_protected (
  id          BYTEA  NOT NULL PRIMARY KEY,
  party       BYTEA  NOT NULL REFERENCES party (id),
  kind        TEXT   NOT NULL CHECK (kind = 'address' OR kind = 'mail' OR kind = 'phone'),
  value       TEXT   NOT NULL,
  valid_from  TEXT   NOT NULL,
  valid_to    TEXT,
  recorded_at BIGINT NOT NULL,
  recorded_to BIGINT NOT NULL,
  source      TEXT   NOT NULL,
  CHECK (valid_to IS NULL OR valid_to > valid_from)
);
CREATE INDEX party_protected_party ON party_protected (party) WHERE recorded_to = 0;

-- Where a party belongs, so that rights reach it: a unit through an employment,
-- a case through a part in it, a user through being that person.
CREATE TABLE party_place (
  source     TEXT  NOT NULL,
  source_key TEXT  NOT NULL,
  party      BYTEA NOT NULL REFERENCES party (id),
  agency     TEXT  NOT NULL,
  unit       TEXT  NOT NULL,
  case_id    BYTEA,
  owner      BYTEA,
  valid_from TEXT  NOT NULL,
  valid_to   TEXT,
  PRIMARY KEY (source, source_key)
);
CREATE INDEX party_place_party ON party_place (party);
