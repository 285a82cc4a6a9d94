-- +goose Up
-- One row per command that was carried out, so that a repeated one returns the
-- first result (architecture, "How a case flows", 2).
CREATE TABLE command (
  actor      BYTEA  NOT NULL,
  id         BYTEA  NOT NULL,
  name       TEXT   NOT NULL,
  result     TEXT   NOT NULL,
  done_at    BIGINT NOT NULL,
  PRIMARY KEY (actor, id)
-- only sqlite:) STRICT, WITHOUT ROWID;
-- only postgres:);
