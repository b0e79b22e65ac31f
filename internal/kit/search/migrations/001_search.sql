-- What is found: one row a document, ranked newest first by one number, and the index of its terms. The terms hold the
-- document's kind and scopes beside its words, so that the index itself does the cutting.
-- only: sqlite
CREATE TABLE search_doc (
	rank INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL,
	title TEXT NOT NULL, note TEXT NOT NULL, href TEXT NOT NULL, mark BIGINT NOT NULL
);
CREATE UNIQUE INDEX search_doc_record ON search_doc (id, kind);
CREATE VIRTUAL TABLE search_term USING fts5 (
	terms, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '_'"
);
-- only: postgres
CREATE TABLE search_doc (
	id TEXT NOT NULL, kind TEXT NOT NULL, rank BIGINT NOT NULL,
	title TEXT NOT NULL, note TEXT NOT NULL, href TEXT NOT NULL, mark BIGINT NOT NULL, terms TSVECTOR NOT NULL,
	PRIMARY KEY (id, kind)
);
CREATE INDEX search_doc_rank ON search_doc (rank);
CREATE INDEX search_doc_kind ON search_doc (kind, rank);
CREATE INDEX search_doc_term ON search_doc USING gin (terms) WITH (fastupdate = on, gin_pending_list_limit = 512);
