-- +goose Up
-- What is documented: case files, entries, documents and their files, by
-- Noark 5. The plan's row is copied to what it decided, so that a later version
-- of the plan changes nothing that has been registered.

-- The last number given in a series of numbers, taken last in a transaction.
CREATE TABLE record_counter (
  series TEXT   NOT NULL PRIMARY KEY,
  last   BIGINT NOT NULL
);

-- The classes that case files stand in, kept as they were when first used.
CREATE TABLE record_class (
  code       TEXT   NOT NULL PRIMARY KEY,
  id         BYTEA  NOT NULL UNIQUE,
  parent     TEXT   NOT NULL,
  title      TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT   NOT NULL
);

CREATE TABLE record_case_file (
  id               BYTEA  NOT NULL PRIMARY KEY,
  key              TEXT   NOT NULL UNIQUE,
  case_id          BYTEA,
  kind             TEXT   NOT NULL,
  year             BIGINT NOT NULL,
  number           BIGINT NOT NULL,
  title            TEXT   NOT NULL,
  public_title     TEXT   NOT NULL,
  ground           TEXT   NOT NULL,
  class            TEXT   NOT NULL REFERENCES record_class (code),
  agency           TEXT   NOT NULL,
  unit             TEXT   NOT NULL,
  unit_name        TEXT   NOT NULL,
  responsible      BYTEA,
  responsible_name TEXT   NOT NULL,
  status           TEXT   NOT NULL CHECK (status = 'open' OR status = 'closed' OR status = 'cancelled'),
  opened_on        TEXT   NOT NULL,
  opened_at        BIGINT NOT NULL,
  opened_by        TEXT   NOT NULL,
  closed_on        TEXT,
  closed_at        BIGINT NOT NULL,
  closed_by        TEXT   NOT NULL,
  decided_on       TEXT,
  ended_on         TEXT,
  UNIQUE (year, number),
  CHECK ((status = 'open') = (closed_on IS NULL))
);
CREATE INDEX record_case_file_case ON record_case_file (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX record_case_file_closed ON record_case_file (closed_on, class, id) WHERE closed_on IS NOT NULL;

-- Journalised entries have journal numbers; archive notes have none.
CREATE TABLE record_entry (
  id            BYTEA  NOT NULL PRIMARY KEY,
  key           TEXT   NOT NULL UNIQUE,
  case_file     BYTEA  NOT NULL REFERENCES record_case_file (id),
  note          BOOLEAN NOT NULL,
  number        BIGINT,
  journal_year  BIGINT,
  journal_seq   BIGINT,
  direction     TEXT   NOT NULL CHECK (direction = 'incoming' OR direction = 'outgoing' OR direction = 'internal' OR direction = 'internal-no-reply' OR direction = 'case-paper'),
  document_type TEXT   NOT NULL,
  plan_version  TEXT   NOT NULL,
  title         TEXT   NOT NULL,
  public_title  TEXT   NOT NULL,
  status        TEXT   NOT NULL CHECK (status = 'reserved' OR status = 'received' OR status = 'finished' OR status = 'dispatched' OR status = 'journaled' OR status = 'archived' OR status = 'cancelled'),
  settled_by    TEXT   NOT NULL CHECK (settled_by = '' OR settled_by = 'reply' OR settled_by = 'note'),
  acknowledges  BOOLEAN NOT NULL,
  answers       BYTEA  REFERENCES record_entry (id),
  publicity     TEXT   NOT NULL CHECK (publicity = 'public' OR publicity = 'screened' OR publicity = 'exempt'),
  ground        TEXT   NOT NULL,
  cite          TEXT   NOT NULL,
  screen_name   BOOLEAN NOT NULL,
  screen_years  BIGINT NOT NULL,
  agency        TEXT   NOT NULL,
  unit          TEXT   NOT NULL,
  case_id       BYTEA,
  handler       BYTEA,
  handler_name  TEXT   NOT NULL,
  handler_role  TEXT   NOT NULL,
  document_date TEXT   NOT NULL,
  journal_date  TEXT   NOT NULL,
  received_at   BIGINT NOT NULL,
  sent_at       BIGINT NOT NULL,
  due_on        TEXT,
  registered_at BIGINT NOT NULL,
  registered_by TEXT   NOT NULL,
  signed_at     BIGINT NOT NULL,
  signed_by     TEXT   NOT NULL,
  archived_at   BIGINT NOT NULL,
  archived_by   TEXT   NOT NULL,
  mail          BYTEA,
  UNIQUE (case_file, number),
  UNIQUE (journal_year, journal_seq),
  CHECK (publicity = 'public' OR cite <> '')
);
CREATE INDEX record_entry_case ON record_entry (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX record_entry_journal ON record_entry (journal_date, journal_seq);

CREATE TABLE record_correspondent (
  entry    BYTEA  NOT NULL REFERENCES record_entry (id),
  place    BIGINT NOT NULL,
  role     TEXT   NOT NULL CHECK (role = 'sender' OR role = 'recipient' OR role = 'copy' OR role = 'internal-sender' OR role = 'internal-recipient'),
  name     TEXT   NOT NULL,
  screened BOOLEAN NOT NULL,
  mail     TEXT   NOT NULL,
  party    BYTEA,
  unit     TEXT   NOT NULL,
  handler  TEXT   NOT NULL,
  PRIMARY KEY (entry, place)
);

-- An entry is settled once.
CREATE TABLE record_settlement (
  entry    BYTEA  NOT NULL PRIMARY KEY REFERENCES record_entry (id),
  id       BYTEA  NOT NULL UNIQUE,
  method   TEXT   NOT NULL,
  by_entry BYTEA  REFERENCES record_entry (id),
  note     TEXT   NOT NULL,
  on_day   TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  by_name  TEXT   NOT NULL,
  CHECK (by_entry IS NULL OR by_entry <> entry)
);

-- Document descriptions, each with what the plan's row said of it.
CREATE TABLE record_document (
  id             BYTEA  NOT NULL PRIMARY KEY,
  entry          BYTEA  NOT NULL REFERENCES record_entry (id),
  case_file      BYTEA  NOT NULL REFERENCES record_case_file (id),
  place          BIGINT NOT NULL,
  main           BOOLEAN NOT NULL,
  document_type  TEXT   NOT NULL,
  type_title     TEXT   NOT NULL,
  plan_version   TEXT   NOT NULL,
  title          TEXT   NOT NULL,
  publicity      TEXT   NOT NULL CHECK (publicity = 'public' OR publicity = 'screened' OR publicity = 'exempt'),
  cite           TEXT   NOT NULL,
  outcome        TEXT   NOT NULL CHECK (outcome IN ('preserve', 'dispose')),
  after_span     TEXT   NOT NULL,
  from_event     TEXT   NOT NULL CHECK (from_event = '' OR from_event = 'decision' OR from_event = 'case-closed' OR from_event = 'document-date' OR from_event = 'employment-ended'),
  rule           TEXT   NOT NULL,
  rule_cite      TEXT   NOT NULL,
  document_date  TEXT   NOT NULL,
  archive        TEXT   NOT NULL CHECK (archive = 'pending' OR archive = 'ready' OR archive = 'task' OR archive = 'disposed'),
  archive_reason TEXT   NOT NULL,
  search_row     BIGINT NOT NULL UNIQUE,
  created_at     BIGINT NOT NULL,
  created_by     TEXT   NOT NULL,
  disposed_at    BIGINT NOT NULL,
  disposed_by    TEXT   NOT NULL,
  UNIQUE (entry, place),
  CHECK ((archive = 'disposed') = (disposed_at <> 0)),
  CHECK ((outcome = 'dispose') = (from_event <> ''))
);
CREATE INDEX record_document_file ON record_document (case_file);
CREATE INDEX record_document_due ON record_document (from_event) WHERE outcome = 'dispose' AND disposed_at = 0;

-- Document objects: one file each; gone after disposal.
CREATE TABLE record_object (
  id         BYTEA  NOT NULL PRIMARY KEY,
  document   BYTEA  NOT NULL REFERENCES record_document (id),
  version    BIGINT NOT NULL,
  variant    TEXT   NOT NULL CHECK (variant = 'production' OR variant = 'archive' OR variant = 'redacted'),
  format     TEXT   NOT NULL,
  details    TEXT   NOT NULL,
  media_type TEXT   NOT NULL,
  file_name  TEXT   NOT NULL,
  sum        BYTEA  NOT NULL,
  size       BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT   NOT NULL,
  UNIQUE (document, version, variant)
);

CREATE TABLE record_conversion (
  object      BYTEA  NOT NULL PRIMARY KEY REFERENCES record_object (id),
  from_format TEXT   NOT NULL,
  to_format   TEXT   NOT NULL,
  tool        TEXT   NOT NULL,
  note        TEXT   NOT NULL,
  from_sum    BYTEA  NOT NULL,
  to_sum      BYTEA  NOT NULL,
  at          BIGINT NOT NULL,
  by_name     TEXT   NOT NULL
);

-- What was corrected, by element (Noark 5 endringslogg).
CREATE TABLE record_change (
  id        BYTEA  NOT NULL PRIMARY KEY,
  case_file BYTEA  NOT NULL REFERENCES record_case_file (id),
  unit      BYTEA  NOT NULL,
  element   TEXT   NOT NULL,
  before    TEXT   NOT NULL,
  after     TEXT   NOT NULL,
  reason    TEXT   NOT NULL,
  at        BIGINT NOT NULL,
  by_name   TEXT   NOT NULL
);
CREATE INDEX record_change_unit ON record_change (unit, at);
CREATE INDEX record_change_file ON record_change (case_file, at);

-- Documents ordered to be written from a template; what they say is wiped when
-- the document is there.
CREATE TABLE record_order (
  id         BYTEA  NOT NULL PRIMARY KEY,
  key        TEXT   NOT NULL UNIQUE,
  case_file  BYTEA  NOT NULL REFERENCES record_case_file (id),
  says       TEXT   NOT NULL,
  entry      BYTEA  REFERENCES record_entry (id),
  ordered_at BIGINT NOT NULL
);

-- Why nothing in a case file may be destroyed for now: an open complaint.
CREATE TABLE record_hold (
  id        BYTEA  NOT NULL PRIMARY KEY,
  case_file BYTEA  NOT NULL REFERENCES record_case_file (id),
  reason    TEXT   NOT NULL,
  opened_at BIGINT NOT NULL,
  opened_by TEXT   NOT NULL,
  closed_at BIGINT NOT NULL,
  closed_by TEXT   NOT NULL
);
CREATE UNIQUE INDEX record_hold_open ON record_hold (case_file) WHERE closed_at = 0;

-- Who has read what is withheld.
CREATE TABLE record_reading (
  id       BYTEA  NOT NULL PRIMARY KEY,
  document BYTEA  NOT NULL REFERENCES record_document (id),
  reader   BYTEA,
  name     TEXT   NOT NULL,
  at       BIGINT NOT NULL
);
CREATE INDEX record_reading_document ON record_reading (document, at);

-- A disposal: proposed by one, approved by two who are not the same.
CREATE TABLE record_disposal (
  id           BYTEA  NOT NULL PRIMARY KEY,
  as_of        TEXT   NOT NULL,
  status       TEXT   NOT NULL CHECK (status = 'proposed' OR status = 'approved-once' OR status = 'approved' OR status = 'performed' OR status = 'withdrawn'),
  proposed_at  BIGINT NOT NULL,
  proposed_by  TEXT   NOT NULL,
  first        BYTEA,
  first_name   TEXT   NOT NULL,
  first_at     BIGINT NOT NULL,
  second       BYTEA,
  second_name  TEXT   NOT NULL,
  second_at    BIGINT NOT NULL,
  performed_at BIGINT NOT NULL,
  event        BYTEA,
  CHECK (second IS NULL OR first IS NOT NULL AND second <> first),
  CHECK (status NOT IN ('approved', 'performed') OR second IS NOT NULL)
);

-- What a disposal concerns. "files" and "key" are kept only until every copy
-- has gone.
CREATE TABLE record_disposal_item (
  disposal  BYTEA  NOT NULL REFERENCES record_disposal (id),
  document  BYTEA  NOT NULL REFERENCES record_document (id),
  due_on    TEXT   NOT NULL,
  rule_cite TEXT   NOT NULL,
  state     TEXT   NOT NULL CHECK (state = 'proposed' OR state = 'kept' OR state = 'erasing' OR state = 'gone'),
  kept      TEXT   NOT NULL,
  files     TEXT   NOT NULL,
  mail      BYTEA,
  PRIMARY KEY (disposal, document)
);
CREATE UNIQUE INDEX record_disposal_item_once ON record_disposal_item (document) WHERE state <> 'kept';

-- Archive packages that were ordered, with how far they have come.
CREATE TABLE record_package (
  id          BYTEA  NOT NULL PRIMARY KEY,
  from_day    TEXT   NOT NULL,
  to_day      TEXT   NOT NULL,
  dir         TEXT   NOT NULL,
  status      TEXT   NOT NULL CHECK (status = 'ordered' OR status = 'made' OR status = 'failed'),
  report      TEXT   NOT NULL,
  ordered_at  BIGINT NOT NULL,
  ordered_by  TEXT   NOT NULL,
  finished_at BIGINT NOT NULL
);

-- The words of documents, for the search within rights (sqldb.DB.Index). FTS5
-- keeps removed words unless it is told not to.
-- only sqlite:CREATE VIRTUAL TABLE record_search USING fts5(words, tokenize = "unicode61 remove_diacritics 0", detail = none);
-- only sqlite:INSERT INTO record_search (record_search, rank) VALUES ('secure-delete', 1);
-- only postgres:CREATE TABLE record_search (rowid BIGINT NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL);
-- only postgres:CREATE INDEX record_search_words ON record_search USING GIN (words);
