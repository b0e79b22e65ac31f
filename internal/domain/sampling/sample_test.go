package sampling_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/measure"
	"shian/internal/kit/outbox"
)

// From the task to the published result, every hand once.
func TestASampleFromItsTaskToItsResult(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		job := h.underWay(t, 1)
		x := h.take(t, paperOf(job))
		if x.Number != "CY62010226000012" && !strings.HasPrefix(x.Number, "CY6201022600001") || len(x.Number) != 16 {
			t.Errorf("number %s", x.Number)
		}
		if x.Total != "14.00" || x.Stream != sampling.Farm || x.Category != "F0201" || x.TakenAt == "" || x.State != sampling.SampleTaken {
			t.Errorf("follows: %+v", x)
		}
		if got := h.taskOf(t, job.ID); got.State != sampling.TaskDone || got.Taken != 1 {
			t.Errorf("the task is %s with %d", got.State, got.Taken)
		}
		h.send(t, x.ID, sampling.HandOver{Sealed: true})
		if err := h.tryStep(t, analyst, sampling.KindSample, x.ID, sampling.ActReceive); !fault.Is(err, fault.KindRefused) {
			t.Errorf("received without a word on seal and temperature: %v", err)
		}
		if err := h.receive(t, x.ID, sampling.HandOver{Sealed: true}); err != nil {
			t.Fatal(err)
		}
		lines, err := h.CustodyOf(as(t, analyst), x.ID)
		if err != nil || len(lines) != 1 || lines[0].GiverName != "taker" || lines[0].AcceptedName != "analyst" || lines[0].Excursion {
			t.Errorf("custody: %+v, %v", lines, err)
		}
		result, err := h.report(t, x.ID, "0.6mg/kg")
		if err != nil {
			t.Fatal(err)
		}
		r := h.get(t, result)
		if r.Sample != x.ID || r.Number != x.Number || r.Conclusion != sampling.Fail || r.Made != "2026-05-17" || r.Lab != "lab1" || r.State != sampling.Drafted {
			t.Errorf("the result: %+v", r)
		}
		if got := h.sampleOf(t, x.ID); got.State != sampling.SampleReported || got.Result != result {
			t.Errorf("the sample: %s %s", got.State, got.Result)
		}
		if _, err := h.report(t, x.ID, "0.1mg/kg"); !fault.Is(err, fault.KindRefused) {
			t.Errorf("a second report: %v", err)
		}
		h.publish(t, result)
		if got := h.sampleOf(t, x.ID); got.State != sampling.SampleClosed {
			t.Errorf("after publication: %s", got.State)
		}
	})
}

func TestTheLaboratoryHearsOfASampleOnItsWay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var heard []sampling.Sent
		box := outbox.New(h.d, nil)
		box.On(sampling.TopicSent, "test", func(_ context.Context, _ *db.Tx, m outbox.Message) error {
			var s sampling.Sent
			err := m.Read(&s)
			heard = append(heard, s)
			return err
		})
		x := h.take(t, paperOf(nil))
		h.send(t, x.ID, sampling.HandOver{Sealed: true})
		if err := box.Drain(as(t, access.System)); err != nil {
			t.Fatal(err)
		}
		if len(heard) != 1 || heard[0].Number != x.Number || heard[0].Laboratory != "lab1" || heard[0].Made != "2026-05-17" || len(heard[0].Items) != 2 || heard[0].SentAt == "" {
			b, _ := json.Marshal(heard)
			t.Errorf("%s", b)
		}
	})
}

