-- An attachment: what was uploaded (original) and the copy that others get (shared), each by its hash. Until a record takes
-- it, record is empty and only whoever uploaded it sees it; from then on the scopes of the record are its scopes.
CREATE TABLE file_blob (
	id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL,
	size BIGINT NOT NULL, original TEXT NOT NULL, shared TEXT NOT NULL, shared_size BIGINT NOT NULL,
	record_kind TEXT NOT NULL, record TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL
);
CREATE INDEX file_blob_record ON file_blob (record, record_kind);
CREATE INDEX file_blob_original ON file_blob (original);
CREATE INDEX file_blob_shared ON file_blob (shared);
