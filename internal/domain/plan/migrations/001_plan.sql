-- A plan of a year; its cells lie apart, by edition.
CREATE TABLE plan (
	id TEXT PRIMARY KEY, title TEXT NOT NULL, year BIGINT NOT NULL, region TEXT NOT NULL, supervision BIGINT NOT NULL, monitoring BIGINT NOT NULL, evaluation BIGINT NOT NULL,
	explore BIGINT NOT NULL, votes BIGINT NOT NULL, kept BIGINT NOT NULL, back BIGINT NOT NULL, note TEXT NOT NULL, way TEXT NOT NULL, state TEXT NOT NULL, edition BIGINT NOT NULL, draft BIGINT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE UNIQUE INDEX plan_year ON plan (year, region) WHERE NOT cancelled;
CREATE INDEX plan_sort ON plan (sort, id);
CREATE INDEX plan_county ON plan (county, sort, id);
CREATE INDEX plan_prefecture ON plan (prefecture, sort, id);
CREATE INDEX plan_state ON plan (state, sort, id);

CREATE TABLE plan_stages (
	parent TEXT NOT NULL, row BIGINT NOT NULL, stage TEXT NOT NULL, share BIGINT NOT NULL, pays TEXT NOT NULL, tests TEXT NOT NULL,
	PRIMARY KEY (parent, row)
);
CREATE TABLE plan_kinds (
	parent TEXT NOT NULL, row BIGINT NOT NULL, category TEXT NOT NULL, weight BIGINT NOT NULL, least BIGINT NOT NULL, most BIGINT NOT NULL,
	PRIMARY KEY (parent, row)
);

-- Who made an edition, why, and who approved it.
CREATE TABLE plan_edition (
	plan TEXT NOT NULL, edition BIGINT NOT NULL, way TEXT NOT NULL, reason TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, made_name TEXT NOT NULL,
	approved_at TEXT NOT NULL, approved_by TEXT NOT NULL, approved_name TEXT NOT NULL,
	PRIMARY KEY (plan, edition)
);

-- One cell: so many batches of a category at a stage in a county.
CREATE TABLE plan_cell (
	plan TEXT NOT NULL, edition BIGINT NOT NULL, region TEXT NOT NULL, purpose TEXT NOT NULL, category TEXT NOT NULL, stage TEXT NOT NULL, batches BIGINT NOT NULL,
	PRIMARY KEY (plan, edition, region, purpose, category, stage)
);

-- Samples taken against the cells of a year, planned or not.
CREATE TABLE plan_taken (
	year BIGINT NOT NULL, region TEXT NOT NULL, purpose TEXT NOT NULL, category TEXT NOT NULL, stage TEXT NOT NULL, n BIGINT NOT NULL,
	PRIMARY KEY (year, region, purpose, category, stage)
);

-- The share of a county, which it accepts.
CREATE TABLE plan_share (
	id TEXT PRIMARY KEY, plan TEXT NOT NULL, title TEXT NOT NULL, year BIGINT NOT NULL, region TEXT NOT NULL, supervision BIGINT NOT NULL, monitoring BIGINT NOT NULL, evaluation BIGINT NOT NULL,
	edition BIGINT NOT NULL, state TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE UNIQUE INDEX plan_share_region ON plan_share (plan, region) WHERE NOT cancelled;
CREATE INDEX plan_share_sort ON plan_share (sort, id);
CREATE INDEX plan_share_county ON plan_share (county, sort, id);
CREATE INDEX plan_share_prefecture ON plan_share (prefecture, sort, id);
CREATE INDEX plan_share_state ON plan_share (state, sort, id);

-- A round of 你点我检: the public says what to test in the plan of a year.
CREATE TABLE plan_vote (
	id TEXT PRIMARY KEY, title TEXT NOT NULL, year BIGINT NOT NULL, region TEXT NOT NULL, opens TEXT NOT NULL, closes TEXT NOT NULL, note TEXT NOT NULL, answer TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX plan_vote_sort ON plan_vote (sort, id);
CREATE INDEX plan_vote_county ON plan_vote (county, sort, id);
CREATE INDEX plan_vote_prefecture ON plan_vote (prefecture, sort, id);

-- One ballot: a device a day. Nothing of a person is kept.
CREATE TABLE plan_ballot (
	id TEXT PRIMARY KEY, round TEXT NOT NULL, day TEXT NOT NULL, device TEXT NOT NULL, category TEXT NOT NULL, food TEXT NOT NULL, region TEXT NOT NULL, barcode TEXT NOT NULL, cast_at TEXT NOT NULL
);
CREATE UNIQUE INDEX plan_ballot_device ON plan_ballot (device, day);
CREATE INDEX plan_ballot_round ON plan_ballot (round, category, region);
-- How many ballots came from one address in a day; the address is kept as a hash that changes daily.
CREATE TABLE plan_ballot_source (
	day TEXT NOT NULL, source TEXT NOT NULL, n BIGINT NOT NULL,
	PRIMARY KEY (day, source)
);
