-- Facts of the last moments as they came, not summed up yet: many are added to the sums at once much cheaper than a few at
-- a time. A fact counts either here or in the sums.
CREATE TABLE measure_fresh (
	measure TEXT NOT NULL, day TEXT NOT NULL, region TEXT NOT NULL,
	dim0 TEXT NOT NULL, dim1 TEXT NOT NULL, dim2 TEXT NOT NULL, n BIGINT NOT NULL
);
