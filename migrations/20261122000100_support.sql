-- +goose Up
-- The oldest program (by the newest migration it knows) that may run on this
-- schema; old and new nodes overlap during an upgrade.
CREATE TABLE schema_support (
  one            BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  oldest_program BIGINT NOT NULL
);
INSERT INTO schema_support (one, oldest_program) VALUES (1, 20261122000100);
