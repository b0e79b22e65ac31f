package plan

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"strings"
	"unicode/utf8"

	"shian/data/food"
	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/id"
)

// perAddress is how many ballots one address may send in a day: a family, a classroom, not a machine.
const perAddress = 20

// A Ballot is what somebody asks to have tested. Category is one of Categories; Food, Region (county or prefecture, or empty) and
// Barcode are as much as they said.
type Ballot struct {
	Category, Food, Region, Barcode string
}

// check puts the ballot in order and says what is wrong with it.
func (b *Ballot) check(t *place.Tree) error {
	var out []fault.Field
	b.Food = form.Clean(b.Food, false)
	b.Barcode = strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == ' ' || r == '-':
			return -1
		}
		return r
	}, form.Clean(b.Barcode, false))
	if _, ok := food.Lookup(b.Category); !ok || CategoryOf(b.Category) != b.Category {
		out = append(out, fault.Field{Name: "category", Label: "食品类别", Zh: "请选一个食品类别", En: "choose a kind of food"})
	}
	if utf8.RuneCountInString(b.Food) > 40 {
		out = append(out, fault.Field{Name: "food", Label: "具体食品", Zh: "最多 40 个字，请缩短", En: "at most 40 characters; shorten it"})
	}
	if b.Region != "" {
		b.Region = place.Short(b.Region)
		r, ok := t.Find(place.Full(b.Region))
		if !ok || r.Level != place.County && r.Level != place.Prefecture {
			out = append(out, fault.Field{Name: "region", Label: "地区", Zh: "没有这个地区，请重选", En: "there is no such region; choose again"})
		}
	}
	if b.Barcode != "" && !validBarcode(b.Barcode) {
		out = append(out, fault.Field{Name: "barcode", Label: "商品条码", Zh: "条码应为 8、12、13 或 14 位数字，且末位校验码正确；请对照包装重输", En: "a barcode has 8, 12, 13 or 14 digits and its last is a check digit; compare it with the package"})
	}
	if len(out) > 0 {
		return fault.Invalid(out...)
	}
	return nil
}

// validBarcode checks the GS1 check digit (GB 12904): from the right, weights 3 and 1 in turn.
func validBarcode(s string) bool {
	if n := len(s); n != 8 && n != 12 && n != 13 && n != 14 {
		return false
	}
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if s[len(s)-1-i] < '0' || d > 9 {
			return false
		}
		if i%2 == 1 {
			d *= 3
		}
		sum += d
	}
	return sum%10 == 0
}

// Device gives the device behind a cookie's value; a new one, with the value to set, when the cookie is missing or not ours.
func (s *Service) Device(cookie string) (device, set string) {
	device, sign, ok := strings.Cut(cookie, ".")
	if ok && len(device) == 32 && hmac.Equal([]byte(sign), []byte(s.sign("device", device))) {
		return device, ""
	}
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		panic(err) // the host has no randomness: nothing works
	}
	device = hex.EncodeToString(b)
	return device, device + "." + s.sign("device", device)
}

func (s *Service) sign(parts ...string) string {
	m := hmac.New(sha256.New, s.needs.Key)
	m.Write([]byte("vote|" + strings.Join(parts, "|")))
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// Cast takes a ballot in the round that is open today: one a device a day, some a day from one address. No right is asked and no
// person is known. Errors: KindInvalid names what is wrong; KindRefused says that no round is open or that there were enough.
func (s *Service) Cast(ctx context.Context, b Ballot, device, addr string) error {
	if err := b.check(s.tree()); err != nil {
		return err
	}
	v, err := s.running(ctx)
	if err != nil {
		return err
	}
	if v == nil {
		return fault.Refused("现在没有开放的征集，请留意下一次", "no round is open at present; watch for the next one")
	}
	now := clock.Now(ctx)
	day := clock.Day(now)
	source := s.sign("address", day, addr)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.Exec(ctx, `INSERT INTO plan_ballot (id, round, day, device, category, food, region, barcode, cast_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
			id.New(), v.ID, day, device, b.Category, b.Food, b.Region, b.Barcode, clock.Instant(now))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fault.Refused("这台设备今天已经投过一票，明天可以再投", "this device has voted today; it may vote again tomorrow"))
		}
		if _, err := tx.Exec(ctx, `INSERT INTO plan_ballot_source (day, source, n) VALUES ($1, $2, 1) ON CONFLICT (day, source) DO UPDATE SET n = plan_ballot_source.n + 1`, day, source); err != nil {
			return err
		}
		var n int64
		if err := tx.Row(ctx, `SELECT n FROM plan_ballot_source WHERE day = $1 AND source = $2`, day, source).Scan(&n); err != nil {
			return err
		}
		if n > perAddress {
			return fault.Refused("这个网络今天投票太多，请明天再来，或换一个网络", "too many votes came from this network today; come back tomorrow or use another")
		}
		return nil
	})
}

// A Tally is how often a category was asked for, and what became of it in the plan and its results.
type Tally struct {
	Category string
	Votes    int64
	Planned  int64 // supervision batches of the plan in force
	Extra    int64 // of these by the share for the public
	Tested   int64 // published results of the year
	Failed   int64
}

// tallies counts the ballots of a round by category, most asked for first.
func (s *Service) tallies(ctx context.Context, round string) ([]Tally, error) {
	rows, err := s.db.Query(ctx, `SELECT category, count(*) AS votes FROM plan_ballot WHERE round = $1 GROUP BY category ORDER BY votes DESC, category`, round)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Tally
	for rows.Next() {
		var x Tally
		if err := rows.Scan(&x.Category, &x.Votes); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// foods are the foods named most in a round, with how often; only those that several people named are told to everybody.
func (s *Service) foods(ctx context.Context, round string, least int) ([]Tally, error) {
	rows, err := s.db.Query(ctx, `SELECT food, count(*) AS votes FROM plan_ballot WHERE round = $1 AND food <> '' GROUP BY food HAVING count(*) >= $2 ORDER BY votes DESC, food LIMIT 12`, round, least)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Tally
	for rows.Next() {
		var x Tally
		if err := rows.Scan(&x.Category, &x.Votes); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// barcodes are how many ballots of a round carry one.
func (s *Service) barcodes(ctx context.Context, round string) (n int64, err error) {
	err = s.db.Row(ctx, `SELECT count(*) FROM plan_ballot WHERE round = $1 AND barcode <> ''`, round).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return n, err
}

// Forget removes the counts by address of days gone by: the platform's nightly tidying calls it.
func (s *Service) Forget(ctx context.Context) error {
	day := clock.Day(clock.Now(ctx))
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM plan_ballot_source WHERE day < $1`, day)
		return err
	})
}
