package sampling

import (
	"context"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

// Overturn undoes a result that a retest or an objection overturned, by the platform and visibly: what was published is
// withdrawn, with the public reason in both languages; what was not published yet ends with the reason in its history. What
// it set off is undone by whoever listens to sampling.withdrawn. A result already undone stays as it is.
//
// 食品安全抽样检验管理办法 第三十五条, 第三十九条.
func (s *Service) Overturn(ctx context.Context, tx *db.Tx, result, why, zhPublic, enPublic string) error {
	ctx = acting(ctx)
	r, err := s.Results.GetTx(ctx, tx, result)
	if err != nil || r.State == Withdrawn || r.Cancelled {
		return err
	}
	switch r.State {
	case Published:
		_, err := s.needs.Flow.Do(record.Because(ctx, why), tx, Kind, result, ActWithdraw, flow.Input{Reason: why, Public: zhPublic, PublicEn: enPublic})
		return err
	case Checked:
		if err := s.do(ctx, tx, result, ActReturn, why); err != nil {
			return err
		}
		if r, err = s.Results.GetTx(ctx, tx, result); err != nil {
			return err
		}
	case Drafted, Returned, Withdrawn:
	}
	return s.Results.CancelTx(access.With(ctx, access.System), tx, r.ID, r.Version, why)
}

func (s *Service) do(ctx context.Context, tx *db.Tx, result, action, why string) error {
	_, err := s.needs.Flow.Do(record.Because(ctx, why), tx, Kind, result, action, flow.Input{Reason: why})
	return err
}
