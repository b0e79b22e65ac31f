package record

import "testing"

// SeeLargely makes every actor count as one who sees many records, for the rest of a test.
func SeeLargely(t *testing.T) {
	was := smallView
	smallView = -1
	t.Cleanup(func() { smallView = was })
}
