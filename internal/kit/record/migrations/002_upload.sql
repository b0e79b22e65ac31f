-- only: sqlite
CREATE TABLE record_upload (import TEXT NOT NULL, part BIGINT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (import, part));
-- only: postgres
CREATE TABLE record_upload (import TEXT NOT NULL, part BIGINT NOT NULL, body BYTEA NOT NULL, PRIMARY KEY (import, part));
-- only: both
-- What is wrong with a sheet, cell by cell: col 0 is the row as a whole.
CREATE TABLE record_problem (
	import TEXT NOT NULL, n BIGINT NOT NULL, row BIGINT NOT NULL, col BIGINT NOT NULL, heading TEXT NOT NULL, value TEXT NOT NULL,
	zh TEXT NOT NULL, en TEXT NOT NULL, warning BOOLEAN NOT NULL,
	PRIMARY KEY (import, n)
);
