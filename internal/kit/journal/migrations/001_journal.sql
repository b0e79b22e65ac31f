-- What changed. A row is written in the transaction of the change and never altered, save that the sealer numbers it.
CREATE TABLE journal_entry (
	id TEXT PRIMARY KEY,
	leaf BIGINT, -- number in the log; NULL until sealed
	at TEXT NOT NULL,
	kind TEXT NOT NULL,
	record TEXT NOT NULL,
	action TEXT NOT NULL,
	revision BIGINT NOT NULL, -- of the record, 0 when it has none
	actor TEXT NOT NULL,
	salt TEXT NOT NULL, -- secret: the salts of content, publication, record and actor derive from it
	hash TEXT NOT NULL, -- salted hash of the content; '' when the change has none
	public_hash TEXT NOT NULL, -- salted hash of the publication; '' when it is none
	public TEXT -- the publication itself
);
CREATE UNIQUE INDEX journal_entry_leaf ON journal_entry (leaf) WHERE leaf IS NOT NULL;
CREATE INDEX journal_entry_open ON journal_entry (at, id) WHERE leaf IS NULL;
CREATE INDEX journal_entry_record ON journal_entry (record);

-- The hashes of the Merkle tree in tiles of 256, written over until full. See c2sp.org/tlog-tiles.
CREATE TABLE journal_tile (
	level BIGINT NOT NULL,
	number BIGINT NOT NULL,
	hashes TEXT NOT NULL, -- base64 of 1 to 256 hashes of 32 bytes
	PRIMARY KEY (level, number)
);

-- The one row about the log: how far it is sealed, and who may seal until when. The token rises with every holder.
CREATE TABLE journal_log (
	name TEXT PRIMARY KEY,
	size BIGINT NOT NULL,
	checkpoint TEXT NOT NULL,
	holder TEXT NOT NULL,
	token BIGINT NOT NULL,
	until TEXT NOT NULL
);
INSERT INTO journal_log (name, size, checkpoint, holder, token, until) VALUES ('log', 0, '', '', 0, '');

-- The records of a batch action, which has one entry, and so one leaf, for all of them.
CREATE TABLE journal_row (
	entry TEXT NOT NULL,
	record TEXT NOT NULL,
	revision BIGINT NOT NULL,
	hash TEXT NOT NULL, -- salted hash of the content
	PRIMARY KEY (entry, record)
);
