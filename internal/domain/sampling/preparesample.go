package sampling

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"shian/data/food"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
)

// People finds those named on a sheet and knows what they are; *place.Service does.
type People interface {
	Person(ctx context.Context, field, label, typed string) (account string, err error)
	Actor(ctx context.Context, account string) (*access.Actor, error)
}

// Published reports whether the sample was taken by others and came with a published result: nothing of it was sealed here.
func (x *Sample) Published() bool {
	return x.Task == "" && len(x.Takers) == 0 && x.State == SampleClosed
}

// prepareSample fills in all that follows from what was typed.
func (s *Service) prepareSample(ctx context.Context, x *Sample) error {
	if x.Category == "" {
		x.Category, _ = food.Classify(x.Food)
	}
	x.Stream = streamOf(x.Category)
	if x.Published() {
		return nil
	}
	if x.Version == 0 {
		x.State = SampleTaken
		x.TakenAt = cmp.Or(x.TakenAt, clock.Instant(clock.Now(ctx)))
	}
	if err := s.fromTask(ctx, x); err != nil {
		return err
	}
	if err := s.linkSample(ctx, x); err != nil {
		return err
	}
	x.keepCold()
	f := form.Bind(x)
	if x.Stage == "" {
		f.Refuse("stage", "请选择抽样环节", "choose the stage")
	}
	if x.OperatorName == "" {
		f.Refuse("operator_name", "请填写单位名称", "enter the name of the business")
	}
	x.pay(f)
	x.sealed(f)
	x.signed(f)
	if err := f.Err(); err != nil {
		return err
	}
	if x.Number == "" {
		number, err := s.NextNumber(ctx, x.Region, x.SampledAt)
		if err != nil {
			return err
		}
		x.Number = number
	}
	x.Number = strings.ToUpper(x.Number)
	return nil
}

// fromTask takes from the task what the sheet leaves open, and finds out who the takers are.
func (s *Service) fromTask(ctx context.Context, x *Sample) error {
	var t *Task
	if x.Task != "" && x.Version == 0 {
		var err error
		if t, err = s.Tasks.Get(ctx, x.Task); err != nil {
			return err
		}
		x.Purpose, x.Stage = cmp.Or(x.Purpose, t.Purpose), cmp.Or(x.Stage, t.Stage)
		x.Laboratory, x.LaboratoryName = cmp.Or(x.Laboratory, t.Laboratory), cmp.Or(x.LaboratoryName, t.LaboratoryName)
		x.Tests, x.Source = cmp.Or(x.Tests, t.Tests), cmp.Or(x.Source, t.Title)
		if len(x.Takers) == 0 {
			for _, m := range t.Team {
				x.Takers = append(x.Takers, Taker{Person: m.Person, Name: m.Name})
			}
		}
	}
	seen := map[string]bool{}
	for i := range x.Takers {
		k := &x.Takers[i]
		account, name, err := s.person(ctx, t, fmt.Sprintf("takers.%d.person", i), k.Person, x.Laboratory)
		if err != nil {
			return err
		}
		k.Person, k.Name = account, cmp.Or(name, k.Name)
		if seen[account] {
			return fault.Invalid(fault.Field{Name: fmt.Sprintf("takers.%d.person", i), Label: "抽样人员", Row: i + 1, Zh: "同一人写了两次", En: "the same person twice"})
		}
		seen[account] = true
	}
	if len(x.Takers) < 2 {
		return &fault.Error{Kind: fault.KindInvalid, Law: "食品安全抽样检验管理办法 第十八条", Zh: "现场抽样不得少于两人", En: "two people at least take a sample",
			Fields: []fault.Field{{Name: "takers", Label: "抽样人员", Zh: "现场抽样不得少于两人，请写明每一位", En: "two people at least take a sample; name each of them"}}}
	}
	return nil
}

// person finds an account and its name; one of the team was looked at when the task was made.
func (s *Service) person(ctx context.Context, t *Task, field, typed, laboratory string) (account, name string, err error) {
	if t != nil {
		for _, m := range t.Team {
			if m.Person == typed || m.Name == typed {
				return m.Person, m.Name, nil
			}
		}
	}
	if account, err = s.people.Person(ctx, field, "抽样人员", typed); err != nil {
		return "", "", err
	}
	a, err := s.people.Actor(ctx, account)
	if err != nil {
		return "", "", err
	}
	return account, a.Name, impartial(a, field, laboratory)
}

