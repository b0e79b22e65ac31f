-- A matter under way: one run of a flow for one record. due_at and near_at are those of the clock that ends first.
CREATE TABLE flow_run (
	id TEXT PRIMARY KEY, flow TEXT NOT NULL, flow_version BIGINT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL,
	title TEXT NOT NULL, region TEXT NOT NULL, state TEXT NOT NULL, state_at TEXT NOT NULL, assignee TEXT NOT NULL,
	begun_by TEXT NOT NULL, begun_name TEXT NOT NULL, begun_at TEXT NOT NULL, moved_by TEXT NOT NULL, moved_name TEXT NOT NULL,
	moved_at TEXT NOT NULL, closed_at TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX flow_run_record ON flow_run (kind, record);
CREATE TABLE flow_scope (run TEXT NOT NULL, scope TEXT NOT NULL, PRIMARY KEY (run, scope));
-- What was done, in order. acted_for names the accounts in whose name the actor may have acted, separated by spaces.
CREATE TABLE flow_step (
	run TEXT NOT NULL, seq BIGINT NOT NULL, action TEXT NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL,
	actor TEXT NOT NULL, actor_name TEXT NOT NULL, acted_for TEXT NOT NULL, second TEXT NOT NULL, assignee TEXT NOT NULL,
	reason TEXT NOT NULL, evidence TEXT NOT NULL, extended BIGINT NOT NULL, issues TEXT NOT NULL, at TEXT NOT NULL,
	PRIMARY KEY (run, seq)
);
-- One period. started_at is the moment from which it counts; pauses are the suspensions that are over, each from/to. next_at is when the next rung of the ladder is due, empty when there is none or it stands still.
CREATE TABLE flow_clock (
	id TEXT PRIMARY KEY, run TEXT NOT NULL, state TEXT NOT NULL, deadline TEXT NOT NULL, started_at TEXT NOT NULL,
	extended BIGINT NOT NULL, pauses TEXT NOT NULL, suspended_at TEXT NOT NULL, due_at TEXT NOT NULL, near_at TEXT NOT NULL,
	certain BOOLEAN NOT NULL, rung BIGINT NOT NULL, next_at TEXT NOT NULL, closed_at TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX flow_clock_run ON flow_clock (run, id);
CREATE INDEX flow_clock_next ON flow_clock (next_at, id) WHERE next_at <> '';
CREATE INDEX flow_clock_unsure ON flow_clock (id) WHERE certain = FALSE AND closed_at = '';
-- Who has a run to do (list do) or was told of it (list told): one range of the key for each scope and right.
-- due_at is 9999 where nothing is due, so that it sorts last. area tells counts what other ranges hold the run: a point
-- where it is at home, its region where it concerns somebody elsewhere, empty where it stands nowhere else.
CREATE TABLE flow_todo (
	list TEXT NOT NULL, scope TEXT NOT NULL, right_name TEXT NOT NULL, due_at TEXT NOT NULL, run TEXT NOT NULL,
	near_at TEXT NOT NULL, flow TEXT NOT NULL, area TEXT NOT NULL, PRIMARY KEY (list, scope, right_name, due_at, run, near_at)
);
CREATE INDEX flow_todo_near ON flow_todo (list, scope, right_name, near_at, due_at, run);
CREATE INDEX flow_todo_area ON flow_todo (list, scope, area, right_name, due_at, near_at, run) WHERE area <> '.';
CREATE INDEX flow_todo_run ON flow_todo (run, list);
-- What somebody did (list done) or began (list begun), newest first.
CREATE TABLE flow_mine (account TEXT NOT NULL, list TEXT NOT NULL, run TEXT NOT NULL, at TEXT NOT NULL, flow TEXT NOT NULL, PRIMARY KEY (account, list, run));
CREATE INDEX flow_mine_at ON flow_mine (account, list, at, run);
