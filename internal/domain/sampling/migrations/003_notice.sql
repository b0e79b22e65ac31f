-- What a bulletin of failing batches was asked for, in words, and which results stand in its rows. The document itself is in
-- paper_document; the notice of a single result needs no rows, its document names the result.
CREATE TABLE sampling_bulletin (document TEXT PRIMARY KEY, region TEXT NOT NULL, area TEXT NOT NULL, asked TEXT NOT NULL);
CREATE INDEX sampling_bulletin_region ON sampling_bulletin (region, document);
CREATE TABLE sampling_bulletin_row (document TEXT NOT NULL, row BIGINT NOT NULL, result TEXT NOT NULL, PRIMARY KEY (document, row));
CREATE INDEX sampling_bulletin_row_result ON sampling_bulletin_row (result, document);
