CREATE TABLE operator (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, code TEXT NOT NULL, trade TEXT NOT NULL, category TEXT NOT NULL, scale TEXT NOT NULL,
  region TEXT NOT NULL, address TEXT NOT NULL, person TEXT NOT NULL, phone TEXT NOT NULL, grade TEXT NOT NULL, status TEXT NOT NULL, note TEXT NOT NULL,
  made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
  prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE UNIQUE INDEX operator_code ON operator (code) WHERE code <> '' AND NOT cancelled;
CREATE INDEX operator_namesake ON operator (name, id);
CREATE INDEX operator_region ON operator (region, sort, id);
-- Lists run along one of these and find in it what the other filters ask, without reading the rows that do not fit.
CREATE INDEX operator_sort ON operator (sort, id, trade, grade, status, category, scale);
CREATE INDEX operator_prefecture ON operator (prefecture, sort, id, trade, grade, status, category, scale);
CREATE INDEX operator_county ON operator (county, sort, id, trade, grade, status, category, scale);
CREATE INDEX operator_trade ON operator (trade, sort, id, grade, status, category, scale);
CREATE INDEX operator_grade ON operator (grade, sort, id, trade, status, category, scale);
CREATE INDEX operator_status ON operator (status, sort, id, trade, grade, category, scale);
CREATE INDEX operator_category ON operator (category, sort, id, trade, grade, status, scale);
CREATE INDEX operator_scale ON operator (scale, sort, id, trade, grade, status, category);
-- Duplicates.
CREATE INDEX operator_address ON operator (county, address);
CREATE INDEX operator_phone ON operator (phone) WHERE phone <> '';

CREATE TABLE operator_premises (
  id TEXT PRIMARY KEY, operator TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, region TEXT NOT NULL, address TEXT NOT NULL, area TEXT NOT NULL, note TEXT NOT NULL,
  made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
  prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX operator_premises_operator ON operator_premises (operator, sort, id);
CREATE INDEX operator_premises_sort ON operator_premises (sort, id);
CREATE INDEX operator_premises_county ON operator_premises (county, sort, id);
CREATE INDEX operator_premises_prefecture ON operator_premises (prefecture, sort, id);

CREATE TABLE operator_product (
  id TEXT PRIMARY KEY, operator TEXT NOT NULL, name TEXT NOT NULL, category TEXT NOT NULL, spec TEXT NOT NULL, barcode TEXT NOT NULL, standard TEXT NOT NULL, region TEXT NOT NULL,
  made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
  prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX operator_product_operator ON operator_product (operator, sort, id);
CREATE INDEX operator_product_sort ON operator_product (sort, id);
CREATE INDEX operator_product_county ON operator_product (county, sort, id);
CREATE INDEX operator_product_prefecture ON operator_product (prefecture, sort, id);

CREATE TABLE operator_licence (
  id TEXT PRIMARY KEY, operator TEXT NOT NULL, kind TEXT NOT NULL, number TEXT NOT NULL, issued TEXT NOT NULL, ends TEXT NOT NULL, issuer TEXT NOT NULL, scan TEXT NOT NULL, region TEXT NOT NULL,
  made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
  prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX operator_licence_operator ON operator_licence (operator, sort, id);
CREATE INDEX operator_licence_sort ON operator_licence (sort, id);
CREATE INDEX operator_licence_county ON operator_licence (county, sort, id);
CREATE INDEX operator_licence_prefecture ON operator_licence (prefecture, sort, id);

CREATE TABLE operator_person (
  id TEXT PRIMARY KEY, operator TEXT NOT NULL, name TEXT NOT NULL, post TEXT NOT NULL, resident TEXT NOT NULL, phone TEXT NOT NULL, health TEXT NOT NULL, region TEXT NOT NULL,
  made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
  prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE INDEX operator_person_operator ON operator_person (operator, sort, id);
CREATE INDEX operator_person_sort ON operator_person (sort, id);
CREATE INDEX operator_person_county ON operator_person (county, sort, id);
CREATE INDEX operator_person_prefecture ON operator_person (prefecture, sort, id);
