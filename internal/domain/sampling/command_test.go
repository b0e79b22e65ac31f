package sampling_test

import (
	"encoding/json"
	"testing"

	"shian/internal/domain/sampling"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
)

func body(t *testing.T, x *sampling.Sample) json.RawMessage {
	t.Helper()
	b, err := json.Marshal(map[string]any{"purpose": "supervision", "stage": x.Stage, "sampled": x.SampledAt, "region": x.Region, "operator_name": x.OperatorName, "food": x.Food,
		"price": "3.5", "bought": "2", "refused": true, "refused_why": "不在场", "witness": "网格员", "laboratory": "lab1", "laboratory_name": "示例检验所",
		"takers": []map[string]string{{"person": "taker"}, {"person": "mate"}},
		"parts":  []map[string]string{{"part": "test", "quantity": "1", "unit": "kg", "seal": "A"}, {"part": "spare", "quantity": "1", "unit": "kg", "seal": "B"}}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A phone that lost the answer sends the same command again: one sheet, the same answer; another command under the key is refused.
func TestCommandsFromAnOutboxAreObeyedOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := sampling.Command{ID: "phone-1", Kind: "take", Record: "01977c1e-6c7a-7000-8000-000000000001", MadeAt: "2026-05-19T03:00:00.000Z", Body: body(t, paperOf(nil))}
		for range 3 {
			id, err := h.Obey(as(t, taker), m)
			if err != nil || id != m.Record {
				t.Fatalf("%q, %v", id, err)
			}
		}
		x := h.sampleOf(t, m.Record)
		if x.TakenAt != m.MadeAt || x.Total != "7.0" || h.taken(t) != 1 {
			t.Errorf("%s %s, %d taken", x.TakenAt, x.Total, h.taken(t))
		}
		other := m
		other.MadeAt = "2026-05-19T03:00:01.000Z"
		if _, err := h.Obey(as(t, taker), other); !fault.Is(err, fault.KindConflict) {
			t.Errorf("another command under the same key: %v", err)
		}
		ahead := sampling.Command{ID: "phone-2", Kind: "send", Record: x.ID, MadeAt: "2026-05-21T00:00:00.000Z"}
		if _, err := h.Obey(as(t, taker), ahead); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("made ahead of now: %v", err)
		}
		stale := sampling.Command{ID: "phone-3", Kind: "send", Record: x.ID, BaseVersion: x.Version + 1, Body: json.RawMessage(`{"sealed":true}`)}
		if _, err := h.Obey(as(t, taker), stale); !fault.Is(err, fault.KindConflict) {
			t.Errorf("an older sheet: %v", err)
		}
		send := sampling.Command{ID: "phone-4", Kind: "send", Record: x.ID, Body: json.RawMessage(`{"sealed":true}`)}
		for range 2 {
			if _, err := h.Obey(as(t, taker), send); err != nil {
				t.Fatal(err)
			}
		}
		if lines, err := h.CustodyOf(as(t, taker), x.ID); err != nil || len(lines) != 1 {
			t.Errorf("%d hand-overs, %v", len(lines), err)
		}
	})
}

func TestNumbersCarryACheckDigit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		numbers, err := h.Reserve(as(t, taker), "620102001", "2026-05-20", 3)
		if err != nil || len(numbers) != 3 || numbers[0][:15] != "CY6201022600001" || numbers[2][:15] != "CY6201022600003" {
			t.Fatal(numbers, err)
		}
		x := paperOf(nil)
		x.Number = numbers[1]
		h.take(t, x)
		for i := 2; i < 16; i++ { // every single wrong digit is found
			wrong := []byte(numbers[0])
			wrong[i] = '0' + (wrong[i]-'0'+1)%10
			y := paperOf(nil)
			y.Number = string(wrong)
			if f := form.Bind(y); f.Validate() == nil {
				t.Errorf("%s passes", wrong)
			}
		}
	})
}

// 食品安全抽样检验管理办法 第十五条: a place drawn at random can be drawn again by anybody who has the list.
func TestArticle15ADrawCanBeRepeated(t *testing.T) {
	list := map[int]int{}
	for i := range 3000 {
		at := sampling.Drawn(string(rune('a'+i%26))+string(rune(i)), "digest", 7)
		if at != sampling.Drawn(string(rune('a'+i%26))+string(rune(i)), "digest", 7) {
			t.Fatal("the same draw gives two places")
		}
		list[at]++
	}
	for at := range 7 {
		if n := list[at]; n < 330 || n > 530 {
			t.Errorf("place %d was drawn %d times of 3000", at, n)
		}
	}
}
