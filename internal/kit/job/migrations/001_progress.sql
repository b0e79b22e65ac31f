-- Long work and how far it is. attempt tells one start from the next after a crash; beat_at is the last sign of life.
CREATE TABLE job_progress (
	id TEXT PRIMARY KEY, kind TEXT NOT NULL, args TEXT NOT NULL, state TEXT NOT NULL, attempt BIGINT NOT NULL, cancelled BOOLEAN NOT NULL,
	done BIGINT NOT NULL, total BIGINT NOT NULL, result TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, beat_at TEXT NOT NULL, ended_at TEXT NOT NULL
);
CREATE INDEX job_progress_state ON job_progress (state, beat_at);
CREATE INDEX job_progress_maker ON job_progress (made_by, made_at);
