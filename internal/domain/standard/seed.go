package standard

import (
	"context"

	"shian/data/food"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

// seed fills an empty store from data/food: the standards named there, then their limits. A store that has a standard
// already is left alone, whatever was changed in it.
func (s *Service) seed(ctx context.Context) error {
	var n int
	if err := s.db.Row(ctx, `SELECT count(*) FROM (SELECT 1 FROM standard LIMIT 1) AS head`).Scan(&n); err != nil || n > 0 {
		return err
	}
	ctx = access.With(clock.With(ctx, clock.System), access.System)
	limits := food.Limits()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		ids := map[string]string{}
		for _, t := range documents(limits) {
			t.ID = ""
			if err := s.Standards.CreateTx(ctx, tx, &t); err != nil {
				return err
			}
			ids[t.Code] = t.ID
		}
		for _, l := range limits {
			x := Limit{Standard: ids[l.Basis], Category: l.Category, Food: l.Food, Item: l.Item, Text: l.Limit, Clause: l.Clause, From: l.ValidFrom, To: l.ValidTo, Mark: Memory}
			if l.Verified {
				x.Mark = Checked
			}
			if err := s.Limits.CreateTx(ctx, tx, &x); err != nil {
				return err
			}
		}
		return nil
	})
}

// documents are the standards the limits name, with the span of days their limits hold.
func documents(limits []food.Limit) []Standard {
	var out []Standard
	at := map[string]int{}
	for _, l := range limits {
		i, known := at[l.Basis]
		if !known {
			at[l.Basis] = len(out)
			out = append(out, Standard{Code: l.Basis, Title: titles[family(l.Basis)], From: l.ValidFrom, To: l.ValidTo})
			if out[len(out)-1].Title == "" {
				out[len(out)-1].Title = l.Basis
			}
			continue
		}
		t := &out[i]
		t.From = min(t.From, l.ValidFrom)
		if t.To != "" && (l.ValidTo == "" || l.ValidTo > t.To) {
			t.To = l.ValidTo
		}
	}
	for i := range out { // the version before it, within a family
		for _, o := range out {
			if family(o.Code) == family(out[i].Code) && o.From < out[i].From && (out[i].Replaces == "" || o.Code > out[i].Replaces) {
				out[i].Replaces = o.Code
			}
		}
	}
	return out
}

// family is a number without its year: GB 2762.
func family(code string) string {
	for i := len(code) - 1; i > 0; i-- {
		if code[i] == '-' {
			return code[:i]
		}
	}
	return code
}

var titles = map[string]string{
	"GB 2760":    "食品安全国家标准 食品添加剂使用标准",
	"GB 2761":    "食品安全国家标准 食品中真菌毒素限量",
	"GB 2762":    "食品安全国家标准 食品中污染物限量",
	"GB 2763":    "食品安全国家标准 食品中农药最大残留限量",
	"GB 29921":   "食品安全国家标准 预包装食品中致病菌限量",
	"GB 31607":   "食品安全国家标准 散装即食食品中致病菌限量",
	"GB 31650":   "食品安全国家标准 食品中兽药最大残留限量",
	"GB 31650.1": "食品安全国家标准 食品中 41 种兽药最大残留限量",
}
