-- +goose Up
-- Which version of a process is in force is asked at every start.
CREATE INDEX process_definition_current ON process_definition (key, activated_at DESC, number DESC);
-- The next case number follows from the cases.
DROP TABLE process_case_number;
UPDATE schema_support SET oldest_program = 20261130211000;
