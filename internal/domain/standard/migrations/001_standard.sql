-- Standards, and the limits in them: what may at most be in a food, from which day to which.
CREATE TABLE standard (
	id TEXT PRIMARY KEY, code TEXT NOT NULL, title TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT NOT NULL, replaces TEXT NOT NULL, region TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE UNIQUE INDEX standard_code ON standard (code) WHERE NOT cancelled;
CREATE INDEX standard_sort ON standard (sort, id);
CREATE TABLE standard_limit (
	id TEXT PRIMARY KEY, standard TEXT NOT NULL, clause TEXT NOT NULL, category TEXT NOT NULL, food TEXT NOT NULL, item TEXT NOT NULL, limit_text TEXT NOT NULL, unit TEXT NOT NULL,
	mode TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT NOT NULL, mark TEXT NOT NULL, region TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX standard_limit_sort ON standard_limit (sort, id);
CREATE INDEX standard_limit_standard ON standard_limit (standard, sort, id);
CREATE INDEX standard_limit_category ON standard_limit (category, sort, id);
CREATE INDEX standard_limit_item ON standard_limit (item, sort, id);
