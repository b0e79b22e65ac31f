-- What is done about failing samples: one row a party. sort is the moment of making, empty when cancelled.
CREATE TABLE disposal (
  id TEXT PRIMARY KEY,
  food TEXT NOT NULL, failing TEXT NOT NULL, number TEXT NOT NULL, result TEXT NOT NULL, batch TEXT NOT NULL, made TEXT NOT NULL, day TEXT NOT NULL, role TEXT NOT NULL,
  operator TEXT NOT NULL, party TEXT NOT NULL, party_address TEXT NOT NULL, region TEXT NOT NULL, state TEXT NOT NULL, stopped BOOLEAN NOT NULL, sealed BOOLEAN NOT NULL, controlled_on TEXT NOT NULL,
  unit TEXT NOT NULL, made_qty TEXT NOT NULL, sold_qty TEXT NOT NULL, stock_qty TEXT NOT NULL, recalled_qty TEXT NOT NULL, control_files TEXT NOT NULL, recall TEXT NOT NULL, recall_qty TEXT NOT NULL,
  recall_notice TEXT NOT NULL, recall_files TEXT NOT NULL, origin TEXT NOT NULL, origin_from TEXT NOT NULL, origin_files TEXT NOT NULL, cause TEXT NOT NULL, cause_files TEXT NOT NULL, correction TEXT NOT NULL,
  correction_due TEXT NOT NULL, corrected_on TEXT NOT NULL, correction_files TEXT NOT NULL, penalty TEXT NOT NULL, case_number TEXT NOT NULL, penalty_why TEXT NOT NULL, recheck_on TEXT NOT NULL, recheck TEXT NOT NULL,
  recheck_note TEXT NOT NULL, recheck_files TEXT NOT NULL, referred_to TEXT NOT NULL, letter TEXT NOT NULL, supervised TEXT NOT NULL, supervise_order TEXT NOT NULL, supervise_by TEXT NOT NULL, supervise_answer TEXT NOT NULL,
  late BOOLEAN NOT NULL, ended TEXT NOT NULL,
  made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL,
  prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE UNIQUE INDEX disposal_line ON disposal (result, role, operator, party);
CREATE INDEX disposal_operator ON disposal (operator, sort, id);
CREATE INDEX disposal_state ON disposal (state, sort, id);
CREATE INDEX disposal_sort ON disposal (sort, id);
CREATE INDEX disposal_county ON disposal (county, sort, id);
CREATE INDEX disposal_prefecture ON disposal (prefecture, sort, id);
