package form_test

import (
	"context"
	"strings"
	"unicode/utf8"

	"pgregory.net/rapid"

	"shian/internal/kit/form"
)

type tone string

var tones = []form.Choice{{Value: "a", Label: "甲"}, {Value: "b", Label: "乙"}}

// plan has a field of every kind.
type plan struct {
	Title, Remark, Starts, Ends, Limit, Region, Phone, Secret string
	Tone                                                      tone
	Count                                                     int64
	Open                                                      bool
	Papers                                                    []string
	Quotas                                                    []quota
}

type quota struct {
	Region, Amount, Keeper string
	Count                  int64
	Urgent                 bool
}

type regions struct{}

func (regions) Name() string { return "region" }
func (regions) Suggest(context.Context, string, int) ([]form.Choice, error) {
	return nil, nil
}
func (regions) Label(context.Context, []string) (map[string]string, error) {
	return nil, nil
}

func (q *quota) Fields(f *form.Fields) {
	f.Ref("region", "地区", &q.Region, regions{})
	f.Decimal("amount", "数量", &q.Amount)
	f.Text("keeper", "保管人", &q.Keeper).Mask("name")
	f.Int("count", "批次", &q.Count)
	f.Bool("urgent", "加急", &q.Urgent)
}

func (p *plan) Fields(f *form.Fields) {
	f.Text("title", "计划名称", &p.Title).Required().Max(60).InList()
	f.Note("remark", "说明", &p.Remark)
	f.Day("starts", "开始日期", &p.Starts)
	f.Section("细节")
	f.Day("ends", "截止日期", &p.Ends).After(&p.Starts)
	f.Decimal("limit", "限量", &p.Limit).Min(-5).Max(100)
	f.Ref("region", "地区", &p.Region, regions{})
	f.Text("phone", "电话", &p.Phone).Mask("phone")
	f.Text("secret", "内情", &p.Secret).VisibleTo("plan.secret")
	form.Choose(f, "tone", "性质", &p.Tone, tones).Filter()
	f.Int("count", "份数", &p.Count).Min(0)
	f.Bool("open", "公开", &p.Open)
	f.Files("papers", "附件", &p.Papers)
	form.Lines(f, "quotas", "任务分配", &p.Quotas)
}

// typed is a text as people and machines send it, hostile characters included.
func typed(max int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return rapid.StringOfN(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("食安，0１\u202e\u200b\x00\t\n e\u0301"))), 0, max, -1).Draw(t, "text")
	})
}

func kept(lines bool, max int) *rapid.Generator[string] {
	return rapid.Map(typed(max), func(s string) string { return form.Clean(s, lines) }).Filter(func(s string) bool {
		return utf8.RuneCountInString(s) <= max
	})
}

var (
	days     = rapid.SampledFrom([]string{"", "2026-01-31", "1999-02-28", "2024-02-29"})
	decimals = rapid.OneOf(rapid.Just(""), rapid.StringMatching(`-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,8})?`).Filter(func(s string) bool {
		return !strings.HasPrefix(s, "-") || strings.Trim(s, "-0.") != ""
	}))
	safe = rapid.Int64Range(-(1<<53 - 1), 1<<53-1)
	ids  = rapid.StringMatching(`[0-9a-f]{8}`)
)

var plans = rapid.Custom(func(t *rapid.T) plan {
	p := plan{
		Title: kept(false, 60).Filter(func(s string) bool { return s != "" }).Draw(t, "title"), Remark: kept(true, 50).Draw(t, "remark"),
		Starts: days.Draw(t, "starts"), Ends: days.Draw(t, "ends"), Limit: rapid.SampledFrom([]string{"", "0.0500", "-5", "100.00", "-0.1", "99.999"}).Draw(t, "limit"),
		Region: rapid.SampledFrom([]string{"", "620102"}).Draw(t, "region"), Phone: kept(false, 12).Draw(t, "phone"), Secret: kept(false, 9).Draw(t, "secret"),
		Tone: rapid.SampledFrom([]tone{"", "a", "b"}).Draw(t, "tone"), Count: rapid.Int64Range(0, 1<<53-1).Draw(t, "count"), Open: rapid.Bool().Draw(t, "open"),
		Papers: rapid.SliceOfN(ids, 0, 4).Draw(t, "papers"),
	}
	if len(p.Papers) == 0 {
		p.Papers = nil
	}
	if p.Ends != "" && p.Ends < p.Starts {
		p.Ends = p.Starts
	}
	for range rapid.IntRange(0, 4).Draw(t, "rows") {
		p.Quotas = append(p.Quotas, quota{Region: "620103", Amount: decimals.Draw(t, "amount"), Keeper: kept(false, 8).Draw(t, "keeper"), Count: safe.Draw(t, "n"), Urgent: rapid.Bool().Draw(t, "urgent")})
	}
	return p
})
