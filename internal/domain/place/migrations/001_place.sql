-- Regions, former ones included. parent is empty for the province; population is 0 where no source gives it.
CREATE TABLE place_region (
	code TEXT PRIMARY KEY, parent TEXT NOT NULL, level TEXT NOT NULL, name TEXT NOT NULL, name_en TEXT NOT NULL,
	population BIGINT NOT NULL, population_note TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT NOT NULL,
	tile_row BIGINT NOT NULL, tile_col BIGINT NOT NULL, note TEXT NOT NULL
);

-- Offices: one body of government at one place. level is province, prefecture, county, township or unit.
CREATE TABLE place_body (
	id TEXT PRIMARY KEY, body TEXT NOT NULL, level TEXT NOT NULL, region TEXT NOT NULL,
	name TEXT NOT NULL, name_en TEXT NOT NULL, note TEXT NOT NULL
);
CREATE INDEX place_body_at ON place_body (region, body);
CREATE INDEX place_body_of ON place_body (body, region);

-- Kinds of post. levels and rights are words with a space between.
CREATE TABLE place_post (
	code TEXT PRIMARY KEY, ord BIGINT NOT NULL, name TEXT NOT NULL, name_en TEXT NOT NULL, side TEXT NOT NULL,
	body TEXT NOT NULL, levels TEXT NOT NULL, sees TEXT NOT NULL, doing BOOLEAN NOT NULL, rights TEXT NOT NULL
);

-- People in posts, from a day to a day, both included; to_day is empty while no end is set. holder is the business or
-- laboratory for posts outside government.
CREATE TABLE place_person (
	id TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, post TEXT NOT NULL, office TEXT NOT NULL,
	region TEXT NOT NULL, holder TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX place_person_account ON place_person (account, from_day);
CREATE INDEX place_person_post ON place_person (post, region);
CREATE INDEX place_person_office ON place_person (office);

-- Acting officers (代理): account acts for another from a day to a day, once a third person has approved it.
CREATE TABLE place_acting (
	id TEXT PRIMARY KEY, account TEXT NOT NULL, for_account TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT NOT NULL,
	reason TEXT NOT NULL, asked_at TEXT NOT NULL, asked_by TEXT NOT NULL, approved_at TEXT NOT NULL, approved_by TEXT NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX place_acting_account ON place_acting (account, to_day);
CREATE INDEX place_acting_for ON place_acting (for_account, to_day);

-- What reference data the tables hold, by the hash of its content.
CREATE TABLE place_seed (name TEXT PRIMARY KEY, hash TEXT NOT NULL, seeded_at TEXT NOT NULL);
