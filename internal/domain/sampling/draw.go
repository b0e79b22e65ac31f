package sampling

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
)

// draw finds the place of sampling of a task among the businesses at work in its region, of its trade and, for producers, its
// category. The seed, the number of candidates and the digest of their list are kept, so that the draw can be repeated with
// Drawn by whoever has the list.
//
// 食品安全抽样检验管理办法 第十五条: whom to sample is chosen at random.
func (s *Service) draw(ctx context.Context, t *Task) error {
	category := ""
	if t.Trade == "production" || t.Trade == "workshop" {
		category = t.Category
	}
	list, err := s.needs.Operators.Candidates(ctx, s.db, t.Region, t.Trade, category)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fault.Invalid(fault.Field{Name: "trade", Label: "业态", Zh: "该地区没有符合条件的在营单位，请改换业态或改为现场随机选取", En: "no business at work in the region fits; choose another trade, or choose at random on the spot"})
	}
	seed := make([]byte, 16)
	if _, err := rand.Read(seed); err != nil {
		return err
	}
	t.Seed, t.Candidates, t.CandidateHash = hex.EncodeToString(seed), int64(len(list)), candidateHash(list)
	t.DrawnAt = clock.Instant(clock.Now(ctx))
	t.Operator = list[Drawn(t.Seed, t.CandidateHash, len(list))]
	return nil
}

func candidateHash(ids []string) string {
	sum := sha256.Sum256([]byte(strings.Join(ids, "\n")))
	return hex.EncodeToString(sum[:])
}

// Drawn is the place, from 0, that a draw fell on among n ≥ 1 candidates: HMAC-SHA256 of the list's digest under the seed, its
// eight-byte words in turn, the first below the greatest multiple of n, modulo n. Every candidate is equally likely.
func Drawn(seed, digest string, n int) int {
	m, most := uint64(n), ^uint64(0)-^uint64(0)%uint64(n) //nolint:gosec // n is a length
	for round := uint64(0); ; round++ {
		h := hmac.New(sha256.New, []byte(seed))
		_ = binary.Write(h, binary.BigEndian, round) // a hash takes everything
		h.Write([]byte(digest))
		sum := h.Sum(nil)
		for at := 0; at < len(sum); at += 8 {
			if v := binary.BigEndian.Uint64(sum[at:]); v < most {
				return int(v % m) //nolint:gosec // below n
			}
		}
	}
}
