-- Facts summed up by region and period. parent is the region one level up ('' above a province), so that one range of the
-- key holds all children of a region; period is y2025, m2025-01 or d2025-01-02; lane keeps writers that add to the same
-- sum at the same moment out of each other's way. What one row says is nothing: only sums over rows count.
-- only: sqlite
CREATE TABLE measure_roll (
	measure TEXT NOT NULL, parent TEXT NOT NULL, period TEXT NOT NULL, region TEXT NOT NULL,
	dim0 TEXT NOT NULL, dim1 TEXT NOT NULL, dim2 TEXT NOT NULL, lane BIGINT NOT NULL, n BIGINT NOT NULL,
	PRIMARY KEY (measure, parent, period, region, dim0, dim1, dim2, lane)
) WITHOUT ROWID;
-- only: postgres
CREATE TABLE measure_roll (
	measure TEXT NOT NULL, parent TEXT NOT NULL, period TEXT NOT NULL, region TEXT NOT NULL,
	dim0 TEXT NOT NULL, dim1 TEXT NOT NULL, dim2 TEXT NOT NULL, lane BIGINT NOT NULL, n BIGINT NOT NULL,
	PRIMARY KEY (measure, parent, period, region, dim0, dim1, dim2, lane)
) WITH (fillfactor = 70);
