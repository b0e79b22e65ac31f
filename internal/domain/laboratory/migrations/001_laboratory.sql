-- The register: laboratories, their scopes, their people, and who may not be commissioned.
CREATE TABLE laboratory (
	id TEXT PRIMARY KEY, name TEXT NOT NULL, number TEXT NOT NULL, begins TEXT NOT NULL, ends TEXT NOT NULL, status TEXT NOT NULL, retest BOOLEAN NOT NULL, prefix TEXT NOT NULL,
	region TEXT NOT NULL, address TEXT NOT NULL, person TEXT NOT NULL, phone TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE UNIQUE INDEX laboratory_number ON laboratory (number) WHERE NOT cancelled;
CREATE INDEX laboratory_sort ON laboratory (sort, id);
CREATE INDEX laboratory_county ON laboratory (county, sort, id);
CREATE INDEX laboratory_prefecture ON laboratory (prefecture, sort, id);
CREATE INDEX laboratory_retest ON laboratory (retest, id);

CREATE TABLE laboratory_scope (
	id TEXT PRIMARY KEY, laboratory TEXT NOT NULL, category TEXT NOT NULL, item TEXT NOT NULL, method TEXT NOT NULL, standard TEXT NOT NULL, loq TEXT NOT NULL, begins TEXT NOT NULL, ends TEXT NOT NULL,
	region TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX laboratory_scope_sort ON laboratory_scope (sort, id);
CREATE INDEX laboratory_scope_laboratory ON laboratory_scope (laboratory, sort, id);
CREATE INDEX laboratory_scope_item ON laboratory_scope (item, sort, id);

CREATE TABLE laboratory_person (
	id TEXT PRIMARY KEY, laboratory TEXT NOT NULL, name TEXT NOT NULL, login TEXT NOT NULL, role TEXT NOT NULL, items TEXT NOT NULL, begins TEXT NOT NULL, ends TEXT NOT NULL, account TEXT NOT NULL,
	region TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX laboratory_person_sort ON laboratory_person (sort, id);
CREATE INDEX laboratory_person_account ON laboratory_person (laboratory, account, role);

CREATE TABLE laboratory_bar (
	id TEXT PRIMARY KEY, laboratory TEXT NOT NULL, fault TEXT NOT NULL, decision TEXT NOT NULL, begins TEXT NOT NULL, ends TEXT NOT NULL, note TEXT NOT NULL,
	region TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX laboratory_bar_sort ON laboratory_bar (sort, id);
CREATE INDEX laboratory_bar_laboratory ON laboratory_bar (laboratory, ends);

-- The last blind code given out.
CREATE TABLE laboratory_serial (laboratory TEXT NOT NULL, year TEXT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (laboratory, year));

-- Orders, their tests, and everything that was measured.
CREATE TABLE laboratory_order (
	id TEXT PRIMARY KEY, code TEXT NOT NULL, laboratory TEXT NOT NULL, food TEXT NOT NULL, category TEXT NOT NULL, made TEXT NOT NULL, shelf TEXT NOT NULL, items TEXT NOT NULL,
	origin TEXT NOT NULL, number TEXT NOT NULL, client TEXT NOT NULL, sample TEXT NOT NULL, place TEXT NOT NULL, of TEXT NOT NULL, sent_at TEXT NOT NULL, spare_at TEXT NOT NULL,
	received_at TEXT NOT NULL, sealed BOOLEAN NOT NULL, temperature TEXT NOT NULL, quantity TEXT NOT NULL, remark TEXT NOT NULL, grave BOOLEAN NOT NULL, grave_why TEXT NOT NULL,
	conclusion TEXT NOT NULL, report_no TEXT NOT NULL, document TEXT NOT NULL, reported_at TEXT NOT NULL, state TEXT NOT NULL,
	region TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE UNIQUE INDEX laboratory_order_code ON laboratory_order (laboratory, code);
CREATE INDEX laboratory_order_sort ON laboratory_order (sort, id);
CREATE INDEX laboratory_order_county ON laboratory_order (county, sort, id);
CREATE INDEX laboratory_order_prefecture ON laboratory_order (prefecture, sort, id);
CREATE INDEX laboratory_order_state ON laboratory_order (state, sort, id);
CREATE INDEX laboratory_order_sample ON laboratory_order (sample) WHERE sample <> '';
CREATE INDEX laboratory_order_of ON laboratory_order (of) WHERE of <> '';

CREATE TABLE laboratory_test (
	id TEXT PRIMARY KEY, code TEXT NOT NULL, food TEXT NOT NULL, item TEXT NOT NULL, method TEXT NOT NULL, analyst TEXT NOT NULL, loq TEXT NOT NULL, result TEXT NOT NULL, readings BIGINT NOT NULL,
	limit_text TEXT NOT NULL, basis TEXT NOT NULL, mode TEXT NOT NULL, verdict TEXT NOT NULL, reason_zh TEXT NOT NULL, reason_en TEXT NOT NULL, state TEXT NOT NULL, laboratory TEXT NOT NULL, order_id TEXT NOT NULL, reading TEXT NOT NULL,
	region TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE UNIQUE INDEX laboratory_test_code ON laboratory_test (laboratory, code, item);
CREATE INDEX laboratory_test_order ON laboratory_test (order_id, item);
CREATE INDEX laboratory_test_sort ON laboratory_test (sort, id);
CREATE INDEX laboratory_test_item ON laboratory_test (item, sort, id);
CREATE INDEX laboratory_test_analyst ON laboratory_test (analyst, sort, id);
CREATE INDEX laboratory_test_method ON laboratory_test (method, sort, id);
CREATE INDEX laboratory_test_state ON laboratory_test (state, sort, id);

CREATE TABLE laboratory_reading (
	id TEXT PRIMARY KEY, code TEXT NOT NULL, item TEXT NOT NULL, value TEXT NOT NULL, method TEXT NOT NULL, run TEXT NOT NULL, day TEXT NOT NULL, instrument TEXT NOT NULL, again BOOLEAN NOT NULL, why TEXT NOT NULL,
	analyst TEXT NOT NULL, laboratory TEXT NOT NULL, order_id TEXT NOT NULL, test TEXT NOT NULL,
	region TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX laboratory_reading_order ON laboratory_reading (order_id, item, id);
CREATE INDEX laboratory_reading_sort ON laboratory_reading (sort, id);
CREATE INDEX laboratory_reading_code ON laboratory_reading (code, sort, id);
CREATE INDEX laboratory_reading_run ON laboratory_reading (run, sort, id);

-- Quality control.
CREATE TABLE laboratory_run (
	id TEXT PRIMARY KEY, number TEXT NOT NULL, item TEXT NOT NULL, method TEXT NOT NULL, day TEXT NOT NULL, instrument TEXT NOT NULL, outcome TEXT NOT NULL, laboratory TEXT NOT NULL,
	region TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE UNIQUE INDEX laboratory_run_number ON laboratory_run (laboratory, number) WHERE NOT cancelled;
CREATE INDEX laboratory_run_sort ON laboratory_run (sort, id);
CREATE INDEX laboratory_run_chart ON laboratory_run (laboratory, item, method, day, id);
CREATE TABLE laboratory_run_points (
	parent TEXT NOT NULL, row BIGINT NOT NULL, kind TEXT NOT NULL, level TEXT NOT NULL, value TEXT NOT NULL, second TEXT NOT NULL, mean TEXT NOT NULL, sd TEXT NOT NULL, bound TEXT NOT NULL,
	z TEXT NOT NULL, rules TEXT NOT NULL, outcome TEXT NOT NULL,
	PRIMARY KEY (parent, row)
);

CREATE TABLE laboratory_round (
	id TEXT PRIMARY KEY, title TEXT NOT NULL, day TEXT NOT NULL, region TEXT NOT NULL, food TEXT NOT NULL, item TEXT NOT NULL, unit TEXT NOT NULL, mean TEXT NOT NULL, sd TEXT NOT NULL, uncertainty TEXT NOT NULL,
	satisfactory BIGINT NOT NULL, total BIGINT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX laboratory_round_sort ON laboratory_round (sort, id);
CREATE INDEX laboratory_round_county ON laboratory_round (county, sort, id);
CREATE INDEX laboratory_round_prefecture ON laboratory_round (prefecture, sort, id);
CREATE TABLE laboratory_round_participants (
	parent TEXT NOT NULL, row BIGINT NOT NULL, code TEXT NOT NULL, laboratory TEXT NOT NULL, value TEXT NOT NULL, z TEXT NOT NULL, score TEXT NOT NULL,
	PRIMARY KEY (parent, row)
);

CREATE TABLE laboratory_spare (
	id TEXT PRIMARY KEY, code TEXT NOT NULL, food TEXT NOT NULL, place TEXT NOT NULL, shelf_ends TEXT NOT NULL, until TEXT NOT NULL, ended_at TEXT NOT NULL, ended_why TEXT NOT NULL, state TEXT NOT NULL,
	laboratory TEXT NOT NULL, order_id TEXT NOT NULL,
	region TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX laboratory_spare_sort ON laboratory_spare (sort, id);
CREATE INDEX laboratory_spare_order ON laboratory_spare (order_id);
CREATE INDEX laboratory_spare_until ON laboratory_spare (until, sort, id);
