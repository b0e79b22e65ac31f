package sampling

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shian/data/food"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/paper"
)

// mostBulletin is how many batches one bulletin may hold: some thirty pages, set in about a second.
const mostBulletin = 300

// A Bulletin is a document that publishes failing batches together.
type Bulletin struct {
	paper.Document
	Region string // short code: whose batches
	Area   string // its name
	Asked  string // what was asked for, in words
}

// failing gives the published failing results that a query finds, all of them.
func (s *Service) failing(ctx context.Context, q PublicQuery) ([]Public, error) {
	q.Conclusion, q.Limit = string(Fail), 200
	var all []Public
	for {
		found, err := s.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, found.Rows...)
		if len(all) > mostBulletin {
			return nil, fault.Refused(fmt.Sprintf("一份通告最多 %d 批次，请缩小地区、类别或日期范围", mostBulletin), fmt.Sprintf("a bulletin holds at most %d batches; narrow region, category or days", mostBulletin))
		}
		if q.After = found.Next; q.After == "" {
			return all, nil
		}
	}
}

// covers says in words what a bulletin covers.
func covers(q PublicQuery) string {
	var parts []string
	switch {
	case q.From != "" && q.To != "":
		parts = append(parts, q.From+"至"+q.To+"抽样")
	case q.From != "":
		parts = append(parts, q.From+"起抽样")
	case q.To != "":
		parts = append(parts, q.To+"前抽样")
	}
	if c, ok := food.Lookup(q.Category); ok {
		parts = append(parts, c.Name)
	}
	if q.Food != "" {
		parts = append(parts, "名称含“"+q.Food+"”")
	}
	return cmp.Or(strings.Join(parts, "，"), "全部日期和类别")
}

// bulletin sets failing batches out, one row each; a withdrawn one keeps its row and nothing else.
func bulletin(office, area, asked string, rows []Public, day string, old *paper.Document) paper.Content {
	standing := 0
	for i := range rows {
		if rows[i].State == Published {
			standing++
		}
	}
	c := paper.Content{Office: office, Title: fmt.Sprintf("关于 %d 批次食品抽样检验不合格情况的通告", standing), Official: true, Across: true, Seal: &paper.Seal{Office: office, Day: day}}
	c.Blocks = append(c.Blocks, paper.Text(fmt.Sprintf("%s，现将%s范围内（%s）已公示的不合格食品 %d 批次通告如下。结论只对所列批次，不涉及同一生产经营者的其他产品。", publicLaw, area, asked, standing)))
	if old != nil {
		c.Blocks = append(c.Blocks, paper.Text(fmt.Sprintf("本通告替代 %s。其中 %d 批次已撤回公示，不再列明。", old.Number, len(rows)-standing)))
	}
	t := paper.Table{Columns: []paper.Column{{Label: "序号", Weight: 0.55, Align: paper.Center}, {Label: "样品名称", Weight: 1.7}, {Label: "商标、规格", Weight: 1.3}, {Label: "生产日期或批号", Weight: 1.35},
		{Label: "标称生产者名称、地址", Weight: 2.4}, {Label: "被抽样单位名称、地址", Weight: 2.4}, {Label: "不合格项目：检验结果（标准值）", Weight: 2.3}}}
	for i := range rows {
		p := &rows[i]
		if p.State != Published {
			t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), "（已撤回公示）"})
			continue
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), p.Food, lines(p.Brand, p.Spec), lines(p.Made, p.Batch), lines(p.MakerName, p.MakerAddress), lines(p.OperatorName, p.OperatorAddress), failedLines(p.Failing)})
	}
	c.Blocks = append(c.Blocks, t)
	return c
}

// lines puts what there is one below the other.
func lines(all ...string) string {
	return cmp.Or(strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), "\n"), "/")
}

func failedLines(items []PublicItem) string {
	out := make([]string, len(items))
	for i, x := range items {
		out[i] = x.Item + "：" + x.Result + "（" + x.Limit + "）"
	}
	return lines(out...)
}

// within refuses to issue for a region that is not the actor's.
func within(ctx context.Context, region string) error {
	if a := access.From(ctx); a.All || a.Holds(region) {
		return nil
	}
	return fault.Refused("只能对本岗位所辖地区出具通告，请重选地区", "a bulletin can be issued for the regions of your own post only; choose another")
}

// Draft sets a bulletin out under the watermark of a draft.
func (s *Service) Draft(ctx context.Context, q PublicQuery) ([]byte, error) {
	c, _, err := s.bulletinOf(ctx, &q)
	if err != nil {
		return nil, err
	}
	return s.Papers.Preview(ctx, c)
}

// bulletinOf fills in the region of the query and sets the bulletin out.
func (s *Service) bulletinOf(ctx context.Context, q *PublicQuery) (paper.Content, []Public, error) {
	q.Region = cmp.Or(place.Short(q.Region), issuing(ctx))
	if err := within(ctx, q.Region); err != nil {
		return paper.Content{}, nil, err
	}
	rows, err := s.failing(ctx, *q)
	if err == nil && len(rows) == 0 {
		err = fault.Refused("没有符合条件的不合格批次，不能出具通告", "no failing batch fits; there is nothing to publish")
	}
	if err != nil {
		return paper.Content{}, nil, err
	}
	office, _ := s.office(issuing(ctx), KindBulletin)
	return bulletin(office, s.needs.Places.Tree().FullName(place.Full(q.Region), "zh"), covers(*q), rows, clock.Day(clock.Now(ctx)), nil), rows, nil
}

