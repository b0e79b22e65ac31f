package laboratory

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// Fit reports whether a laboratory may receive a sample of the category for the items on the day: its qualification is in
// force, it is not barred, and each item lies in its scope. KindRefused names what is missing and what to do; KindMissing: there is no
// such laboratory. category "" asks for items in any food.
//
// 食品安全法 第八十四条.
func (s *Service) Fit(ctx context.Context, q db.Querier, laboratory, category string, items []string, day string) error {
	l, err := s.find(ctx, q, laboratory)
	if err != nil {
		return err
	}
	if err := l.inForce(day); err != nil {
		return err
	}
	if err := s.barred(ctx, q, l, day); err != nil {
		return err
	}
	have, err := s.scopes(ctx, q, laboratory, day)
	if err != nil {
		return err
	}
	var out []string
	for _, i := range items {
		if have.of(category, i) == nil {
			out = append(out, i)
		}
	}
	if len(out) > 0 {
		list := strings.Join(out, "、")
		return refused("fsl-84", "“"+l.Name+"”在 "+day+" 没有检验“"+list+"”的资质（不在认定范围或已过期），请改送有资质的机构，或先更新其认定范围",
			"“"+l.Name+"” is not qualified for “"+list+"” on "+day+" (outside its scope, or expired); send the sample elsewhere, or bring its scope up to date first")
	}
	return nil
}

func refused(law, zh, en string) error {
	f := fault.Refused(zh, en)
	f.Law = law
	return f
}

// inForce refuses a laboratory whose certificate is not in force on the day.
func (l *Laboratory) inForce(day string) error {
	switch {
	case l.Cancelled || l.Status == "closed":
		return refused("fsl-84", "“"+l.Name+"”已注销，请改送其他机构", "“"+l.Name+"” was closed; send the sample elsewhere")
	case l.Status == "suspended":
		return refused("fsl-84", "“"+l.Name+"”的资质已暂停，恢复之前请改送其他机构", "“"+l.Name+"” is suspended; send the sample elsewhere until it is restored")
	case day < l.From || day > l.To:
		return refused("fsl-84", "“"+l.Name+"”的资质认定证书 "+l.Number+" 有效期为 "+l.From+" 至 "+l.To+"，"+day+" 不在期内；请改送其他机构，或先登记换发的证书",
			"the qualification "+l.Number+" of “"+l.Name+"” holds from "+l.From+" to "+l.To+", not on "+day+"; send the sample elsewhere, or enter the renewed certificate first")
	}
	return nil
}

// barred refuses a laboratory that may not be commissioned on the day.
func (s *Service) barred(ctx context.Context, q db.Querier, l *Laboratory, day string) error {
	var decision, to string
	err := q.Row(ctx, `SELECT decision, ends FROM laboratory_bar WHERE laboratory = $1 AND begins <= $2 AND ends >= $2 AND NOT cancelled ORDER BY ends DESC, id LIMIT 1`, l.ID, day).Scan(&decision, &to)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return refused("sampling-2014-48", "“"+l.Name+"”因 "+decision+"，至 "+to+" 五年内不得委托，请改送其他机构", "“"+l.Name+"” may not be commissioned until "+to+" ("+decision+"); send the sample elsewhere")
}

// find gives a laboratory of the register, whoever asks.
func (s *Service) find(ctx context.Context, q db.Querier, id string) (*Laboratory, error) {
	l := &Laboratory{}
	err := q.Row(ctx, `SELECT id, name, number, begins, ends, prefix, status, retest, region, cancelled FROM laboratory WHERE id = $1`, id).
		Scan(&l.ID, &l.Name, &l.Number, &l.From, &l.To, &l.Prefix, &l.Status, &l.Retest, &l.Region, &l.Cancelled)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Missing("名录里没有这家检验机构，请从名录中选择", "the register has no such laboratory; choose one of the register")
	}
	return l, err
}

// held are the lines of a scope in force.
type held []Scope

func (s *Service) scopes(ctx context.Context, q db.Querier, laboratory, day string) (held, error) {
	rows, err := q.Query(ctx, `SELECT category, item, method, standard, loq FROM laboratory_scope
		WHERE laboratory = $1 AND begins <= $2 AND (ends = '' OR ends >= $2) AND NOT cancelled ORDER BY category DESC, item, begins DESC, id`, laboratory, day)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out held
	for rows.Next() {
		var x Scope
		if err := rows.Scan(&x.Category, &x.Item, &x.Method, &x.Standard, &x.LOQ); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// of gives the line for an item in a category: its own category first, then that of every food; nil when there is none. A
// category holds its finer ones: F01 those that begin so.
func (h held) of(category, item string) *Scope {
	i := slices.IndexFunc(h, func(x Scope) bool {
		return x.Item == item && (x.Category == "" || category == "" || strings.HasPrefix(category, x.Category))
	})
	if i < 0 {
		return nil
	}
	return &h[i]
}

// A Choice is a laboratory that a retest may be drawn from.
type Choice struct{ ID, Name, Region string }

// Eligible lists the laboratories of the retest list that are fit for the category and items on the day, but not the one named,
// by id: so that a draw is made of the same list in the same order by everybody.
//
// 食品安全抽样检验管理办法 第三十二条: never the laboratory of the first report.
func (s *Service) Eligible(ctx context.Context, q db.Querier, category string, items []string, day, not string) ([]Choice, error) {
	rows, err := q.Query(ctx, `SELECT id, name, region FROM laboratory WHERE retest AND id <> $1 AND NOT cancelled ORDER BY id`, not)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all, out []Choice
	for rows.Next() {
		var c Choice
		if err := rows.Scan(&c.ID, &c.Name, &c.Region); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, c := range all {
		switch err := s.Fit(ctx, q, c.ID, category, items, day); {
		case err == nil:
			out = append(out, c)
		case !fault.Is(err, fault.KindRefused):
			return nil, err
		}
	}
	return out, nil
}
