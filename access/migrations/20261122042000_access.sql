-- +goose Up
-- Who can log in. A user is a person; what the user may do is in the
-- assignments, and one without any in force cannot enter.
CREATE TABLE access_user (
  id         BYTEA  NOT NULL PRIMARY KEY,
  party      BYTEA  NOT NULL UNIQUE REFERENCES party (id),
  name       TEXT   NOT NULL,
  title      TEXT   NOT NULL,
  folded     TEXT   NOT NULL,
  created_at BIGINT NOT NULL
);

-- The log-in provider's name for a user.
CREATE TABLE access_login (
  issuer  TEXT  NOT NULL,
  subject TEXT  NOT NULL,
  user_id BYTEA NOT NULL REFERENCES access_user (id),
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX access_login_user ON access_login (user_id);

-- What people do and what it opens, as the municipality's folder has it:
-- rights and resources are JSON lists.
CREATE TABLE access_role (
  key       TEXT NOT NULL PRIMARY KEY,
  title     TEXT NOT NULL,
  purpose   TEXT NOT NULL,
  given     TEXT NOT NULL CHECK (given = 'employee' OR given = 'unit-leader' OR given = 'agency-leader' OR given = 'assigned' OR given = 'case'),
  rights    TEXT NOT NULL,
  resources TEXT NOT NULL,
  ended     TEXT
);

-- Systems, lists, doors and equipment that a role can open.
CREATE TABLE access_resource (
  key      TEXT    NOT NULL PRIMARY KEY,
  name     TEXT    NOT NULL,
  kind     TEXT    NOT NULL,
  levels   TEXT    NOT NULL,
  owner    TEXT    NOT NULL,
  licensed BOOLEAN NOT NULL,
  ended    TEXT
);

-- Permitted combinations of roles, and roles that exclude each other.
CREATE TABLE access_group (
  key   TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  roles TEXT NOT NULL,
  ended TEXT
);
CREATE TABLE access_conflict (
  key    TEXT NOT NULL PRIMARY KEY,
  reason TEXT NOT NULL,
  ended  TEXT
);

-- Who has which role, where, over [valid_from, valid_to). Source and key name
-- the fact it follows from; "granted" follows from a person's decision alone.
-- began and finished say that its taking and losing effect were recorded.
CREATE TABLE access_assignment (
  id            BYTEA   NOT NULL PRIMARY KEY,
  source        TEXT    NOT NULL CHECK (source = 'employee' OR source = 'unit-leader' OR source = 'agency-leader' OR source = 'folder' OR source = 'granted'),
  source_key    TEXT    NOT NULL,
  user_id       BYTEA   NOT NULL REFERENCES access_user (id),
  role          TEXT    NOT NULL REFERENCES access_role (key),
  agency        TEXT    NOT NULL,
  unit          TEXT    NOT NULL,
  valid_from    TEXT    NOT NULL,
  valid_to      TEXT,
  case_id       BYTEA,
  reason        TEXT    NOT NULL,
  given_by      BYTEA,
  given_by_name TEXT    NOT NULL,
  given_at      BIGINT  NOT NULL,
  began         BOOLEAN NOT NULL,
  finished      BOOLEAN NOT NULL,
  UNIQUE (source, source_key)
);
CREATE INDEX access_assignment_user ON access_assignment (user_id);
CREATE INDEX access_assignment_role ON access_assignment (role);

-- Sessions of the web; the token is stored as its hash.
CREATE TABLE access_session (
  token   TEXT   NOT NULL PRIMARY KEY,
  data    BYTEA  NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX access_session_expires ON access_session (expires);
