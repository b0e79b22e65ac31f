package disposal

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"strings"

	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the table of disposals.
var Schema = db.Schema{Name: "disposal", Files: migrations}

// A Finding is a published failing result, as its own package knows it.
type Finding struct {
	Result, Number, Food, Failing, Batch, Made, Day     string
	Region                                              string // where it was sampled
	Outside                                             bool   // in another province
	Operator, OperatorName, OperatorAddress             string
	Maker, MakerName, MakerAddress                      string
	Category, OperatorRegion, MakerRegion, Purpose, Lab string
}

// A Same is another sample of the same batch: same maker, same food, same batch number or day of making.
type Same struct {
	Result, Number, Operator, OperatorName, Region, Day, Conclusion string
	Href                                                            string // its page, for whoever may see it
}

// Samples knows the other samples of a batch; package sampling does.
type Samples interface {
	SameBatch(ctx context.Context, q db.Querier, result string) ([]Same, error)
}

// Needs are the services of others that disposals rest on.
type Needs struct {
	Flow      *flow.Engine
	Operators *operator.Service
	Places    *place.Service
	Samples   Samples
}

// Service keeps disposals and takes them through their lifecycle.
type Service struct {
	db        *db.DB
	needs     Needs
	Disposals *record.Kind[Disposal, *Disposal]
}

// New makes the service on a migrated database and registers what it does at each step of the flow.
func New(d *db.DB, n Needs) *Service {
	s := &Service{db: d, needs: n}
	s.Disposals = record.New(d, record.Spec[Disposal]{Name: Kind, Label: "核查处置", Local: true, Scopes: scopes,
		Title: title, Note: func(d *Disposal) string { return d.Number }, Text: func(d *Disposal) string { return d.Number + " " + d.Batch + " " + d.Party + " " + d.CaseNumber },
		Check: s.check})
	s.guards()
	n.Flow.Hook(Kind, s.step)
	n.Operators.OnMerge(s.merge)
	n.Operators.AddTab(s.tab())
	return s
}

// Kinds are the kinds of record this package keeps.
func (s *Service) Kinds() []record.Any { return []record.Any{s.Disposals} }

func title(d *Disposal) string { return d.Food + " " + d.Party }

// check lets a line be filled in while it is open, never made or cancelled by hand: the finding opens it, and ends it.
func (s *Service) check(ctx context.Context, _ db.Querier, old, d *Disposal) error {
	switch {
	case access.From(ctx).Side == access.SideSystem:
		return nil
	case old == nil:
		return fault.Refused("核查处置由不合格结果开启，请用“增加处置对象”", "a disposal is opened by a failing result; use “add a party”")
	case d.Cancelled:
		return fault.Refused("核查处置不能注销；结果被推翻时由系统终止", "a disposal cannot be cancelled; it ends by itself when the result is overturned")
	case !old.Open():
		return fault.Refused("已办结、终止或移送的不能再修改", "what is closed, ended or referred cannot be changed")
	}
	return dates(d)
}

func dates(d *Disposal) error {
	var bad []fault.Field
	if d.CorrectedOn != "" && d.ControlledOn != "" && d.CorrectedOn < d.ControlledOn {
		bad = append(bad, fault.Field{Name: "corrected_on", Label: "整改完成日期", Zh: "不能早于控制日期，请核对", En: "cannot be before the day of control; check it"})
	}
	if d.RecheckOn != "" && d.CorrectedOn != "" && d.RecheckOn < d.CorrectedOn {
		bad = append(bad, fault.Field{Name: "recheck_on", Label: "复查日期", Zh: "不能早于整改完成日期，请核对", En: "cannot be before the correction was complete; check it"})
	}
	if len(bad) > 0 {
		return fault.Invalid(bad...)
	}
	return nil
}

// A party is somebody a line is opened for.
type party struct {
	role                         Role
	operator, name, addr, region string
	referral                     bool
}

