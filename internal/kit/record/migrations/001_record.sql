-- What changed in a record: only the fields that did, as JSON objects, personal data masked. A creation is the record itself.
CREATE TABLE record_version (
	kind TEXT NOT NULL, record TEXT NOT NULL, version BIGINT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
	action TEXT NOT NULL, reason TEXT NOT NULL, old_values TEXT NOT NULL, new_values TEXT NOT NULL,
	PRIMARY KEY (kind, record, version)
);

-- Where a merged record went; chains are kept one step long.
CREATE TABLE record_redirect (
	kind TEXT NOT NULL, old TEXT NOT NULL, target TEXT NOT NULL, at TEXT NOT NULL,
	PRIMARY KEY (kind, old)
);
CREATE INDEX record_redirect_target ON record_redirect (kind, target);

-- How many records in force lie in an area (a county; a prefecture or the province for what belongs to no county).
CREATE TABLE record_count (
	kind TEXT NOT NULL, area TEXT NOT NULL, n BIGINT NOT NULL,
	PRIMARY KEY (kind, area)
);

-- The log of imports. State: checking, staged, storing, stored, refused, undoing, undone.
CREATE TABLE record_import (
	id TEXT PRIMARY KEY, kind TEXT NOT NULL, file TEXT NOT NULL, hash TEXT NOT NULL, size BIGINT NOT NULL, state TEXT NOT NULL,
	total BIGINT NOT NULL, valid BIGINT NOT NULL, faulty BIGINT NOT NULL, stored BIGINT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL
);
CREATE INDEX record_import_kind ON record_import (kind, made_at, id);
CREATE INDEX record_import_hash ON record_import (kind, hash);

-- Checked rows waiting to be stored, some hundred in a chunk, as canonical JSON one a line.
CREATE TABLE record_stage (
	import TEXT NOT NULL, chunk BIGINT NOT NULL, body TEXT NOT NULL,
	PRIMARY KEY (import, chunk)
);

-- The records an import made, with their version then, so that undoing it can tell what has changed since.
CREATE TABLE record_import_row (
	import TEXT NOT NULL, record TEXT NOT NULL, version BIGINT NOT NULL,
	PRIMARY KEY (import, record)
);
