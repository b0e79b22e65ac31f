package app_test

import (
	"shian/internal/domain/subscribe"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/notify"
)

// served serves a document on each of the two businesses.
func (s *stage) served() {
	s.tb.Helper()
	ctx := s.system()
	for region, ids := range map[string]map[string]string{home: s.own, far: s.other} {
		err := s.DB.Write(ctx, func(tx *db.Tx) (err error) {
			ids["service"], err = s.Notify.Serve(ctx, tx, notify.Serving{Purpose: "result", Kind: "sampling.result", Record: "test", Title: "检验结论通知", Way: notify.OnPaper,
				Party: access.Operator(ids["operator"]), PartyName: "演示", Region: region})
			return err
		})
		w := &subscribe.Warning{Title: "演示警示", Text: "风险", Advice: "建议", Issuer: "演示局"}
		w.Region = region
		if err == nil {
			err = s.Subscribe.Warnings.Create(ctx, w)
			ids["warning"] = w.ID
		}
		if err != nil {
			s.tb.Fatal(err)
		}
	}
}
