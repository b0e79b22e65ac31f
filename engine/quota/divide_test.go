package quota_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"shian/engine/quota"
)

// 《实施意见》一(二) T1: 4 batches a 1,000 residents, rounded up; the figures are those of the census of 2020 (待核).
func TestTargetOfTheProvinceAndItsPrefectures(t *testing.T) {
	for residents, want := range map[int64]int64{25019831: 100080, 4359446: 17438, 312663: 1251, 1: 1, 250: 1, 251: 2, 1000: 4, 0: 0, -5: 0} {
		if got := quota.Target(residents); got != want {
			t.Errorf("%d residents: %d batches, want %d", residents, got, want)
		}
	}
}

func parts(t *rapid.T) []quota.Part {
	n := rapid.IntRange(1, 30).Draw(t, "n")
	out := make([]quota.Part, n)
	for i := range out {
		out[i] = quota.Part{Key: fmt.Sprintf("k%02d", i), Weight: float64(rapid.IntRange(0, 50).Draw(t, "weight")) / 7, Min: int64(rapid.IntRange(0, 5).Draw(t, "min"))}
		if rapid.Bool().Draw(t, "capped") {
			out[i].Max = out[i].Min + int64(rapid.IntRange(0, 40).Draw(t, "room"))
		}
	}
	return out
}

func TestDividingAddsUpWithinBoundsInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all, total := parts(t), int64(rapid.IntRange(0, 400).Draw(t, "total"))
		got, err := quota.Divide(total, all)
		least, room, open := int64(0), int64(0), false
		for _, p := range all {
			least, room, open = least+p.Min, room+p.Max, open || p.Max == 0
		}
		switch {
		case least > total:
			if !errors.Is(err, quota.ErrLeast) {
				t.Fatalf("minimum %d of %d: %v", least, total, err)
			}
			return
		case !open && room < total:
			if !errors.Is(err, quota.ErrRoom) {
				t.Fatalf("room %d for %d: %v", room, total, err)
			}
			return
		case err != nil:
			t.Fatal(err)
		}
		sum := int64(0)
		for i, p := range all {
			sum += got[i]
			if got[i] < p.Min || p.Max > 0 && got[i] > p.Max {
				t.Fatalf("%+v got %d", p, got[i])
			}
			for j, q := range all {
				if p.Min == q.Min && p.Max == q.Max && p.Weight > q.Weight && got[i] < got[j] {
					t.Fatalf("%+v got %d, lighter %+v got %d", p, got[i], q, got[j])
				}
			}
		}
		if sum != total {
			t.Fatalf("sum %d of %d", sum, total)
		}
		mixed := append([]quota.Part(nil), all...)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		again, err := quota.Divide(total, mixed)
		if err != nil {
			t.Fatal(err)
		}
		by := map[string]int64{}
		for i, p := range mixed {
			by[p.Key] = again[i]
		}
		for i, p := range all {
			if by[p.Key] != got[i] {
				t.Fatalf("%s: %d, in another order %d", p.Key, got[i], by[p.Key])
			}
		}
	})
}

func TestLargestRemainderByHand(t *testing.T) {
	for name, c := range map[string]struct {
		total int64
		parts []quota.Part
		want  []int64
	}{
		"three thirds":       {10, []quota.Part{{Key: "a", Weight: 1}, {Key: "b", Weight: 1}, {Key: "c", Weight: 1}}, []int64{4, 3, 3}},
		"remainders":         {10, []quota.Part{{Key: "a", Weight: 47}, {Key: "b", Weight: 16}, {Key: "c", Weight: 37}}, []int64{5, 1, 4}},
		"minimum":            {10, []quota.Part{{Key: "a", Weight: 98}, {Key: "b", Weight: 1, Min: 3}, {Key: "c", Weight: 1}}, []int64{7, 3, 0}},
		"cap":                {10, []quota.Part{{Key: "a", Weight: 98, Max: 4}, {Key: "b", Weight: 1}, {Key: "c", Weight: 1}}, []int64{4, 3, 3}},
		"no weight at all":   {5, []quota.Part{{Key: "a"}, {Key: "b"}}, []int64{3, 2}},
		"weight cannot take": {9, []quota.Part{{Key: "a", Weight: 1, Max: 4}, {Key: "b"}}, []int64{4, 5}},
		"nothing":            {0, []quota.Part{{Key: "a", Weight: 1}}, []int64{0}},
	} {
		got, err := quota.Divide(c.total, c.parts)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v %v, want %v", name, got, err, c.want)
		}
	}
	for _, bad := range [][]quota.Part{{{Key: "a"}, {Key: "a"}}, {{Key: "a", Weight: -1}}, {{Key: "a", Min: 2, Max: 1}}} {
		if _, err := quota.Divide(3, bad); err == nil {
			t.Errorf("%+v was divided", bad)
		}
	}
}
