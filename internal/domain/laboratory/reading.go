package laboratory

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"strings"

	"shian/engine/limit"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/i18n"
	"shian/internal/kit/measure"
	"shian/internal/kit/record"
)

func (s *Service) newTests(d *db.DB) *record.Kind[Test, *Test] {
	return record.New(d, record.Spec[Test]{Name: KindTest, Label: "检验任务", Local: true, Scopes: func(t *Test) []access.Scope { return own(t.Laboratory) },
		Prepare: func(ctx context.Context, t *Test) error { return platformOnly(ctx, t.Version) },
		Check: func(_ context.Context, _ db.Querier, old, t *Test) error {
			if t.Cancelled {
				return fault.Refused("检验任务随委托产生，不能单独注销", "a test comes with its order and cannot be cancelled by itself")
			}
			if old != nil && old.Readings > 0 && old.Method != t.Method {
				return fault.Refused("已有结果，不能改方法；换方法复测的，在复测结果里写明方法", "there is a result already; a retest by another method names it")
			}
			return nil
		}})
}

func (s *Service) newReadings(d *db.DB) *record.Kind[Reading, *Reading] {
	return record.New(d, record.Spec[Reading]{Name: KindReading, Label: "检验结果", Local: true, Scopes: func(r *Reading) []access.Scope { return own(r.Laboratory) },
		Prepare: s.prepareReading, Check: s.checkReading, Then: s.thenReading, Marks: marks, Marked: s.marked})
}

// platformOnly refuses to make by hand what comes with an order.
func platformOnly(ctx context.Context, version int64) error {
	if version == 0 && access.From(ctx).Side != access.SideSystem {
		return fault.Invalid(fault.Field{Name: "code", Label: "盲样编号", Zh: "检验任务和备份样品随委托产生，不能单独新建；请登记检验委托", En: "tests and spares come with an order; enter the order"})
	}
	return nil
}

// marks tell that a sheet holds the first result of a test twice.
func marks(r *Reading) []record.Mark {
	if r.Again {
		return nil
	}
	return []record.Mark{{Field: "item", Value: r.Code + " " + r.Item}}
}

// marked is left to checkReading, which knows the laboratory.
func (s *Service) marked(context.Context, db.Querier, []record.Mark) (map[record.Mark]string, error) {
	return map[record.Mark]string{}, nil
}

// A task is what a reading is for.
type task struct {
	order, test, region, method string
	readings                    int64
	state                       State
}

// taskOf finds the test of a blind code and item in a laboratory.
func (s *Service) taskOf(ctx context.Context, q db.Querier, laboratory, code, item string) (task, error) {
	var t task
	err := q.Row(ctx, `SELECT t.order_id, t.id, t.region, t.method, t.readings, o.state FROM laboratory_test t JOIN laboratory_order o ON o.id = t.order_id
		WHERE t.laboratory = $1 AND t.code = $2 AND t.item = $3 AND NOT t.cancelled`, laboratory, code, item).Scan(&t.order, &t.test, &t.region, &t.method, &t.readings, &t.state)
	return t, err
}

// prepareReading finds the test that was measured.
func (s *Service) prepareReading(ctx context.Context, r *Reading) error {
	if r.Version > 0 {
		return nil // checkReading refuses it
	}
	a := access.From(ctx)
	if a.Side == access.SideLaboratory {
		r.Laboratory = a.Operator
	}
	if r.Code == "" || r.Item == "" {
		return nil // the fields themselves say so
	}
	t, err := s.taskOf(ctx, s.db, r.Laboratory, r.Code, r.Item)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Invalid(fault.Field{Name: "code", Label: "盲样编号", Zh: "本机构没有这个盲样编号和项目的检验任务，请核对编号和项目名称", En: "the laboratory has no test of this blind code and item; check both"})
	}
	if err != nil {
		return err
	}
	r.Order, r.Test, r.Region, r.Analyst = t.order, t.test, t.region, a.Name
	r.Day, r.Method = cmp.Or(r.Day, today(ctx)), cmp.Or(r.Method, t.method)
	if r.Day > today(ctx) {
		return fault.Invalid(fault.Field{Name: "day", Label: "检验日期", Zh: "检验日期不能晚于今天", En: "the day of the test lies ahead"})
	}
	if _, err := limit.ParseResult(r.Value); err != nil {
		var no *limit.Refusal
		if errors.As(err, &no) && r.Value != "" {
			return fault.Invalid(fault.Field{Name: "value", Label: "结果", Zh: no.Zh, En: no.En})
		}
	}
	return s.fitReading(ctx, r)
}

// fitReading wants an authorised analyst and a control run that exists.
func (s *Service) fitReading(ctx context.Context, r *Reading) error {
	if err := s.authorised(ctx, s.db, r.Laboratory, RoleAnalyst, []string{r.Item}, r.Day); err != nil {
		f := fault.Of(err)
		if f.Kind != fault.KindRefused {
			return err
		}
		return fault.Invalid(fault.Field{Name: "item", Label: "检验项目", Zh: f.Zh, En: f.En})
	}
	if r.Run == "" {
		return nil
	}
	item, err := one(ctx, s.db, `SELECT item FROM laboratory_run WHERE laboratory = $1 AND number = $2 AND NOT cancelled`, r.Laboratory, r.Run)
	switch {
	case err != nil:
		return err
	case item == "":
		return fault.Invalid(fault.Field{Name: "run", Label: "质控批号", Zh: "没有这个质控批，请先录入质控批，或核对批号", En: "there is no such control run; enter it first, or check its number"})
	case item != r.Item:
		return fault.Invalid(fault.Field{Name: "run", Label: "质控批号", Zh: "这个质控批是“" + item + "”的，请核对批号", En: "this control run is of “" + item + "”; check its number"})
	}
	return nil
}

