package plan

import (
	"context"
	"strconv"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

func itoa(n int) string { return strconv.Itoa(n) }

// step follows the flow: the plan moves with its run; what is issued or approved is in force, and the counties are told.
func (s *Service) step(ctx context.Context, tx *db.Tx, run *flow.Run, t flow.Step) error {
	if t.Action == ActCancel {
		return s.cancelled(ctx, tx, run.Record)
	}
	var now map[string]int64
	if t.Action == ActApprove { // an adjustment sets the batches by its cells
		var err error
		if now, err = draftTotals(ctx, tx, run.Record); err != nil {
			return err
		}
	}
	p, err := s.Plans.MoveTx(record.Because(ctx, t.Reason), tx, run.Record, t.Action, func(p *Plan) {
		p.State = State(t.To)
		if now != nil {
			p.Supervision, p.Monitoring, p.Evaluation = now[Supervision], now[Monitoring], now[Evaluation]
		}
		switch t.Action {
		case ActIssue, ActApprove:
			p.Edition, p.Draft = p.Draft, 0
		case ActRevise:
			p.Draft = p.Edition + 1
		case ActDrop:
			p.Draft = 0
		}
	})
	if err != nil {
		return err
	}
	switch t.Action {
	case ActIssue:
		return s.enforce(ctx, tx, p, s.send)
	case ActApprove:
		return s.enforce(ctx, tx, p, s.resend)
	case ActRevise:
		if err := s.edition(ctx, tx, p.ID, p.Draft, string(p.Way), t.Reason); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO plan_cell (plan, edition, region, purpose, category, stage, batches)
			SELECT plan, $1, region, purpose, category, stage, batches FROM plan_cell WHERE plan = $2 AND edition = $3`, p.Draft, p.ID, p.Edition)
		return err
	case ActDrop:
		for _, text := range []string{`DELETE FROM plan_cell WHERE plan = $1 AND edition > $2`, `DELETE FROM plan_edition WHERE plan = $1 AND edition > $2`} {
			if _, err := tx.Exec(ctx, text, p.ID, p.Edition); err != nil {
				return err
			}
		}
	case ActClose:
		return s.end(ctx, tx, p)
	}
	return nil
}

// enforce notes who let the edition stand, opens the plan to the counties and tells them.
func (s *Service) enforce(ctx context.Context, tx *db.Tx, p *Plan, tell func(ctx context.Context, tx *db.Tx, p *Plan) error) error {
	a := access.From(ctx)
	_, err := tx.Exec(ctx, `UPDATE plan_edition SET approved_at = $1, approved_by = $2, approved_name = $3, way = $4 WHERE plan = $5 AND edition = $6`,
		clock.Instant(clock.Now(ctx)), a.ID, a.Name, string(p.Way), p.ID, p.Edition)
	if err != nil {
		return err
	}
	if err := s.needs.Flow.Rescope(ctx, tx, Kind, p.ID, runTitle(p), p.Region, s.scopes(p)); err != nil {
		return err
	}
	if err := tell(access.With(ctx, access.System), tx, p); err != nil {
		return err
	}
	return publish(ctx, tx, p)
}

// perCounty sums an edition up by county and purpose.
func (s *Service) perCounty(ctx context.Context, q db.Querier, p *Plan) (map[string]*Share, error) {
	rows, err := q.Query(ctx, `SELECT region, purpose, sum(batches) FROM plan_cell WHERE plan = $1 AND edition = $2 GROUP BY region, purpose ORDER BY region, purpose`, p.ID, p.Edition)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]*Share{}
	for rows.Next() {
		var region, purpose string
		var n int64
		if err := rows.Scan(&region, &purpose, &n); err != nil {
			return nil, err
		}
		x := out[region]
		if x == nil {
			x = &Share{Plan: p.ID, Title: p.Title, Year: p.Year, Edition: p.Edition, State: Sent, Meta: record.Meta{Region: region}}
			out[region] = x
		}
		switch purpose {
		case Supervision:
			x.Supervision = n
		case Monitoring:
			x.Monitoring = n
		case Evaluation:
			x.Evaluation = n
		}
	}
	return out, rows.Err()
}

// send gives every county of the plan its share. The platform does it for whoever issued the plan.
func (s *Service) send(ctx context.Context, tx *db.Tx, p *Plan) error {
	shares, err := s.perCounty(ctx, tx, p)
	if err != nil {
		return err
	}
	for _, c := range Counties(s.tree(), p.Region) {
		if x := shares[c.Code]; x != nil {
			if err := s.sendOne(ctx, tx, x); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) sendOne(ctx context.Context, tx *db.Tx, x *Share) error {
	if err := s.Shares.CreateTx(ctx, tx, x); err != nil {
		return err
	}
	return s.needs.Flow.Start(ctx, tx, KindShare, KindShare, x.ID, s.shareTitle(x), x.Region, nil)
}

func (s *Service) shareTitle(x *Share) string {
	return x.Title + "：" + s.tree().Name(x.Region, "zh") + " " + strconv.FormatInt(x.Total(), 10) + " 批次"
}

// resend gives the counties whose share an adjustment changed the new one, to accept anew.
func (s *Service) resend(ctx context.Context, tx *db.Tx, p *Plan) error {
	shares, err := s.perCounty(ctx, tx, p)
	if err != nil {
		return err
	}
	old, err := s.sharesOf(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	for _, c := range Counties(s.tree(), p.Region) {
		x, id := shares[c.Code], old[c.Code]
		switch {
		case x == nil && id == "":
			continue
		case id == "":
			if err := s.sendOne(ctx, tx, x); err != nil {
				return err
			}
			continue
		case x == nil: // nothing is asked of the county any more
			x = &Share{Meta: record.Meta{Region: c.Code}, Title: p.Title, Year: p.Year}
		}
		if err := s.resendOne(ctx, tx, p, id, x); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) resendOne(ctx context.Context, tx *db.Tx, p *Plan, id string, x *Share) error {
	was, err := s.Shares.GetTx(ctx, tx, id)
	if err != nil {
		return err
	}
	same := was.Supervision == x.Supervision && was.Monitoring == x.Monitoring && was.Evaluation == x.Evaluation
	_, err = s.Shares.MoveTx(ctx, tx, id, ActResend, func(o *Share) {
		o.Supervision, o.Monitoring, o.Evaluation, o.Edition = x.Supervision, x.Monitoring, x.Evaluation, p.Edition
	})
	if err != nil || same {
		return err
	}
	if err := s.needs.Flow.Rescope(ctx, tx, KindShare, id, s.shareTitle(x), x.Region, nil); err != nil {
		return err
	}
	_, err = s.needs.Flow.Do(ctx, tx, KindShare, id, ActResend, flow.Input{})
	return err
}

// end closes what still runs of a plan that is over.
func (s *Service) end(ctx context.Context, tx *db.Tx, p *Plan) error {
	old, err := s.sharesOf(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	ctx = access.With(ctx, access.System)
	for _, c := range Counties(s.tree(), p.Region) {
		if id := old[c.Code]; id != "" {
			if _, err := s.needs.Flow.Do(ctx, tx, KindShare, id, ActEnd, flow.Input{}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) sharesOf(ctx context.Context, q db.Querier, plan string) (map[string]string, error) {
	rows, err := q.Query(ctx, `SELECT region, id FROM plan_share WHERE plan = $1 AND NOT cancelled ORDER BY region`, plan)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var region, id string
		if err := rows.Scan(&region, &id); err != nil {
			return nil, err
		}
		out[region] = id
	}
	return out, rows.Err()
}

// shareStep moves a share with its run.
func (s *Service) shareStep(ctx context.Context, tx *db.Tx, run *flow.Run, t flow.Step) error {
	_, err := s.Shares.MoveTx(record.Because(ctx, t.Reason), tx, run.Record, t.Action, func(x *Share) { x.State = ShareState(t.To) })
	return err
}

// cancelled lets a run end only together with its record: cancelling the record takes the step.
func (s *Service) cancelled(ctx context.Context, q db.Querier, id string) error {
	var gone bool
	err := q.Row(ctx, `SELECT cancelled FROM plan WHERE id = $1`, id).Scan(&gone)
	if err == nil && !gone {
		err = fault.Refused("请在计划的页面注销，并写明原因", "cancel the plan on its own page, with the reason")
	}
	return err
}
