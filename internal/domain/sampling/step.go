package sampling

import (
	"context"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/measure"
	"shian/internal/kit/outbox"
	"shian/internal/kit/record"
	"shian/internal/kit/timeline"
)

// What others hear of results; the payload is a Message.
const (
	TopicPublished = "sampling.published"
	TopicFailed    = "sampling.failed" // a published result that fails
	TopicWithdrawn = "sampling.withdrawn"
)

// The measures: batches by purpose, stream and conclusion; batches by stream, category and conclusion.
const (
	MeasureBatch    = "sampling.batch"
	MeasureCategory = "sampling.category"
)

// A Message tells of a published or withdrawn result.
type Message struct {
	ID         string     `json:"id"`
	Number     string     `json:"number"`
	Food       string     `json:"food"`
	Purpose    Purpose    `json:"purpose"`
	Category   string     `json:"category"`
	Region     string     `json:"region"`
	Day        string     `json:"day"`
	Operator   string     `json:"operator"`
	Maker      string     `json:"maker"`
	Conclusion Conclusion `json:"conclusion"`
	Failing    string     `json:"failing"`
}

// step follows the flow: the record moves with its run, and what is published or withdrawn is counted and told.
func (s *Service) step(ctx context.Context, tx *db.Tx, run *flow.Run, t flow.Step) error {
	if t.Action == ActCancel {
		return s.cancelled(ctx, tx, run.Record)
	}
	r, err := s.Results.MoveTx(record.Because(ctx, t.Reason), tx, run.Record, t.Action, func(r *Result) {
		r.State = State(t.To)
		if t.Action == ActWithdraw {
			r.PublicReason, r.PublicReasonEn = t.Public, t.PublicEn
		}
	})
	if err != nil {
		return err
	}
	switch t.Action {
	case ActPublish:
		count(tx, r, 1)
		if err := s.tell(ctx, tx, r); err != nil {
			return err
		}
		if r.Conclusion == Fail {
			if err := outbox.Publish(ctx, tx, TopicFailed, r.ID, message(r)); err != nil {
				return err
			}
		}
		if err := s.close(ctx, tx, r); err != nil {
			return err
		}
		return outbox.Publish(ctx, tx, TopicPublished, r.ID, message(r))
	case ActWithdraw:
		count(tx, r, -1)
		if err := s.tell(ctx, tx, r); err != nil {
			return err
		}
		return outbox.Publish(ctx, tx, TopicWithdrawn, r.ID, message(r))
	}
	return nil
}

// cancelled lets a run end only together with its record: cancelling the record takes the step.
func (s *Service) cancelled(ctx context.Context, q db.Querier, id string) error {
	var gone bool
	err := q.Row(ctx, `SELECT cancelled FROM sampling_result WHERE id = $1`, id).Scan(&gone)
	if err == nil && !gone {
		err = fault.Refused("请在抽检结果的页面注销，并写明原因", "cancel the result on its own page, with the reason")
	}
	return err
}

func message(r *Result) Message {
	return Message{r.ID, r.Number, r.Food, r.Purpose, r.Category, r.Region, r.Day(), r.Operator, r.Maker, r.Conclusion, r.Failing}
}

// count adds the facts, or takes them back on the same day. Samples of other provinces are none of ours.
func count(tx *db.Tx, r *Result, n int64) {
	if r.Outside {
		return
	}
	measure.Add(tx, measure.Fact{Measure: MeasureBatch, Day: r.Day(), Region: r.Region, Dims: [3]string{string(r.Purpose), string(r.Stream), string(r.Conclusion)}, N: n})
	measure.Add(tx, measure.Fact{Measure: MeasureCategory, Day: r.Day(), Region: r.Region, Dims: [3]string{string(r.Stream), r.Category, string(r.Conclusion)}, N: n})
}

var conclusionEn = map[Conclusion]string{Pass: "passes", Fail: "fails", Unjudged: "is not judged"}