// checkReading keeps readings as they are, and asks for a reason to measure again.
func (s *Service) checkReading(ctx context.Context, q db.Querier, old, r *Reading) error {
	if old != nil {
		return fault.Invalid(fault.Field{Name: "value", Label: "结果", Zh: "检验结果录入后不能修改或删除；有误的，请录入复测结果并写明原因，原结果保留", En: "a result stays as it was entered; enter a retest with its reason, and both are kept"})
	}
	t, err := s.taskOf(ctx, q, r.Laboratory, r.Code, r.Item)
	if err != nil {
		return err
	}
	switch {
	case t.state == Coming:
		return fault.Invalid(fault.Field{Name: "code", Label: "盲样编号", Zh: "样品还没有收样，不能录入结果", En: "the sample was not received yet"})
	case t.state != Testing:
		return fault.Invalid(fault.Field{Name: "code", Label: "盲样编号", Zh: "样品已提交校核、已批准或已拒收，不能再录入结果；需要复测的，请先退回检验", En: "the order is being checked, was approved or was rejected; have it returned first"})
	case t.readings > 0 && !r.Again:
		return fault.Invalid(fault.Field{Name: "again", Label: "复测", Zh: "这个项目已有结果；再测请勾选“复测”并写明原因，原结果保留", En: "this item has a result; tick retest and say why, and both are kept"})
	case t.readings == 0 && r.Again:
		return fault.Invalid(fault.Field{Name: "again", Label: "复测", Zh: "这个项目还没有结果，不是复测", En: "this item has no result yet, so this is no retest"})
	case r.Again && strings.TrimSpace(r.Why) == "":
		return fault.Invalid(fault.Field{Name: "why", Label: "复测原因", Zh: "请写明复测原因", En: "say why it was measured again"})
	}
	return nil
}

// thenReading makes the reading the one that counts, and previews the verdict.
func (s *Service) thenReading(ctx context.Context, tx *db.Tx, action string, _, r *Reading) error {
	if action != record.Created {
		return nil
	}
	o, err := s.Orders.GetTx(acting(ctx), tx, r.Order)
	if err != nil {
		return err
	}
	_, err = s.Tests.MoveTx(ctx, tx, r.Test, "measured", func(t *Test) {
		t.Result, t.Reading, t.Readings, t.State = r.Value, r.ID, t.Readings+1, "entered"
		t.Method = r.Method
		if e := s.judge(ctx, tx, o, t); e != nil {
			err = e
		}
	})
	kind := "first"
	if r.Again {
		kind = "again"
	}
	measure.Add(tx, measure.Fact{Measure: MeasureReading, Day: r.Day, Region: r.Region, Dims: [3]string{r.Laboratory, kind, ""}, N: 1})
	return err
}

// judge previews the verdict of a test by the limit in force on the day of production.
//
// 食品安全法 第二十六条, 第三十四条.
func (s *Service) judge(ctx context.Context, q db.Querier, o *Order, t *Test) error {
	day := cmp.Or(o.Made, today(ctx))
	rule, found, err := s.needs.Limits.For(ctx, q, o.Category, o.Food, t.Item, day)
	if err != nil {
		return err
	}
	t.Limit, t.Basis, t.Mode = "", "", ""
	if found {
		t.Limit, t.Basis, t.Mode = rule.Text, strings.TrimSpace(rule.Basis+" "+rule.Clause), rule.Mode
	}
	j := limit.Judge(t.Limit, t.Result, t.Mode)
	t.Verdict, t.ReasonZh, t.ReasonEn = j.Verdict, j.Zh, j.En
	if !found && t.Verdict == limit.NoLimit {
		zh := "没有查到生产当日有效的限量，不作判定"
		t.ReasonZh, t.ReasonEn = zh, i18n.T("en", zh)
	}
	return nil
}

// authorised refuses whoever holds no authorisation of the laboratory for the role and items on the day.
//
// 食品安全法 第八十五条.
func (s *Service) authorised(ctx context.Context, q db.Querier, laboratory, role string, items []string, day string) error {
	a := access.From(ctx)
	if a.Side == access.SideSystem {
		return nil
	}
	rows, err := q.Query(ctx, `SELECT items FROM laboratory_person WHERE laboratory = $1 AND account = $2 AND role = $3 AND begins <= $4 AND (ends = '' OR ends >= $4) AND NOT cancelled ORDER BY id`,
		laboratory, a.ID, role, day)
	if err != nil {
		return err
	}
	defer rows.Close()
	may, every := map[string]bool{}, false
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		every = every || text == ""
		for _, i := range Named(text) {
			may[i] = true
		}
	}
	if err := rows.Err(); err != nil || every {
		return err
	}
	for _, i := range items {
		if !may[i] {
			return refused("fsl-85", "您在"+day+"没有“"+i+"”的“"+label(Roles, role)+"”授权，请由本机构负责人在检验人员里登记授权", "you hold no authorisation of this laboratory for “"+i+"” on "+day+"; its manager enters it with the people")
		}
	}
	return nil
}

func one(ctx context.Context, q db.Querier, text string, args ...any) (string, error) {
	var out string
	err := q.Row(ctx, text, args...).Scan(&out)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return out, err
}