// impartial refuses whoever belongs to a laboratory or a business: they have an interest in what is found.
//
// 公务员法 第七十六条; 食品安全抽样检验管理办法 第十五条.
func impartial(a *access.Actor, field, laboratory string) error {
	switch {
	case a.Side == access.SideLaboratory && (laboratory == "" || a.Operator == laboratory):
		return recuse(field, a.Name+"是承检机构人员，须回避，请换人抽样", a.Name+" belongs to the laboratory and has to stand aside")
	case a.Side == access.SideEnterprise:
		return recuse(field, a.Name+"是企业人员，须回避，请换人抽样", a.Name+" belongs to a business and has to stand aside")
	}
	return nil
}

func recuse(field, zh, en string) error {
	return &fault.Error{Kind: fault.KindInvalid, Law: "公务员法 第七十六条", Zh: zh, En: en, Fields: []fault.Field{{Name: field, Label: "抽样人员", Zh: zh, En: en}}}
}

// linkSample points at the files of business and maker where name and place leave no doubt, as for results.
func (s *Service) linkSample(ctx context.Context, x *Sample) error {
	r := &Result{Operator: x.Operator, OperatorName: x.OperatorName, Maker: x.Maker, MakerName: x.MakerName}
	r.Region = x.Region
	if err := s.link(ctx, r); err != nil {
		return err
	}
	x.Operator, x.Maker, x.MakerRegion = r.Operator, r.Maker, r.MakerRegion
	return nil
}

// keepCold gives a sample that is stored cold its bounds on the way.
func (x *Sample) keepCold() {
	if x.Cold() {
		return
	}
	switch x.Storage {
	case "冷藏":
		x.Low, x.High = "0", "8"
	case "冷冻":
		x.High = "-15"
	}
}

// pay reckons what was paid: 第十六条, samples are bought.
func (x *Sample) pay(f *form.Fields) {
	price, priced := number(x.Price)
	bought, some := number(x.Bought)
	if !priced || !some {
		if x.Price == "" {
			f.Refuse("price", "样品须购买，请填写单价；无偿取得的填 0 并在备注说明依据", "samples are bought: enter the price, 0 with the reason in the notes where it was free")
		}
		if x.Bought == "" {
			f.Refuse("bought", "请填写购样数量", "enter how much was bought")
		}
		return
	}
	if price.Negative || bought.Negative {
		f.Refuse("price", "单价和数量不能是负数", "price and amount cannot be negative")
		return
	}
	if price.IsZero() && x.Note == "" {
		f.Refuse("note", "无偿取得样品的，请写明依据", "say why nothing was paid")
	}
	var sum apd.Decimal
	if _, err := apd.BaseContext.WithPrecision(40).Mul(&sum, price, bought); err == nil {
		x.Total = sum.Text('f')
	}
}

// sealed wants a test sample and a spare, each with a seal of its own: 第二十二条, 备份样品.
func (x *Sample) sealed(f *form.Fields) {
	seals := map[string]bool{}
	for i, p := range x.Parts {
		if seals[p.Seal] && p.Seal != "" {
			f.Refuse(fmt.Sprintf("parts.%d.seal", i), "封条编号与另一份相同", "another part has the same seal")
		}
		seals[p.Seal] = true
		if n, ok := number(p.Quantity); ok && (n.Negative || n.IsZero()) {
			f.Refuse(fmt.Sprintf("parts.%d.quantity", i), "数量应大于零", "must be above zero")
		}
	}
	if _, ok := x.Of(TestPart); !ok {
		f.Refuse("parts", "缺检验样品，请填写其数量和封条编号", "the test sample is missing: enter its amount and seal")
	} else if _, ok := x.Of(SparePart); !ok && x.Note == "" {
		f.Refuse("parts", "缺备份样品；微生物等不留备份的，请在备注说明", "the spare sample is missing; say in the notes why none is kept")
	}
}

// signed wants the signature of the business, or why it refused and who saw it.
func (x *Sample) signed(f *form.Fields) {
	switch {
	case x.Refused && len(x.Signature) > 0:
		f.Refuse("refused", "已有签字，不能再记为拒签", "there is a signature already")
	case x.Refused:
		if x.RefusedWhy == "" {
			f.Refuse("refused_why", "拒绝签字的，请写明原因", "say why the business refused to sign")
		}
		if x.Witness == "" {
			f.Refuse("witness", "拒绝签字的，请写明见证人", "name the witness of the refusal")
		}
	case len(x.Signature) == 0:
		f.Refuse("signature", "请被抽样单位签字，或记为拒绝签字并写明原因和见证人", "have the business sign, or record its refusal with reason and witness")
	}
}

func countyOf(region string) string {
	at := place.Short(region)
	return at[:min(6, len(at))]
}
