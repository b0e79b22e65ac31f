package app_test

import (
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
		if err != nil {
			s.tb.Fatal(err)
		}
	}
}