// IssueBulletin gives out a bulletin of the failing batches that the query finds, in the name of the office of the actor of ctx.
// Refused: beyond the actor's region, none found, too many.
func (s *Service) IssueBulletin(ctx context.Context, q PublicQuery) (*paper.Document, error) {
	c, rows, err := s.bulletinOf(ctx, &q)
	if err != nil {
		return nil, err
	}
	_, series := s.office(issuing(ctx), KindBulletin)
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	var x *paper.Document
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if gone, err := s.withdrawnAmong(ctx, tx, ids); err != nil || gone {
			return errors.Join(err, fault.Conflict("其中有结果刚刚撤回公示，请重新出具", "one of the results was withdrawn a moment ago; issue again"))
		}
		x, err = s.Papers.Issue(ctx, tx, paper.Draft{Series: series, RecordKind: KindBulletin, Record: "", Published: true, Scopes: access.Regions(q.Region), Content: c})
		if err != nil {
			return err
		}
		return keepBulletin(ctx, tx, Bulletin{*x, q.Region, s.needs.Places.Tree().FullName(place.Full(q.Region), "zh"), covers(q)}, ids)
	})
	return x, err
}

func (s *Service) withdrawnAmong(ctx context.Context, q db.Querier, ids []string) (bool, error) {
	var n int
	err := q.Row(ctx, `SELECT count(*) FROM sampling_result WHERE state <> 'published' AND id `+db.In(1, len(ids)), db.Args(ids)...).Scan(&n)
	return n > 0, err
}

func keepBulletin(ctx context.Context, tx *db.Tx, b Bulletin, results []string) error {
	if err := db.InsertRows(ctx, tx, "sampling_bulletin", []string{"document", "region", "area", "asked"}, "", [][]any{{b.ID, b.Region, b.Area, b.Asked}}); err != nil {
		return err
	}
	rows := make([][]any, len(results))
	for i, r := range results {
		rows[i] = []any{b.ID, i + 1, r}
	}
	return db.InsertRows(ctx, tx, "sampling_bulletin_row", []string{"document", "row", "result"}, "", rows)
}

// Bulletins gives the newest bulletins in force about a region or what lies in it, newest first; region empty: all.
func (s *Service) Bulletins(ctx context.Context, q db.Querier, region string, most int) ([]Bulletin, error) {
	return s.bulletins(ctx, q, `d.ended_at = '' AND b.region LIKE $1 ORDER BY b.document DESC LIMIT $2`, place.Short(region)+"%", most)
}

func (s *Service) bulletins(ctx context.Context, q db.Querier, cond string, args ...any) ([]Bulletin, error) {
	rows, err := q.Query(ctx, `SELECT b.document, b.region, b.area, b.asked FROM sampling_bulletin b JOIN paper_document d ON d.id = b.document WHERE `+cond, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Bulletin
	for rows.Next() {
		var b Bulletin
		if err := rows.Scan(&b.ID, &b.Region, &b.Area, &b.Asked); err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for i := range out {
		x, err := s.Papers.Known(ctx, q, out[i].ID)
		if err != nil {
			return nil, err
		}
		out[i].Document = *x
	}
	return out, nil
}

// rebulletin supersedes the bulletins in force that hold a withdrawn result.
func (s *Service) rebulletin(ctx context.Context, tx *db.Tx, result string) error {
	all, err := s.bulletins(ctx, tx, `d.ended_at = '' AND b.document IN (SELECT r.document FROM sampling_bulletin_row r WHERE r.result = $1) ORDER BY b.document`, result)
	if err != nil {
		return err
	}
	for _, old := range all {
		rows, ids, err := s.rowsOf(ctx, tx, old.ID)
		if err != nil {
			return err
		}
		office, series := s.office(old.Office, KindBulletin)
		x, err := s.Papers.Supersede(ctx, tx, old.ID, becauseWithdrawn, paper.Draft{Series: series, RecordKind: KindBulletin, Published: true, Scopes: access.Regions(old.Region),
			Content: bulletin(office, old.Area, old.Asked, rows, clock.Day(clock.Now(ctx)), &old.Document)})
		if err != nil {
			return err
		}
		if err := keepBulletin(ctx, tx, Bulletin{*x, old.Region, old.Area, old.Asked}, ids); err != nil {
			return err
		}
	}
	return nil
}

// rowsOf reads the results of a bulletin as they are published now, in its order.
func (s *Service) rowsOf(ctx context.Context, q db.Querier, document string) ([]Public, []string, error) {
	rows, err := s.publics(ctx, q, publicColumns+` JOIN sampling_bulletin_row b ON b.result = t.id WHERE b.document = $1 ORDER BY b.row`, document)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	return rows, ids, s.addFailing(ctx, q, rows)
}
