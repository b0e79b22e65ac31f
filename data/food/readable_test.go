package food

import (
	"testing"

	"shian/engine/limit"
)

// Every limit of the table can be read by the engine that judges by it.
func TestEveryLimitIsReadable(t *testing.T) {
	for _, l := range Limits() {
		if _, err := limit.ParseLimit(l.Limit); err != nil {
			t.Errorf("%s %s %q: %v", l.Food, l.Item, l.Limit, err)
		}
		if l.Limit[0] == 'n' {
			continue // a sampling plan needs the results of all its samples
		}
		if got := limit.Judge(l.Limit, "未检出", limit.Full); got.Verdict != limit.Pass {
			t.Errorf("%s %s %q: 未检出 is %v: %v", l.Food, l.Item, l.Limit, got.Verdict, got)
		}
	}
}
