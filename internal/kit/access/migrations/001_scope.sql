-- Who sees a record: one row for each of its scopes, with the record's place in lists (sort), so that the list of a scope
-- is one range of the key. SQLite keeps the rows in the key itself.
-- only: sqlite
CREATE TABLE access_scope (
	scope TEXT NOT NULL, kind TEXT NOT NULL, sort TEXT NOT NULL, record TEXT NOT NULL,
	PRIMARY KEY (scope, kind, sort, record)
) WITHOUT ROWID;
-- only: postgres
CREATE TABLE access_scope (
	scope TEXT NOT NULL, kind TEXT NOT NULL, sort TEXT NOT NULL, record TEXT NOT NULL,
	PRIMARY KEY (scope, kind, sort, record)
);
-- only: both
CREATE INDEX access_scope_record ON access_scope (record);
