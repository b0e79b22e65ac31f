CREATE TABLE auth_account (
	id TEXT NOT NULL PRIMARY KEY,
	login TEXT NOT NULL,
	login_key TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	side TEXT NOT NULL,
	hash TEXT NOT NULL,
	must_change BOOLEAN NOT NULL,
	disabled BOOLEAN NOT NULL,
	lang TEXT NOT NULL,
	large BOOLEAN NOT NULL,
	made_at TEXT NOT NULL,
	changed_at TEXT NOT NULL,
	version BIGINT NOT NULL
);

CREATE TABLE auth_session (
	hash TEXT NOT NULL PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	account TEXT NOT NULL,
	agent TEXT NOT NULL,
	made_at TEXT NOT NULL,
	seen_at TEXT NOT NULL,
	ends_at TEXT NOT NULL
);
CREATE INDEX auth_session_account ON auth_session (account, made_at);
CREATE INDEX auth_session_ends ON auth_session (ends_at);

CREATE TABLE auth_token (
	hash TEXT NOT NULL PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	account TEXT NOT NULL,
	name TEXT NOT NULL,
	rights TEXT NOT NULL,
	made_at TEXT NOT NULL,
	ends_at TEXT NOT NULL,
	used_day TEXT NOT NULL
);
CREATE INDEX auth_token_account ON auth_token (account, made_at);
CREATE INDEX auth_token_ends ON auth_token (ends_at);

CREATE TABLE auth_attempt (
	name TEXT NOT NULL PRIMARY KEY,
	failures BIGINT NOT NULL,
	last_at TEXT NOT NULL,
	until_at TEXT NOT NULL
);
CREATE INDEX auth_attempt_last ON auth_attempt (last_at);

CREATE TABLE auth_look (
	id TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	record TEXT NOT NULL,
	field TEXT NOT NULL,
	why TEXT NOT NULL,
	account TEXT NOT NULL,
	at TEXT NOT NULL
);
CREATE INDEX auth_look_record ON auth_look (kind, record, id);
CREATE INDEX auth_look_account ON auth_look (account, id);