// 食品安全抽样检验管理办法 第十六条, 第十八条, 第二十二条: samples are bought, by two people, sealed apart and signed for.
func TestArticle16And18And22WhatASheetNeeds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for name, c := range map[string]struct {
			spoil func(*sampling.Sample)
			field string
		}{
			"one person":         {func(x *sampling.Sample) { x.Takers = x.Takers[:1] }, "takers"},
			"the same twice":     {func(x *sampling.Sample) { x.Takers[1].Person = "taker" }, "takers.1.person"},
			"unknown person":     {func(x *sampling.Sample) { x.Takers[1].Person = "nobody" }, "takers.1.person"},
			"of the laboratory":  {func(x *sampling.Sample) { x.Takers[1].Person = "analyst" }, "takers.1.person"},
			"of a business":      {func(x *sampling.Sample) { x.Takers[1].Person = "owner" }, "takers.1.person"},
			"not bought":         {func(x *sampling.Sample) { x.Price = "" }, "price"},
			"given, no reason":   {func(x *sampling.Sample) { x.Price = "0" }, "note"},
			"no test sample":     {func(x *sampling.Sample) { x.Parts = x.Parts[1:] }, "parts"},
			"no spare, no why":   {func(x *sampling.Sample) { x.Parts = x.Parts[:1] }, "parts"},
			"one seal for both":  {func(x *sampling.Sample) { x.Parts[1].Seal = "F001" }, "parts.1.seal"},
			"neither signed":     {func(x *sampling.Sample) { x.Refused = false }, "signature"},
			"refused, no reason": {func(x *sampling.Sample) { x.RefusedWhy = "" }, "refused_why"},
			"refused, unseen":    {func(x *sampling.Sample) { x.Witness = "" }, "witness"},
			"wrong check digit":  {func(x *sampling.Sample) { x.Number = "CY62010226000010" }, "number"},
		} {
			x := paperOf(nil)
			c.spoil(x)
			err := h.Samples.Create(as(t, taker), x)
			var f *fault.Error
			if !errors.As(err, &f) || len(f.Fields) == 0 || f.Fields[0].Name != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		free := paperOf(nil)
		free.Price, free.Note = "0", "被抽样单位无偿提供，附说明"
		h.take(t, free)
	})
}

// 食品安全抽样检验管理办法 第二十条: whoever took or sent a sample does not receive it; what arrives too warm is kept and shown.
func TestArticle20Custody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := paperOf(nil)
		x.Storage = "冷藏"
		h.take(t, x)
		if x.Low != "0" || x.High != "8" {
			t.Errorf("bounds %s %s", x.Low, x.High)
		}
		err := h.write(t, taker, func(ctx context.Context, tx *db.Tx) error {
			return h.Send(ctx, tx, x.ID, sampling.HandOver{Sealed: true})
		})
		if !fault.Is(err, fault.KindInvalid) {
			t.Errorf("sent cold without a temperature: %v", err)
		}
		if err := h.write(t, taker, func(ctx context.Context, tx *db.Tx) error {
			return h.Pass(ctx, tx, x.ID, sampling.HandOver{To: "冷链快递", Sealed: true, Temperature: "4"})
		}); err != nil {
			t.Fatal(err)
		}
		lines, err := h.CustodyOf(as(t, mate), x.ID)
		if err != nil || len(lines) != 1 {
			t.Fatal(lines, err)
		}
		accept := func(a *access.Actor) error {
			return h.write(t, a, func(ctx context.Context, tx *db.Tx) error {
				return h.Accept(ctx, tx, lines[0].ID, sampling.HandOver{Sealed: true, Temperature: "5.5"})
			})
		}
		if err := accept(taker); !fault.Is(err, fault.KindRefused) {
			t.Errorf("the giver accepted: %v", err)
		}
		if err := accept(mate); err != nil {
			t.Fatal(err)
		}
		if err := accept(mate); !fault.Is(err, fault.KindRefused) {
			t.Errorf("accepted twice: %v", err)
		}
		h.send(t, x.ID, sampling.HandOver{Sealed: true, Temperature: "6"})
		if err := h.receive(t, x.ID, sampling.HandOver{Sealed: true, Temperature: "9.5"}); err != nil {
			t.Fatal(err)
		}
		if got := h.sampleOf(t, x.ID); !got.Excursion || got.State != sampling.SampleReceived {
			t.Errorf("too warm: %v %s", got.Excursion, got.State)
		}
		if lines, _ = h.CustodyOf(as(t, analyst), x.ID); len(lines) != 2 || lines[0].Excursion || !lines[1].Excursion || lines[1].AcceptedTemperature != "9.5" {
			t.Errorf("%+v", lines)
		}
		own := paperOf(nil)
		own.Takers[0].Person, own.Parts[0].Seal, own.Parts[1].Seal = "third", "F011", "F012"
		if err := h.Samples.Create(as(t, third), own); err != nil {
			t.Fatal(err)
		}
		if err := h.write(t, third, func(ctx context.Context, tx *db.Tx) error {
			return h.Send(ctx, tx, own.ID, sampling.HandOver{Sealed: true})
		}); err != nil {
			t.Fatal(err)
		}
		if err := h.write(t, third, func(ctx context.Context, tx *db.Tx) error {
			return h.Receive(ctx, tx, own.ID, sampling.HandOver{Sealed: true})
		}); !fault.Is(err, fault.KindRefused) {
			t.Errorf("received by whoever took it: %v", err)
		}
	})
}

