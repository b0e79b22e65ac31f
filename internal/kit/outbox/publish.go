package outbox

import (
	"context"
	"encoding/json"
	"fmt"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/id"
)

// A Message tells that something happened.
type Message struct {
	ID, Topic, Key, At, Actor string // Topic: sampling.failed; Key: of the record it is about
	Payload                   []byte // JSON
}

// Read puts the payload into v.
func (m Message) Read(v any) error {
	if err := json.Unmarshal(m.Payload, v); err != nil {
		return fmt.Errorf("payload of %s: %w", m.Topic, err)
	}
	return nil
}

var messages = &db.Batch{Table: "outbox_message", Columns: []string{"id", "topic", "key", "at", "actor", "payload", "due"}}

// Publish tells the reactions of the topic once the transaction is committed. payload is written as JSON; key is the
// record it is about.
func Publish(ctx context.Context, tx *db.Tx, topic, key string, payload any) error {
	b, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("payload of %s: %w", topic, err)
	}
	tx.Append(messages, id.New(), topic, key, clock.Instant(clock.Now(ctx)), access.From(ctx).ID, string(b), "")
	return nil
}
