-- What happened to a business, one line each. scopes are those who see the line, one after another with a blank between.
CREATE TABLE timeline_line (
	id TEXT PRIMARY KEY, operator TEXT NOT NULL, day TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL,
	zh TEXT NOT NULL, en TEXT NOT NULL, tone TEXT NOT NULL, public BOOLEAN NOT NULL, scopes TEXT NOT NULL
);
CREATE INDEX timeline_line_operator ON timeline_line (operator, day, id);