func TestARejectedSampleComesBackToItsTask(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		job := h.underWay(t, 1)
		x := h.take(t, paperOf(job))
		h.send(t, x.ID, sampling.HandOver{Sealed: false})
		if err := h.write(t, analyst, func(ctx context.Context, tx *db.Tx) error {
			return h.Reject(ctx, tx, x.ID, "封条破损", sampling.HandOver{Sealed: false})
		}); err != nil {
			t.Fatal(err)
		}
		if got := h.taskOf(t, job.ID); got.State != sampling.TaskAccepted || got.Taken != 0 {
			t.Errorf("the task is %s with %d", got.State, got.Taken)
		}
		if got := h.sampleOf(t, x.ID); got.State != sampling.SampleRejected || got.RejectedWhy != "封条破损" || !got.Excursion {
			t.Errorf("%+v", got)
		}
		if n := h.taken(t); n != 0 {
			t.Errorf("%d counted as taken", n)
		}
		if _, err := h.report(t, x.ID, "0.1mg/kg"); !fault.Is(err, fault.KindRefused) {
			t.Errorf("a report on it: %v", err)
		}
		second := paperOf(job)
		second.Again = true
		h.take(t, second)
		if n := h.taken(t); n != 1 {
			t.Errorf("%d counted as taken", n)
		}
		if got := h.taskOf(t, job.ID); got.State != sampling.TaskDone {
			t.Errorf("the task is %s", got.State)
		}
		third := paperOf(job)
		if err := h.Samples.Create(as(t, taker), third); !fault.Is(err, fault.KindRefused) {
			t.Errorf("more than the task wants: %v", err)
		}
	})
}

func (h *house) taken(t *testing.T) int64 {
	t.Helper()
	rows, err := measure.Sum(as(t, province), h.d, measure.Query{Measures: []string{sampling.MeasureTaken}, Region: "620102", From: "2026-05-18", To: "2026-05-18", Dims: [3]string{"supervision", "farm", "F0201"}})
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	for _, r := range rows {
		n += r.N
	}
	return n
}

// 食品安全抽样检验管理办法 第三十五条, 第三十九条: what a retest or an objection overturned is undone wherever it stands.
func TestArticle35And39Overturn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for name, stand := range map[string]func(id string){
			"drafted":   func(string) {},
			"checked":   func(id string) { h.must(t, checker, id, sampling.ActCheck) },
			"published": func(id string) { h.publish(t, id) },
		} {
			x := h.take(t, paperOf(nil))
			h.send(t, x.ID, sampling.HandOver{Sealed: true})
			id, err := h.report(t, x.ID, "0.6mg/kg")
			if err != nil {
				t.Fatal(err)
			}
			stand(id)
			for range 2 { // the second time changes nothing
				if err := h.write(t, everything, func(ctx context.Context, tx *db.Tx) error {
					return h.Overturn(ctx, tx, id, "复检合格", "复检结论为合格", "The retest passed")
				}); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
			r := h.get(t, id)
			if name == "published" {
				if r.State != sampling.Withdrawn || r.PublicReason != "复检结论为合格" || r.PublicReasonEn != "The retest passed" {
					t.Errorf("%s: %s %q", name, r.State, r.PublicReason)
				}
			} else if !r.Cancelled {
				t.Errorf("%s: still stands as %s", name, r.State)
			}
			if again, err := h.report(t, x.ID, "0.1mg/kg"); err != nil || h.get(t, again).Number != x.Number+"-2" {
				t.Errorf("%s: the new result: %v", name, err)
			}
		}
	})
}
