package sampling

import (
	"cmp"
	"context"

	"github.com/cockroachdb/apd/v3"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// KindCustody names hand-overs in rights, scopes and journal.
const KindCustody = "sampling.custody"

// A Custody is one hand-over of a sample: who gave it to whom, whether the seal was whole, how warm it was. What went wrong is
// kept and shown, never refused: a sample that arrived too warm is a fact the laboratory has to weigh.
type Custody struct {
	record.Meta
	Sample, Number      string
	Part                string // empty: all parts
	GivenAt             string // instant
	Giver, GiverName    string
	Taker, TakerName    string // account, empty where a laboratory takes it
	Laboratory          string // id of the laboratory that takes it
	Sealed              bool
	Temperature         string // ℃, decimal
	Note                string
	Excursion           bool // the seal was broken or the temperature outside the sample's bounds, at either end
	AcceptedAt          string
	AcceptedBy          string
	AcceptedName        string
	AcceptedSealed      bool
	AcceptedTemperature string
}

// Fields binds what people see; the platform fills it in from the use case.
func (c *Custody) Fields(f *form.Fields) {
	f.Text("sample", "样品", &c.Sample).Required().Max(64).Filter()
	f.Text("number", "抽样单编号", &c.Number).Max(60).InList()
	f.Ref("region", "抽样地区", &c.Region, place.Regions)
	form.Choose(f, "part", "部分", &c.Part, PartKinds)
	f.Text("given_at", "交出时间", &c.GivenAt).Required().Max(30).InList()
	f.Text("giver", "交出人账号", &c.Giver).Max(64)
	f.Text("giver_name", "交出人", &c.GiverName).Max(120).InList()
	f.Text("taker", "接收人账号", &c.Taker).Max(64)
	f.Text("taker_name", "接收人", &c.TakerName).Required().Max(120).InList()
	f.Text("laboratory", "承检机构编号", &c.Laboratory).Max(64)
	f.Bool("sealed", "封条完好", &c.Sealed)
	f.Decimal("temperature", "交出温度（℃）", &c.Temperature)
	f.Text("note", "说明", &c.Note).Max(400)
	f.Bool("excursion", "运输异常", &c.Excursion).Filter().InList()
	f.Text("accepted_at", "接收时间", &c.AcceptedAt).Max(30).InList()
	f.Text("accepted_by", "签收人账号", &c.AcceptedBy).Max(64)
	f.Text("accepted_name", "签收人", &c.AcceptedName).Max(120)
	f.Bool("accepted_sealed", "签收时封条完好", &c.AcceptedSealed)
	f.Decimal("accepted_temperature", "签收温度（℃）", &c.AcceptedTemperature)
}

func (s *Service) newCustodies(d *db.DB) *record.Kind[Custody, *Custody] {
	return record.New(d, record.Spec[Custody]{Name: KindCustody, Label: "样品交接", View: "sampling.sample.view", Edit: "sampling.sample.view", Local: true,
		Scopes: func(c *Custody) []access.Scope {
			if c.Laboratory == "" {
				return nil
			}
			return []access.Scope{access.Laboratory(c.Laboratory)}
		}})
}

// A HandOver is what is said when a sample changes hands, or is taken in.
type HandOver struct {
	To          string // name of the person who takes it; for Send the laboratory of the sample when empty
	Taker       string // their account, where they have one
	Part        string // empty: all
	Sealed      bool   // the seals are whole
	Temperature string // ℃; needed where it matters
	Note        string
	At          string // instant; empty: now. Not ahead of now.

	unseen bool // the platform moves the sample on; nobody said how it arrived
}

// settle checks what was said against the sample.
func (h *HandOver) settle(ctx context.Context, x *Sample) error {
	var wrong []fault.Field
	if text, ok := form.Decimal(h.Temperature); ok {
		h.Temperature = text
	} else if h.Temperature != "" {
		wrong = append(wrong, fault.Field{Name: "temperature", Label: "温度（℃）", Zh: "应为数字，如 4.5 或 -18", En: "must be a number, such as 4.5 or -18"})
	}
	if x.Cold() && h.Temperature == "" {
		wrong = append(wrong, fault.Field{Name: "temperature", Label: "温度（℃）", Zh: "冷链样品交接时请填写实测温度", En: "enter the temperature measured: the sample travels cold"})
	}
	now := clock.Instant(clock.Now(ctx))
	h.At = cmp.Or(h.At, now)
	if t, err := clock.ParseInstant(h.At); err != nil || clock.Instant(t) > now {
		wrong = append(wrong, fault.Field{Name: "at", Label: "时间", Zh: "交接时间不能晚于现在，也不能留下无法识别的时间", En: "the time cannot be read or lies ahead of now"})
	}
	if len(wrong) > 0 {
		return fault.Invalid(wrong...)
	}
	return nil
}

// excursion reports whether something was amiss: a broken seal, or a temperature outside the sample's bounds.
func (h *HandOver) excursion(x *Sample) bool {
	return !h.Sealed || outside(h.Temperature, x.Low, x.High)
}

// outside reports whether a decimal lies outside two bounds, either of which may be open.
func outside(value, low, high string) bool {
	v, ok := number(value)
	if !ok {
		return false
	}
	if l, ok := number(low); ok && v.Cmp(l) < 0 {
		return true
	}
	h, ok := number(high)
	return ok && v.Cmp(h) > 0
}

func number(text string) (*apd.Decimal, bool) {
	if text == "" {
		return nil, false
	}
	d, _, err := apd.NewFromString(text)
	return d, err == nil
}

// give writes down that the sample leaves the actor's hands.
func (s *Service) give(ctx context.Context, tx *db.Tx, x *Sample, h HandOver) error {
	a := access.From(ctx)
	return s.Custodies.CreateTx(ctx, tx, handed(x, h, a.ID, a.Name))
}

func handed(x *Sample, h HandOver, giver, name string) *Custody {
	c := &Custody{Sample: x.ID, Number: x.Number, Part: h.Part, GivenAt: h.At, Giver: giver, GiverName: name, Taker: h.Taker, TakerName: cmp.Or(h.To, x.LaboratoryName, "—"), Laboratory: x.Laboratory,
		Sealed: h.Sealed, Temperature: h.Temperature, Note: h.Note, Excursion: h.excursion(x)}
	c.Region = x.Region
	return c
}

// accept writes down that the last hand-over arrived. Where nobody gave the sample through the platform, as a courier does
// not, it came from whoever took it last.
func (s *Service) accept(ctx context.Context, tx *db.Tx, x *Sample, h HandOver) error {
	a := access.From(ctx)
	open, err := s.pending(ctx, tx, x.ID)
	if err != nil {
		return err
	}
	if open == "" {
		from, err := one(ctx, tx, `SELECT accepted_name FROM sampling_custody WHERE sample = $1 AND NOT cancelled ORDER BY made_at DESC, id DESC LIMIT 1`, x.ID)
		if err != nil {
			return err
		}
		c := handed(x, h, "", cmp.Or(from, "—"))
		if err := s.Custodies.CreateTx(ctx, tx, c); err != nil {
			return err
		}
		open = c.ID
	}
	_, err = s.Custodies.MoveTx(ctx, tx, open, "accept", func(c *Custody) {
		c.AcceptedAt, c.AcceptedBy, c.AcceptedName = h.At, a.ID, cmp.Or(h.To, a.Name)
		c.AcceptedSealed, c.AcceptedTemperature = h.Sealed, h.Temperature
		c.Excursion = c.Excursion || h.excursion(x)
	})
	return err
}

// pending is the hand-over of a sample that nobody has accepted; empty when there is none.
func (s *Service) pending(ctx context.Context, q db.Querier, sample string) (string, error) {
	return one(ctx, q, `SELECT id FROM sampling_custody WHERE sample = $1 AND accepted_at = '' AND NOT cancelled ORDER BY made_at DESC, id DESC LIMIT 1`, sample)
}

// CustodyOf gives the hand-overs of a sample, oldest first, as far as the actor sees the sample.
func (s *Service) CustodyOf(ctx context.Context, sample string) ([]Custody, error) {
	found, err := s.Custodies.List(ctx, record.Query{Filter: map[string]string{"sample": sample}, Limit: 200, Uncounted: true})
	if err != nil {
		return nil, err
	}
	out := found.Rows
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out, nil
}