// Attend opens the lines of a finding: for the business where it sits, for the maker where it sits or, when it is not on file of
// the province, a letter to the office outside, and for whoever has the same batch elsewhere. The same party once.
//
// 食品安全抽样检验管理办法 第四十二条, 第四十五条.
func (s *Service) Attend(ctx context.Context, tx *db.Tx, f *Finding) error {
	ctx = access.With(ctx, access.System)
	parties := f.parties()
	if s.needs.Samples != nil {
		same, err := s.needs.Samples.SameBatch(ctx, tx, f.Result)
		if err != nil {
			return err
		}
		for _, x := range same {
			if x.Operator != "" && x.Operator != f.Operator && x.Operator != f.Maker && x.Conclusion != "fail" {
				parties = append(parties, party{role: Linked, operator: x.Operator, name: x.OperatorName, region: x.Region})
			}
		}
	}
	for _, p := range parties {
		if err := s.open(ctx, tx, f, p); err != nil {
			return err
		}
	}
	return nil
}

func (f *Finding) parties() []party {
	var out []party
	if !f.Outside {
		out = append(out, party{role: Business, operator: f.Operator, name: f.OperatorName, addr: f.OperatorAddress, region: f.Region})
	}
	known := strings.Trim(f.MakerName, "/—- ") != ""
	switch {
	case f.Maker != "" && f.Maker != f.Operator:
		out = append(out, party{role: Maker, operator: f.Maker, name: f.MakerName, addr: f.MakerAddress, region: cmp.Or(f.MakerRegion, f.Region)})
	case f.Maker == "" && known && f.MakerName != f.OperatorName && !f.Outside:
		out = append(out, party{role: Maker, name: f.MakerName, addr: f.MakerAddress, region: f.Region, referral: true})
	}
	return out
}

// open makes one line unless the party has one of this finding already.
func (s *Service) open(ctx context.Context, tx *db.Tx, f *Finding, p party) error {
	p.operator = strings.TrimSpace(p.operator)
	if p.operator != "" {
		at, err := s.needs.Operators.RegionOf(ctx, tx, p.operator)
		if err != nil {
			return err
		}
		p.region = cmp.Or(at, p.region)
	}
	if p.name == "" && p.operator == "" {
		return nil
	}
	there, err := s.lineOf(ctx, tx, f.Result, p)
	if err != nil || there != "" {
		return err
	}
	d := &Disposal{Result: f.Result, Number: f.Number, Food: f.Food, Failing: f.Failing, Batch: f.Batch, Made: f.Made, Day: f.Day, Role: p.role,
		Operator: p.operator, Party: p.name, PartyAddress: p.addr, State: Opened, Meta: record.Meta{Region: p.region}}
	table := Kind
	if p.referral {
		d.State, table = ToRefer, FlowReferral
	}
	if err := s.Disposals.CreateTx(ctx, tx, d); err != nil {
		return err
	}
	if err := s.needs.Flow.Start(ctx, tx, table, Kind, d.ID, runTitle(d), d.Region, scopes(d)); err != nil {
		return err
	}
	if p.referral {
		return nil
	}
	fact(tx, MeasureOpened, d, d.MadeAt[:10], 1)
	return tell(ctx, tx, d, "核查处置立项："+d.Food+"，"+d.Failing, "disposal opened: "+d.Food+": "+d.Failing, "late")
}

func runTitle(d *Disposal) string {
	return d.Food + " · " + d.Party + "（" + label(Roles, string(d.Role)) + "）"
}

