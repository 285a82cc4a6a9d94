-- +goose Up
-- A letter that did not arrive, or of which nobody knows, may be sent again by
-- a person: again is the letter that went instead.
ALTER TABLE mail ADD COLUMN again BYTEA;
CREATE INDEX mail_again ON mail (again) WHERE again IS NOT NULL;
