-- The last number given in a series of an office in a year. It rises in the transaction that issues, so that a document
-- that came to nothing leaves no gap.
CREATE TABLE paper_number (
	office TEXT NOT NULL, year BIGINT NOT NULL, kind TEXT NOT NULL, last BIGINT NOT NULL,
	PRIMARY KEY (office, year, kind)
);

-- A document that was issued; ordinal is 0 when its record brought a number of its own. Nothing of it changes but its end: ended_at is empty while it is in force; superseded_by is
-- the document in its place, empty when it was made void.
CREATE TABLE paper_document (
	id TEXT PRIMARY KEY, office TEXT NOT NULL, year BIGINT NOT NULL, kind TEXT NOT NULL, ordinal BIGINT NOT NULL,
	number TEXT NOT NULL, issuer TEXT NOT NULL, title TEXT NOT NULL, record_kind TEXT NOT NULL, record TEXT NOT NULL,
	published BOOLEAN NOT NULL, words TEXT NOT NULL, pdf TEXT NOT NULL, size BIGINT NOT NULL,
	issued_at TEXT NOT NULL, issued_by TEXT NOT NULL, supersedes TEXT NOT NULL,
	superseded_by TEXT NOT NULL, ended_at TEXT NOT NULL, ended_by TEXT NOT NULL, reason TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX paper_document_ordinal ON paper_document (office, year, kind, ordinal) WHERE ordinal > 0;
CREATE INDEX paper_document_record ON paper_document (record, record_kind, id);
CREATE INDEX paper_document_kind ON paper_document (kind, published, id);

-- Its bytes as they were issued, and its words.
CREATE TABLE paper_content (document TEXT PRIMARY KEY, pdf BYTEA NOT NULL, words TEXT NOT NULL);
