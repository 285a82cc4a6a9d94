-- +goose Up
-- Who ordered a package, and who signed it off: not the same, and never undone.
ALTER TABLE record_package ADD COLUMN orderer BYTEA;
ALTER TABLE record_package ADD COLUMN signer BYTEA CHECK (signer IS NULL OR signer <> orderer);
ALTER TABLE record_package ADD COLUMN signer_name TEXT NOT NULL DEFAULT '';
ALTER TABLE record_package ADD COLUMN signed_at BIGINT NOT NULL DEFAULT 0;