// tell writes a line into the files of business and maker, for everybody to see.
func (s *Service) tell(ctx context.Context, tx *db.Tx, r *Result) error {
	l := timeline.Line{Day: r.Day(), Kind: Kind, Record: r.ID, Public: true}
	if r.State == Withdrawn {
		l.Zh, l.En, l.Tone = "抽检结果已撤回公示："+r.Food, "sampling result withdrawn: "+r.Food, "near"
	} else {
		l.Zh, l.En = "抽检"+label(Conclusions, string(r.Conclusion))+"："+r.Food, "sampled "+r.Food+" "+conclusionEn[r.Conclusion]
		switch r.Conclusion {
		case Pass:
			l.Tone = "ok"
		case Fail:
			l.Tone = "late"
			l.Zh, l.En = l.Zh+"，"+r.Failing, l.En+": "+r.Failing
		case Unjudged:
		}
	}
	for i, owner := range []string{r.Operator, r.Maker} {
		if owner == "" || i == 1 && owner == r.Operator {
			continue
		}
		l.Operator = owner
		if err := timeline.Add(ctx, tx, l); err != nil {
			return err
		}
	}
	return nil
}

// deadline is the time within which the conclusion has to be reported. A sample that the report calls failing is urgent too,
// whatever the figures say.
//
// 食品安全抽样检验管理办法 第二十六条: failing ones within two working days, passing ones within seven.
func (r *Result) deadline() string {
	if r.Conclusion == Fail || r.Declared == Fail {
		return deadlineFail
	}
	return deadlinePass
}

func (s *Service) deadline(ctx context.Context, q db.Querier, run *flow.Run) (string, error) {
	var r Result
	err := q.Row(ctx, `SELECT conclusion, declared FROM sampling_result WHERE id = $1`, run.Record).Scan(&r.Conclusion, &r.Declared)
	return r.deadline(), err
}

// otherHand refuses to let people check what they changed themselves, whoever recorded it first.
//
// 食品安全抽样检验管理办法 第二十六条: what is reported was checked, so by somebody else.
func (s *Service) otherHand(ctx context.Context, q db.Querier, run *flow.Run) error {
	rows, err := q.Query(ctx, `SELECT DISTINCT actor FROM record_version WHERE kind = $1 AND record = $2 AND action = $3 ORDER BY actor`, Kind, run.Record, record.Updated)
	if err != nil {
		return err
	}
	defer rows.Close()
	a := access.From(ctx)
	for rows.Next() {
		var by string
		if err := rows.Scan(&by); err != nil {
			return err
		}
		if a.Is(by) {
			return fault.Refused("您本人或您代理的人修改过这份结果，请换人审核", "you, or somebody you act for, changed this result; somebody else has to check it")
		}
	}
	return rows.Err()
}

// agreed refuses to publish a result whose figures and report say opposite things, and what the publisher changed.
func (s *Service) agreed(ctx context.Context, q db.Querier, run *flow.Run) error {
	var disputed bool
	if err := q.Row(ctx, `SELECT disputed FROM sampling_result WHERE id = $1`, run.Record).Scan(&disputed); err != nil {
		return err
	}
	if disputed {
		return fault.Refused("报告结论与各项判定不一致，请先退回核实，改正后再公示", "the report's conclusion and the figures disagree; have it returned and corrected before it is published")
	}
	return s.otherHand(ctx, q, run)
}

// merge gives the results of one business to the other when their files become one.
func (s *Service) merge(ctx context.Context, tx *db.Tx, from, into string) error {
	who := *access.From(ctx)
	who.All = true // the results of a business are its own wherever they were taken
	ctx = access.With(ctx, &who)
	rows, err := tx.Query(ctx, `SELECT id FROM sampling_result WHERE operator = $1 OR maker = $1 ORDER BY id`, from)
	if err != nil {
		return err
	}
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return err
		}
		ids = append(ids, id)
	}
	if err := rows.Close(); err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := s.Results.MoveTx(ctx, tx, id, "merge-business", func(r *Result) {
			if r.Operator == from {
				r.Operator = into
			}
			if r.Maker == from {
				r.Maker = into
			}
		}); err != nil && !fault.Is(err, fault.KindRefused) { // a cancelled one stays as it was
			return err
		}
	}
	return rows.Err()
}
