package subscribe

import (
	"bytes"
	"context"
	"encoding/json"

	"shian/data/food"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// KindWarning names warnings in rights, scopes, journal and flows.
const KindWarning = "warning"

// Where a warning stands.
const (
	Drafted   = "drafted"
	Checked   = "checked"
	Published = "published"
	Withdrawn = "withdrawn"
)

// The actions on a warning.
const (
	ActCheck    = "check"
	ActReturn   = "return"
	ActPublish  = "publish"
	ActWithdraw = "withdraw"
	ActCancel   = "cancel"
)

// What people choose from.
var (
	states     = []form.Choice{{Value: Drafted, Label: "起草"}, {Value: Checked, Label: "已审核"}, {Value: Published, Label: "已发布"}, {Value: Withdrawn, Label: "已撤回"}}
	categories = kinds()
)

func kinds() []form.Choice {
	var out []form.Choice
	for _, c := range food.Categories() {
		out = append(out, form.Choice{Value: c.Code, Label: c.Name})
	}
	return out
}

// A Warning tells consumers of a risk and what to do about it (消费警示): drafted by one person, checked by another, published
// with a proof, and withdrawn visibly when it no longer holds.
type Warning struct {
	record.Meta
	Title     string
	Category  string // data/food; empty: several or none
	Text      string // what the risk is
	Advice    string // what consumers should do
	Issuer    string // which office warns
	Basis     string // what it rests on: results, a notice of the province
	State     string
	Published string // day
	Why       string // of the withdrawal
}

// Fields binds what people see and fill in.
func (w *Warning) Fields(f *form.Fields) {
	f.Text("title", "标题", &w.Title).Required().Max(80).InList()
	f.Ref("region", "适用地区", &w.Region, place.Regions).Required().InList()
	form.Choose(f, "category", "食品类别", &w.Category, categories).Filter()
	f.Note("text", "风险提示", &w.Text).Required().Max(4000)
	f.Note("advice", "消费建议", &w.Advice).Required().Max(4000)
	f.Text("issuer", "发布机构", &w.Issuer).Required().Max(80).InList()
	f.Note("basis", "依据", &w.Basis).Max(1000).Hint("例如所依据的抽检结果编号；不写个人和未公开的企业")
	form.Choose(f, "state", "状态", &w.State, states).Derived().Filter().InList()
	f.Day("published", "发布日期", &w.Published).Derived().InList()
	f.Note("why", "撤回原因", &w.Why).Max(500).Derived()
}

// Flows are the lifecycles of this package: nobody publishes a warning that they alone wrote.
func Flows() []flow.Flow {
	return []flow.Flow{{
		Name: KindWarning, Label: "消费警示", Version: 1,
		States: []flow.State{
			{Name: Drafted, Label: "起草", Todo: "warning.check", Law: "fsl-118"},
			{Name: Checked, Label: "已审核", Todo: "warning.publish", Law: "fsl-118",
				Clock: &flow.Clock{N: 2, Unit: "workday", Basis: "平台约定：审核后 2 个工作日内发布", Owner: "warning.publish", Escalate: []flow.Rung{{At: flow.Late, To: "warning.publish", Up: 1}}}},
			{Name: Published, Label: "已发布", Final: true, Law: "fsl-118"},
			{Name: Withdrawn, Label: "已撤回", Final: true},
			{Name: "cancelled", Label: "已注销", Final: true},
		},
		Actions: []flow.Action{
			{Name: ActCheck, Label: "审核通过", From: []string{Drafted}, To: Checked, Right: "warning.check", NotBy: []string{flow.Begin}, Tone: "main"},
			{Name: ActReturn, Label: "退回起草", From: []string{Checked}, To: Drafted, Right: "warning.check", Needs: []flow.Need{flow.NeedReason}},
			{Name: ActPublish, Label: "发布", From: []string{Checked}, To: Published, Right: "warning.publish", NotBy: []string{flow.Begin}, Tone: "main", Law: "fsl-118"},
			{Name: ActWithdraw, Label: "撤回", From: []string{Published}, To: Withdrawn, Right: "warning.withdraw", NotBy: []string{ActPublish}, Needs: []flow.Need{flow.NeedReason}, Tone: "danger"},
			{Name: ActCancel, Label: "注销", From: []string{Drafted}, To: "cancelled", Right: "warning.edit"},
		},
	}}
}

// prepareWarning begins a new warning as a draft.
func prepareWarning(_ context.Context, w *Warning) error {
	if w.State == "" {
		w.State = Drafted
	}
	return nil
}

// checkWarning keeps a warning as it was checked.
func checkWarning(_ context.Context, _ db.Querier, old, _ *Warning) error {
	if old != nil && old.State != Drafted {
		return fault.Refused("已审核或已发布的警示不能再改，请先退回起草", "a warning that was checked or published cannot be changed; have it returned first")
	}
	return nil
}

// then begins the run of a new warning, and keeps its title and place with it.
func (s *Service) then(ctx context.Context, tx *db.Tx, action string, old, w *Warning) error {
	if old == nil {
		return s.needs.Flow.Start(ctx, tx, KindWarning, KindWarning, w.ID, w.Title, w.Region, nil)
	}
	switch action {
	case record.Cancelled: // a draft alone: what was published is withdrawn, with the reason
		_, err := s.needs.Flow.Do(ctx, tx, KindWarning, w.ID, ActCancel, flow.Input{})
		return err
	case record.Updated:
		return s.needs.Flow.Rescope(ctx, tx, KindWarning, w.ID, w.Title, w.Region, nil)
	}
	return nil
}

// step follows the flow: what is published or withdrawn is told.
func (s *Service) step(ctx context.Context, tx *db.Tx, run *flow.Run, t flow.Step) error {
	if t.Action == ActCancel {
		var gone bool
		err := tx.Row(ctx, `SELECT cancelled FROM warning WHERE id = $1`, run.Record).Scan(&gone)
		if err == nil && !gone {
			err = fault.Refused("请在警示的页面注销，并写明原因", "cancel the warning on its own page, with the reason")
		}
		return err
	}
	w, err := s.Warnings.MoveTx(record.Because(ctx, t.Reason), tx, run.Record, t.Action, func(w *Warning) {
		w.State = t.To
		switch t.Action {
		case ActPublish:
			w.Published = clock.Day(clock.Now(ctx))
		case ActWithdraw:
			w.Why = t.Reason
		}
	})
	if err != nil {
		return err
	}
	n := News{ID: w.ID, Kind: Warnings, Title: w.Title, Category: w.Category, Region: w.Region, Summary: w.Text}
	switch t.Action {
	case ActPublish:
		return s.Record(ctx, tx, n)
	case ActWithdraw:
		n.Withdrawn, n.Why, n.WhyEn = true, w.Why, w.Why
		return s.Record(ctx, tx, n)
	}
	return nil
}

// publicWarning is the canonical JSON of a published warning, which its proof is about; nil otherwise.
func publicWarning(w *Warning) []byte {
	if w.State != Published {
		return nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(struct { // texts always encode
		ID        string `json:"id"`
		Title     string `json:"title"`
		Region    string `json:"region"`
		Category  string `json:"category"`
		Text      string `json:"text"`
		Advice    string `json:"advice"`
		Issuer    string `json:"issuer"`
		Basis     string `json:"basis"`
		Published string `json:"published"`
	}{w.ID, w.Title, w.Region, w.Category, w.Text, w.Advice, w.Issuer, w.Basis, w.Published})
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// PublicWarning gives a warning that was published, for anybody; of a withdrawn one only that and why. KindMissing: neither.
func (s *Service) PublicWarning(ctx context.Context, id string) (*Warning, error) {
	w, err := s.Warnings.GetTx(access.With(ctx, access.System), s.db, id)
	if fault.Is(err, fault.KindMissing) || err == nil && w.State != Published && w.State != Withdrawn {
		return nil, fault.Missing("没有这份消费警示，请核对编号", "no warning was published under this number; check it")
	}
	if err != nil {
		return nil, err
	}
	if w.State == Withdrawn {
		gone := &Warning{State: Withdrawn, Why: w.Why, Title: w.Title}
		gone.ID, gone.ChangedAt = w.ID, w.ChangedAt
		return gone, nil
	}
	return w, nil
}