// lineOf finds the line that a party has of a finding, in whatever role.
func (s *Service) lineOf(ctx context.Context, q db.Querier, result string, p party) (id string, err error) {
	if p.operator != "" {
		err = q.Row(ctx, `SELECT id FROM disposal WHERE result = $1 AND operator = $2 ORDER BY id LIMIT 1`, result, p.operator).Scan(&id)
	} else {
		err = q.Row(ctx, `SELECT id FROM disposal WHERE result = $1 AND operator = '' AND role = $2 AND party = $3 ORDER BY id LIMIT 1`, result, string(p.role), p.name).Scan(&id)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// AddParty opens a line for one more party up the chain, at the office of its own region. Right: disposal.edit on the line it follows from.
func (s *Service) AddParty(ctx context.Context, tx *db.Tx, from string, role Role, business string) (id string, err error) {
	if !access.From(ctx).May(rightEdit) {
		return "", fault.Refused("您的岗位没有这项权限", "your post does not hold this right")
	}
	d, err := s.Disposals.GetTx(ctx, tx, from)
	if err != nil {
		return "", err
	}
	if d.State == Lapsed {
		return "", fault.Refused("处置已终止，不能增加对象", "the disposal has ended; no party can be added")
	}
	if role != Supplier && role != Maker && role != Linked {
		return "", fault.Invalid(fault.Field{Name: "role", Label: "处置对象", Zh: "请选择供货者、标称生产者或同批次经营者", En: "choose supplier, maker or seller of the same batch"})
	}
	o, err := s.needs.Operators.Operators.GetTx(access.With(ctx, access.System), tx, strings.TrimSpace(business))
	if business == "" || fault.Is(err, fault.KindMissing) {
		return "", fault.Invalid(fault.Field{Name: "operator", Label: "对象（档案）", Zh: "请从企业名录中选择", En: "choose a business on file"})
	}
	if err != nil {
		return "", err
	}
	p := party{role: role, operator: o.ID, name: o.Name, addr: o.Address, region: o.Region}
	if id, err = s.lineOf(ctx, tx, d.Result, p); err != nil {
		return "", err
	}
	if id != "" {
		return "", fault.Invalid(fault.Field{Name: "operator", Label: "对象（档案）", Zh: "这个对象已有本批样品的处置", En: "this business already has a line of this finding"})
	}
	f := &Finding{Result: d.Result, Number: d.Number, Food: d.Food, Failing: d.Failing, Batch: d.Batch, Made: d.Made, Day: d.Day}
	if err := s.open(access.With(ctx, access.System), tx, f, p); err != nil {
		return "", err
	}
	return s.lineOf(ctx, tx, d.Result, p)
}

// Lapse ends every line of a result that was withdrawn or overturned, visibly; closed ones too, for what they rest on is gone.
func (s *Service) Lapse(ctx context.Context, tx *db.Tx, result, why string) error {
	ctx = access.With(ctx, access.System)
	ids, err := texts(ctx, tx, `SELECT id FROM disposal WHERE result = $1 AND state <> 'lapsed' ORDER BY id`, result)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := s.needs.Flow.Do(ctx, tx, Kind, id, ActLapse, flow.Input{Reason: why}); err != nil {
			return err
		}
	}
	return nil
}

func texts(ctx context.Context, q db.Querier, text string, args ...any) ([]string, error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// merge gives the lines of one business to the other when their files become one; where both have one of a finding, each stays.
func (s *Service) merge(ctx context.Context, tx *db.Tx, from, into string) error {
	who := *access.From(ctx)
	who.All = true
	ctx = access.With(ctx, &who)
	ids, err := texts(ctx, tx, `SELECT d.id FROM disposal d WHERE d.operator = $1 AND NOT EXISTS (SELECT 1 FROM disposal e WHERE e.result = d.result AND e.operator = $2) ORDER BY d.id`, from, into)
	if err != nil {
		return err
	}
	for _, id := range ids {
		d, err := s.Disposals.MoveTx(ctx, tx, id, "merge-business", func(d *Disposal) { d.Operator = into })
		if err != nil {
			return err
		}
		if err := s.needs.Flow.Rescope(ctx, tx, Kind, id, runTitle(d), d.Region, scopes(d)); err != nil {
			return err
		}
	}
	return nil
}
