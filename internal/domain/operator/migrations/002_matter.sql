CREATE TABLE operator_matter (
  id TEXT PRIMARY KEY, what TEXT NOT NULL, operator TEXT NOT NULL, day TEXT NOT NULL, cause TEXT NOT NULL, href TEXT NOT NULL, region TEXT NOT NULL,
  made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
  prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE UNIQUE INDEX operator_matter_cause ON operator_matter (operator, cause);
CREATE INDEX operator_matter_operator ON operator_matter (operator, sort, id);
CREATE INDEX operator_matter_sort ON operator_matter (sort, id);
CREATE INDEX operator_matter_county ON operator_matter (county, sort, id);
CREATE INDEX operator_matter_prefecture ON operator_matter (prefecture, sort, id);
