-- Published samples by month, for the province, each prefecture and each county. region is short: 62, 6201, 620102.
CREATE TABLE statistics_batch (
	region TEXT NOT NULL, month TEXT NOT NULL, purpose TEXT NOT NULL, stream TEXT NOT NULL, category TEXT NOT NULL, stage TEXT NOT NULL,
	pass BIGINT NOT NULL, fail BIGINT NOT NULL, unjudged BIGINT NOT NULL,
	PRIMARY KEY (region, month, purpose, stream, category, stage)
);
-- Tested items of the same samples; other: without a limit or not readable.
CREATE TABLE statistics_item (
	region TEXT NOT NULL, month TEXT NOT NULL, purpose TEXT NOT NULL, stream TEXT NOT NULL, category TEXT NOT NULL, item TEXT NOT NULL,
	pass BIGINT NOT NULL, fail BIGINT NOT NULL, other BIGINT NOT NULL,
	PRIMARY KEY (region, month, purpose, stream, category, item)
);
-- Months in which something was published or withdrawn since they were counted. stamp tells a month that became due again while
-- it was being counted.
CREATE TABLE statistics_due (month TEXT PRIMARY KEY, stamp TEXT NOT NULL);
-- When a month was last counted.
CREATE TABLE statistics_month (month TEXT PRIMARY KEY, counted_at TEXT NOT NULL);
