-- Tasks, sampling sheets and their custody; a result knows the sample it is of.
ALTER TABLE sampling_result ADD COLUMN sample TEXT NOT NULL DEFAULT '';
ALTER TABLE sampling_result ADD COLUMN processing TEXT NOT NULL DEFAULT '';
ALTER TABLE sampling_result ADD COLUMN grave BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX sampling_result_sample ON sampling_result (sample) WHERE sample <> '';

-- The last serial given out: area is the county and the year, 62010226.
CREATE TABLE sampling_serial (area TEXT PRIMARY KEY, last BIGINT NOT NULL);

CREATE TABLE sampling_task (
	id TEXT PRIMARY KEY, title TEXT NOT NULL, purpose TEXT NOT NULL, category TEXT NOT NULL, stage TEXT NOT NULL, region TEXT NOT NULL, count BIGINT NOT NULL, taken BIGINT NOT NULL,
	due TEXT NOT NULL, tests TEXT NOT NULL, laboratory_name TEXT NOT NULL, laboratory TEXT NOT NULL, plan TEXT NOT NULL, cell TEXT NOT NULL,
	how TEXT NOT NULL, trade TEXT NOT NULL, operator TEXT NOT NULL, seed TEXT NOT NULL, candidates BIGINT NOT NULL, candidate_hash TEXT NOT NULL, drawn_at TEXT NOT NULL,
	note TEXT NOT NULL, state TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX sampling_task_sort ON sampling_task (sort, id, state, purpose, category, stage, due);
CREATE INDEX sampling_task_prefecture ON sampling_task (prefecture, sort, id, state, purpose, category, stage, due);
CREATE INDEX sampling_task_county ON sampling_task (county, sort, id, state, purpose, category, stage, due);
CREATE INDEX sampling_task_state ON sampling_task (state, sort, id);
CREATE INDEX sampling_task_operator ON sampling_task (operator, sort, id);
CREATE INDEX sampling_task_cell ON sampling_task (plan, cell) WHERE plan <> '';
CREATE TABLE sampling_task_team (
	parent TEXT NOT NULL, row BIGINT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, statement TEXT NOT NULL, declared TEXT NOT NULL,
	PRIMARY KEY (parent, row)
);
CREATE INDEX sampling_task_team_person ON sampling_task_team (person);

CREATE TABLE sampling_sample (
	id TEXT PRIMARY KEY, number TEXT NOT NULL, task TEXT NOT NULL, source TEXT NOT NULL, purpose TEXT NOT NULL, category TEXT NOT NULL, stream TEXT NOT NULL, stage TEXT NOT NULL,
	place TEXT NOT NULL, again BOOLEAN NOT NULL, sampled TEXT NOT NULL, taken_at TEXT NOT NULL, region TEXT NOT NULL,
	operator TEXT NOT NULL, operator_name TEXT NOT NULL, operator_address TEXT NOT NULL, code TEXT NOT NULL, licence_kind TEXT NOT NULL, licence_number TEXT NOT NULL,
	scale TEXT NOT NULL, trade TEXT NOT NULL, area TEXT NOT NULL, person TEXT NOT NULL, contact TEXT NOT NULL, phone TEXT NOT NULL, sales TEXT NOT NULL,
	food TEXT NOT NULL, brand TEXT NOT NULL, spec TEXT NOT NULL, batch TEXT NOT NULL, made TEXT NOT NULL, shelf TEXT NOT NULL, quality TEXT NOT NULL, origin TEXT NOT NULL, kind TEXT NOT NULL,
	manner TEXT NOT NULL, form TEXT NOT NULL, pack TEXT NOT NULL, processing TEXT NOT NULL, storage TEXT NOT NULL, standard TEXT NOT NULL, imported BOOLEAN NOT NULL, country TEXT NOT NULL,
	maker TEXT NOT NULL, maker_name TEXT NOT NULL, maker_address TEXT NOT NULL, maker_region TEXT NOT NULL, maker_licence TEXT NOT NULL, maker_phone TEXT NOT NULL, tests TEXT NOT NULL,
	price TEXT NOT NULL, bought TEXT NOT NULL, unit TEXT NOT NULL, total TEXT NOT NULL, receipt TEXT NOT NULL, stock TEXT NOT NULL, low TEXT NOT NULL, high TEXT NOT NULL, photos TEXT NOT NULL,
	signature TEXT NOT NULL, refused BOOLEAN NOT NULL, refused_why TEXT NOT NULL, witness TEXT NOT NULL, laboratory_name TEXT NOT NULL, laboratory TEXT NOT NULL, spare_at TEXT NOT NULL,
	note TEXT NOT NULL, sent_at TEXT NOT NULL, received_at TEXT NOT NULL, rejected_why TEXT NOT NULL, excursion BOOLEAN NOT NULL, result TEXT NOT NULL, state TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE UNIQUE INDEX sampling_sample_number ON sampling_sample (number) WHERE NOT cancelled;
CREATE INDEX sampling_sample_sort ON sampling_sample (sort, id, state, purpose, category, stage);
CREATE INDEX sampling_sample_prefecture ON sampling_sample (prefecture, sort, id, state, purpose, category, stage);
CREATE INDEX sampling_sample_county ON sampling_sample (county, sort, id, state, purpose, category, stage);
CREATE INDEX sampling_sample_state ON sampling_sample (state, sort, id, purpose, category, stage);
CREATE INDEX sampling_sample_operator ON sampling_sample (operator, sort, id);
CREATE INDEX sampling_sample_maker ON sampling_sample (maker, sort, id);
CREATE INDEX sampling_sample_task ON sampling_sample (task, sort, id);
CREATE INDEX sampling_sample_laboratory ON sampling_sample (laboratory, sort, id);
CREATE TABLE sampling_sample_takers (parent TEXT NOT NULL, row BIGINT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, phone TEXT NOT NULL, PRIMARY KEY (parent, row));
CREATE TABLE sampling_sample_parts (parent TEXT NOT NULL, row BIGINT NOT NULL, part TEXT NOT NULL, quantity TEXT NOT NULL, unit TEXT NOT NULL, seal TEXT NOT NULL, PRIMARY KEY (parent, row));

-- Every hand-over of a sample.
CREATE TABLE sampling_custody (
	id TEXT PRIMARY KEY, sample TEXT NOT NULL, number TEXT NOT NULL, region TEXT NOT NULL, part TEXT NOT NULL, given_at TEXT NOT NULL, giver TEXT NOT NULL, giver_name TEXT NOT NULL,
	taker TEXT NOT NULL, taker_name TEXT NOT NULL, laboratory TEXT NOT NULL, sealed BOOLEAN NOT NULL, temperature TEXT NOT NULL, note TEXT NOT NULL, excursion BOOLEAN NOT NULL,
	accepted_at TEXT NOT NULL, accepted_by TEXT NOT NULL, accepted_name TEXT NOT NULL, accepted_sealed BOOLEAN NOT NULL, accepted_temperature TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX sampling_custody_sample ON sampling_custody (sample, sort, id);
CREATE INDEX sampling_custody_sort ON sampling_custody (sort, id);
CREATE INDEX sampling_custody_county ON sampling_custody (county, sort, id);
CREATE INDEX sampling_custody_prefecture ON sampling_custody (prefecture, sort, id);
CREATE INDEX sampling_custody_excursion ON sampling_custody (excursion, sort, id);

-- A sheet being filled in on a phone, step by step; made and seen by one account, gone when the sample is taken.
CREATE TABLE sampling_draft (id TEXT PRIMARY KEY, account TEXT NOT NULL, body TEXT NOT NULL, made_at TEXT NOT NULL, changed_at TEXT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX sampling_draft_account ON sampling_draft (account, changed_at, id);

-- Commands that arrived, by their key: the same one again does nothing again. digest is of the body.
CREATE TABLE sampling_command (key TEXT NOT NULL, account TEXT NOT NULL, digest TEXT NOT NULL, record TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (account, key));
CREATE INDEX sampling_command_at ON sampling_command (at);
