-- +goose Up
-- A case's title in small letters, made by the program: databases do not agree
-- on which letters are alike.
ALTER TABLE process_case ADD COLUMN folded TEXT NOT NULL DEFAULT '';
