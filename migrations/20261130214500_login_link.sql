-- +goose Up
-- Links that log somebody in once; the token is stored as its hash.
CREATE TABLE access_login_link (
  hash    TEXT   NOT NULL PRIMARY KEY,
  user_id BYTEA  NOT NULL REFERENCES access_user (id),
  expires BIGINT NOT NULL
);
CREATE INDEX access_login_link_user ON access_login_link (user_id);
