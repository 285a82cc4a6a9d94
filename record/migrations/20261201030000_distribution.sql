-- +goose Up
-- Who got a copy of an entry by a distribution list, and whether he has read it.
CREATE TABLE record_copy (
  entry        BYTEA  NOT NULL REFERENCES record_entry (id),
  who          TEXT   NOT NULL,
  place        BIGINT NOT NULL,
  name         TEXT   NOT NULL,
  person       BYTEA,
  list         TEXT   NOT NULL,
  title        TEXT   NOT NULL,
  plan_version TEXT   NOT NULL,
  mail         BYTEA,
  at           BIGINT NOT NULL,
  by_name      TEXT   NOT NULL,
  read_at      BIGINT NOT NULL,
  PRIMARY KEY (entry, who)
);
