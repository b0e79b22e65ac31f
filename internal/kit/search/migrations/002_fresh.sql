-- Documents of the last moments, whose terms are not in the index yet: the index takes a hundred at once much cheaper than
-- a few at a time. A document's terms stand in one of the two. PostgreSQL's index has such a list of its own.
-- only: sqlite
CREATE TABLE search_fresh (rank INTEGER PRIMARY KEY, terms TEXT NOT NULL);
INSERT INTO search_term (search_term, rank) VALUES ('automerge', 8);
