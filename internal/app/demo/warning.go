package demo

import (
	"context"
	"fmt"

	"shian/internal/domain/subscribe"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
)

// warnings are two consumer warnings of 城关区: one published by a second person, one that waits for them.
func (f *filler) warnings(ctx context.Context) error {
	const at = "620102"
	writer, err := f.Place.Actor(ctx, f.actor["publisher "+at])
	if err != nil {
		return err
	}
	lead, err := f.Place.Actor(ctx, f.actor["market-lead "+at])
	if err != nil {
		return err
	}
	day := func(a *access.Actor, ago int) context.Context {
		return access.With(clock.With(ctx, clock.Fixed(f.today.AddDate(0, 0, -ago))), a)
	}
	all := []*subscribe.Warning{
		{Title: "演示：慎食自采野生菌", Issuer: "城关区市场监督管理局（演示）", Text: "入夏雨后是野生菌生长期，误采误食引起的中毒增多。许多有毒菌与可食菌外形相近，煮熟不能去毒。",
			Advice: "不采、不买、不食不认识的野生菌；集体聚餐不加工野生菌；食后出现恶心、幻觉等不适，立即就医并保留剩余食物。"},
		{Title: "演示：散装花椒粉请看清标签", Category: "03", Issuer: "城关区市场监督管理局（演示）", Text: "近期抽检发现个别批次花椒粉二氧化硫残留量不合格。", Advice: "购买有标签的产品，留意生产日期和批号；可在“不合格食品”页面查批次。"},
	}
	for i, w := range all {
		w.Region = at
		if err := f.Subscribe.Warnings.Create(day(writer, 12-i), w); err != nil {
			return fmt.Errorf("warning: %w", err)
		}
	}
	return f.DB.Write(ctx, func(tx *db.Tx) error {
		for _, action := range []string{subscribe.ActCheck, subscribe.ActPublish} {
			if _, err := f.Flow.Do(day(lead, 10), tx, subscribe.KindWarning, all[0].ID, action, flow.Input{}); err != nil {
				return fmt.Errorf("warning: %w", err)
			}
		}
		return nil
	})
}
