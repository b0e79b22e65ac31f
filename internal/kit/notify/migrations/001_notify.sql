-- Messages within the platform: one row for each reader. key keeps the same thing from being told twice.
CREATE TABLE notify_message (
	id TEXT PRIMARY KEY, account TEXT NOT NULL, at TEXT NOT NULL, topic TEXT NOT NULL, key TEXT NOT NULL,
	zh TEXT NOT NULL, en TEXT NOT NULL, href TEXT NOT NULL, tone TEXT NOT NULL, read_at TEXT NOT NULL -- '' unread
);
CREATE INDEX notify_message_list ON notify_message (account, id);
CREATE INDEX notify_message_unread ON notify_message (account) WHERE read_at = '';
CREATE UNIQUE INDEX notify_message_key ON notify_message (account, key) WHERE key <> '';

-- E-mails and webhook calls. content is sealed, and empty once sent; digest is the SHA-256 of what is sent.
CREATE TABLE notify_delivery (
	id TEXT PRIMARY KEY, channel TEXT NOT NULL, -- mail or hook
	hook TEXT NOT NULL, shown TEXT NOT NULL, -- the address as people may see it
	subject TEXT NOT NULL, content TEXT NOT NULL, digest TEXT NOT NULL,
	kind TEXT NOT NULL, record TEXT NOT NULL, -- what it is about
	key TEXT NOT NULL,
	state TEXT NOT NULL, -- queued, held (its webhook is paused), sent, dead (given up)
	tries BIGINT NOT NULL, error TEXT NOT NULL,
	queued_at TEXT NOT NULL, sent_at TEXT NOT NULL,
	due TEXT -- when a worker looks at it next: '' at once; while one has it, when its claim ends; NULL: never
);
CREATE INDEX notify_delivery_due ON notify_delivery (channel, due, id) WHERE due IS NOT NULL;
CREATE INDEX notify_delivery_state ON notify_delivery (state, id);
CREATE INDEX notify_delivery_record ON notify_delivery (kind, record, id);
CREATE INDEX notify_delivery_hook ON notify_delivery (hook, state) WHERE hook <> '';
CREATE UNIQUE INDEX notify_delivery_key ON notify_delivery (key) WHERE key <> '';

-- Every attempt at a delivery, whatever came of it.
CREATE TABLE notify_attempt (
	id TEXT PRIMARY KEY, delivery TEXT NOT NULL, at TEXT NOT NULL, ok BOOLEAN NOT NULL,
	code BIGINT NOT NULL, -- answer of the other side, 0: none
	error TEXT NOT NULL
);
CREATE INDEX notify_attempt_delivery ON notify_attempt (delivery, id);

-- Webhooks. url and secret are sealed; host is what people may see.
CREATE TABLE notify_hook (
	id TEXT PRIMARY KEY, owner TEXT NOT NULL, url TEXT NOT NULL, host TEXT NOT NULL, secret TEXT NOT NULL,
	state TEXT NOT NULL, -- active, paused, ended
	why TEXT NOT NULL, made_at TEXT NOT NULL, changed_at TEXT NOT NULL
);
CREATE INDEX notify_hook_state ON notify_hook (state, id);

-- Service of documents (送达): one row for each party and document.
CREATE TABLE service (
	id TEXT PRIMARY KEY, title TEXT NOT NULL, purpose TEXT NOT NULL, subject_kind TEXT NOT NULL, subject TEXT NOT NULL, href TEXT NOT NULL,
	party TEXT NOT NULL, party_name TEXT NOT NULL, way TEXT NOT NULL, contact TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL, papers TEXT NOT NULL,
	state TEXT NOT NULL, sent TEXT NOT NULL, opened TEXT NOT NULL, opener TEXT NOT NULL, ended TEXT NOT NULL, ender TEXT NOT NULL, region TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE UNIQUE INDEX service_once ON service (subject_kind, subject, purpose, party);
CREATE INDEX service_sort ON service (sort, id);
CREATE INDEX service_county ON service (county, sort, id);
CREATE INDEX service_prefecture ON service (prefecture, sort, id);
CREATE INDEX service_state ON service (state, county, sort, id);
CREATE INDEX service_way ON service (way, county, sort, id);
