-- What domains tell each other. A message is written in the transaction of the change it tells of.
CREATE TABLE outbox_message (
	id TEXT PRIMARY KEY,
	topic TEXT NOT NULL,
	key TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL,
	payload TEXT NOT NULL,
	due TEXT -- when to look at it next: '' at once, NULL when every reaction has handled it or was given up
);
CREATE INDEX outbox_message_due ON outbox_message (due, id);

-- What became of a message with one reaction. The row "done" is written in the reaction's own transaction.
CREATE TABLE outbox_delivery (
	message TEXT NOT NULL,
	reaction TEXT NOT NULL,
	state TEXT NOT NULL, -- done, failed (will be tried again), dead (given up)
	tries BIGINT NOT NULL,
	at TEXT NOT NULL, -- of the last try
	next TEXT NOT NULL, -- of the next try, for failed
	error TEXT NOT NULL,
	PRIMARY KEY (message, reaction)
);
CREATE INDEX outbox_delivery_open ON outbox_delivery (state, at, message) WHERE state <> 'done';
