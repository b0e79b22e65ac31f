package notify

import (
	"context"
	"strings"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
	"shian/internal/kit/flow/flowtest"
)

func TestFlowsAreSound(t *testing.T) { flowtest.Prove(t, &Flows(result)[0]) }

func (h *house) serve(t *testing.T, s Serving) string {
	t.Helper()
	s.Purpose, s.Kind, s.Record, s.Title, s.Region = "result", "sampling.result", "r1", "不合格检验结论通知", "620102"
	s.PartyName = "演示"
	var id string
	h.write(t, as(t, access.System), func(tx *db.Tx) (err error) {
		id, err = h.Serve(as(t, access.System), tx, s)
		return err
	})
	return id
}

func (h *house) act(ctx context.Context, id, action string, in flow.Input) error {
	return h.d.Write(ctx, func(tx *db.Tx) error {
		_, err := h.flow.Do(ctx, tx, KindService, id, action, in)
		return err
	})
}

func (h *house) stands(t *testing.T, id string) *Service {
	t.Helper()
	x, err := h.Services.Get(as(t, access.System), id)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// 食品安全抽样检验管理办法 第二十九条: a failing conclusion reaches the business within five working days.
func TestArticle29AResultIsServedWithProofOfReceipt(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, nil)
		id := h.serve(t, Serving{Party: access.Operator("b1"), Body: "二氧化硫残留量不合格"})
		if again := h.serve(t, Serving{Party: access.Operator("b1")}); again != id {
			t.Errorf("served twice: %s, %s", id, again)
		}
		x := h.stands(t, id)
		if x.State != Out || x.Way != ByApp || x.Sent == "" || len(x.Digest) != 64 {
			t.Fatalf("%+v", x)
		}
		told, _, err := h.Messages(t.Context(), "owner", "", true)
		if err != nil || len(told) != 1 || told[0].Href != "/desk/service/"+id {
			t.Fatalf("%+v %v", told, err)
		}
		run, err := h.flow.Run(as(t, inspector), d, KindService, id)
		if err != nil || len(run.Clocks) != 1 || run.Clocks[0].Deadline != "serve-result" {
			t.Fatalf("%+v %v", run, err)
		}
		if err := h.act(as(t, inspector), id, ActReceipt, flow.Input{}); err == nil {
			t.Error("the office signed for the business")
		}
		if err := h.act(as(t, elsewhere), id, ActLapse, flow.Input{Reason: "x"}); err == nil {
			t.Error("another county ended it")
		}
		if err := h.act(as(t, owner), id, ActOpen, flow.Input{}); err != nil {
			t.Fatal(err)
		}
		if err := h.act(as(t, owner), id, ActReceipt, flow.Input{}); err != nil {
			t.Fatal(err)
		}
		x = h.stands(t, id)
		if x.State != Receipted || x.Opener != "负责人乙" || x.Ender != "负责人乙" || x.Opened == "" || x.Ended == "" {
			t.Errorf("%+v", x)
		}
		var topic, payload string
		if err := d.Row(t.Context(), `SELECT topic, payload FROM outbox_message WHERE key = $1`, id).Scan(&topic, &payload); err != nil || topic != TopicReceipted ||
			!strings.Contains(payload, `"day":"2026-05-20"`) || !strings.Contains(payload, `"record":"r1"`) {
			t.Errorf("%s %s: %v", topic, payload, err)
		}
		if err := h.act(as(t, inspector), id, ActLapse, flow.Input{Reason: "x"}); err == nil {
			t.Error("what was signed for was ended")
		}
	})
}

func TestWithoutAnAccountTheOfficeHandsItOver(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, nil)
		id := h.serve(t, Serving{Party: access.Operator("b2")})
		if x := h.stands(t, id); x.State != Waiting || x.Way != OnPaper {
			t.Fatalf("%+v", x)
		}
		todo, err := h.flow.Todo(as(t, inspector), inspector, flow.TodoQuery{})
		if err != nil || len(todo.Items) != 1 {
			t.Fatalf("%+v %v", todo, err)
		}
		if err := h.act(as(t, inspector), id, actHand, flow.Input{}); err == nil {
			t.Error("handed over without a receipt")
		}
		if err := h.act(as(t, inspector), id, actLeave, flow.Input{Reason: "拒收，见证人丙", Evidence: []string{"f1"}}); err != nil {
			t.Fatal(err)
		}
		if x := h.stands(t, id); x.State != Refused || x.Ender != "监管员甲" {
			t.Errorf("%+v", x)
		}
	})
}

func TestWhatFellAwayIsServedNoMore(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, nil)
		first, second := h.serve(t, Serving{Party: access.Operator("b1")}), h.serve(t, Serving{Party: access.Operator("b2")})
		if err := h.act(as(t, owner), first, ActReceipt, flow.Input{}); err != nil {
			t.Fatal(err)
		}
		ctx := as(t, access.System)
		h.write(t, ctx, func(tx *db.Tx) error { return h.Lapse(ctx, tx, "sampling.result", "r1", "结果已撤回") })
		all, err := h.ServedOn(ctx, d, "sampling.result", "r1")
		if err != nil || len(all) != 2 || all[0].State != Receipted || all[1].State != Lapsed || all[1].ID != second {
			t.Errorf("%+v %v", all, err)
		}
	})
}

func TestByEmailTheLinkIsTheReceiversOnly(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		office := newPostOffice(t, nil)
		h := open(t, d, &Server{Addr: office.addr, From: "food@example.cn", Mode: "plain"})
		id := h.serve(t, Serving{Party: access.Operator("b2"), Way: ByEmail, Mail: "li@example.cn"})
		h.round(t, 1)
		_, _, text := office.last(t)
		_, link, found := strings.Cut(text, "https://food.example.cn")
		link, _, _ = strings.Cut(link, "\n")
		if !found || !h.cfg.Box.Good(strings.TrimPrefix(link, "/served/"+id+"?token="), id, KindService) {
			t.Fatalf("%q", link)
		}
		if x := h.stands(t, id); x.State != Out || x.Contact != "l***@example.cn" {
			t.Errorf("%+v", x)
		}
		err := h.d.Write(as(t, access.System), func(tx *db.Tx) error {
			_, err := h.Serve(as(t, access.System), tx, Serving{Purpose: "result", Way: ByEmail, Mail: "nobody", Party: access.Operator("b3")})
			return err
		})
		if err == nil {
			t.Error("served on no address")
		}
		if _, err := h.purpose("else"); err == nil {
			t.Error("an unknown purpose is taken")
		}
	})
}
