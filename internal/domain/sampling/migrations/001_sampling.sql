-- Results of sampling, in the order of lists: sort is the day, empty when cancelled.
CREATE TABLE sampling_result (
	id TEXT PRIMARY KEY, number TEXT NOT NULL, food TEXT NOT NULL, purpose TEXT NOT NULL, category TEXT NOT NULL, stream TEXT NOT NULL, brand TEXT NOT NULL, spec TEXT NOT NULL,
	batch TEXT NOT NULL, made TEXT NOT NULL, stage TEXT NOT NULL, sampled TEXT NOT NULL, region TEXT NOT NULL, origin TEXT NOT NULL, outside BOOLEAN NOT NULL, address TEXT NOT NULL,
	operator TEXT NOT NULL, operator_name TEXT NOT NULL, operator_address TEXT NOT NULL, maker TEXT NOT NULL, maker_name TEXT NOT NULL, maker_address TEXT NOT NULL, maker_region TEXT NOT NULL,
	laboratory TEXT NOT NULL, lab TEXT NOT NULL, report TEXT NOT NULL, source TEXT NOT NULL, source_day TEXT NOT NULL, declared TEXT NOT NULL,
	failing TEXT NOT NULL, conclusion TEXT NOT NULL, disputed BOOLEAN NOT NULL, state TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE UNIQUE INDEX sampling_result_number ON sampling_result (number) WHERE NOT cancelled;
-- Lists run along one of these and find in it what the other filters ask, without reading the rows that do not fit.
CREATE INDEX sampling_result_sort ON sampling_result (sort, id, conclusion, state, purpose, stage, stream, category, sampled);
CREATE INDEX sampling_result_prefecture ON sampling_result (prefecture, sort, id, conclusion, state, purpose, stage, stream, category, sampled);
CREATE INDEX sampling_result_county ON sampling_result (county, sort, id, conclusion, state, purpose, stage, stream, category, sampled);
CREATE INDEX sampling_result_category ON sampling_result (category, sort, id, conclusion, state, purpose, stage, stream, sampled);
CREATE INDEX sampling_result_conclusion ON sampling_result (conclusion, sort, id, state, purpose, stage, stream, category, sampled);
CREATE INDEX sampling_result_state ON sampling_result (state, sort, id, conclusion, purpose, stage, stream, category, sampled);
CREATE INDEX sampling_result_purpose ON sampling_result (purpose, sort, id, conclusion, state, stage, stream, category, sampled);
CREATE INDEX sampling_result_stage ON sampling_result (stage, sort, id, conclusion, state, purpose, stream, category, sampled);
CREATE INDEX sampling_result_prefecture_conclusion ON sampling_result (prefecture, conclusion, sort, id);
CREATE INDEX sampling_result_operator ON sampling_result (operator, sort, id);
CREATE INDEX sampling_result_maker ON sampling_result (maker, sort, id);
CREATE INDEX sampling_result_disputed ON sampling_result (disputed, sort, id);
-- Open data: what was published or withdrawn since.
CREATE INDEX sampling_result_changed ON sampling_result (changed_at, id) WHERE state IN ('published', 'withdrawn');

CREATE TABLE sampling_result_items (
	parent TEXT NOT NULL, row BIGINT NOT NULL, item TEXT NOT NULL, limit_text TEXT NOT NULL, result_text TEXT NOT NULL, mode TEXT NOT NULL, basis TEXT NOT NULL,
	applied_limit TEXT NOT NULL, verdict TEXT NOT NULL, reason_zh TEXT NOT NULL, reason_en TEXT NOT NULL, standard_limit TEXT NOT NULL,
	PRIMARY KEY (parent, row)
);
