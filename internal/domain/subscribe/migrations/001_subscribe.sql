-- Who wants to be told what. address is sealed, blind finds an equal one; region, category, business and conclusion are '' for any.
CREATE TABLE subscription (
	id TEXT PRIMARY KEY, way TEXT NOT NULL, -- mail or hook
	address TEXT NOT NULL, blind TEXT NOT NULL, hook TEXT NOT NULL, lang TEXT NOT NULL,
	region TEXT NOT NULL, category TEXT NOT NULL, food TEXT NOT NULL, business TEXT NOT NULL, conclusion TEXT NOT NULL,
	state TEXT NOT NULL, -- asked, active, ended
	made_at TEXT NOT NULL, confirmed_at TEXT NOT NULL, ended_at TEXT NOT NULL,
	due TEXT NOT NULL -- before it no further e-mail is written
);
CREATE UNIQUE INDEX subscription_once ON subscription (blind, region, category, food, business, conclusion) WHERE state <> 'ended';
CREATE INDEX subscription_match ON subscription (state, region, category);

-- What happened and can be told: one row for each published result or warning, changed when it is withdrawn.
CREATE TABLE subscribe_news (
	id TEXT PRIMARY KEY, kind TEXT NOT NULL, -- result or warning
	title TEXT NOT NULL, food TEXT NOT NULL, region TEXT NOT NULL, prefecture TEXT NOT NULL, county TEXT NOT NULL, category TEXT NOT NULL,
	operator TEXT NOT NULL, maker TEXT NOT NULL, conclusion TEXT NOT NULL, summary TEXT NOT NULL,
	published TEXT NOT NULL, updated TEXT NOT NULL, withdrawn BOOLEAN NOT NULL, why TEXT NOT NULL, why_en TEXT NOT NULL
);
CREATE INDEX subscribe_news_all ON subscribe_news (kind, updated, id);
CREATE INDEX subscribe_news_conclusion ON subscribe_news (kind, conclusion, updated, id);
CREATE INDEX subscribe_news_county ON subscribe_news (county, kind, updated, id);
CREATE INDEX subscribe_news_prefecture ON subscribe_news (prefecture, kind, updated, id);
CREATE INDEX subscribe_news_category ON subscribe_news (category, kind, updated, id);
CREATE INDEX subscribe_news_operator ON subscribe_news (operator, kind, updated, id) WHERE operator <> '';
CREATE INDEX subscribe_news_maker ON subscribe_news (maker, kind, updated, id) WHERE maker <> '';

-- News that waits for the next e-mail of a subscription.
CREATE TABLE subscribe_entry (subscription TEXT NOT NULL, news TEXT NOT NULL, PRIMARY KEY (subscription, news));

-- Consumer warnings (消费警示).
CREATE TABLE warning (
	id TEXT PRIMARY KEY, title TEXT NOT NULL, region TEXT NOT NULL, category TEXT NOT NULL, text TEXT NOT NULL, advice TEXT NOT NULL, issuer TEXT NOT NULL, basis TEXT NOT NULL,
	state TEXT NOT NULL, published TEXT NOT NULL, why TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX warning_sort ON warning (sort, id);
CREATE INDEX warning_county ON warning (county, sort, id);
CREATE INDEX warning_prefecture ON warning (prefecture, sort, id);
CREATE INDEX warning_state ON warning (state, county, sort, id);
CREATE INDEX warning_category ON warning (category, county, sort, id);
