package sampling

import (
	"cmp"
	"context"
	"fmt"

	"shian/internal/domain/operator"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

func (s *Service) newTasks(d *db.DB) *record.Kind[Task, *Task] {
	return record.New(d, record.Spec[Task]{Name: KindTask, Label: "抽样任务", Scopes: taskScopes, Local: true,
		Title: func(t *Task) string { return t.Title }, Note: func(t *Task) string { return t.Due },
		Prepare: s.prepareTask, Check: s.checkTask, Then: s.thenTask, ThenAll: s.thenTasks})
}

// prepareTask names the task and its team, and draws the place where it is to be drawn.
func (s *Service) prepareTask(ctx context.Context, t *Task) error {
	if t.Version == 0 {
		t.State = TaskAssigned
	}
	if t.Title == "" {
		t.Title = s.needs.Places.Tree().Name(t.Region, "zh") + " " + label(operator.Categories, t.Category) + " " + label(Stages, t.Stage)
	}
	if err := s.manned(ctx, t); err != nil {
		return err
	}
	switch t.How = cmp.Or(t.How, PlaceOpen); {
	case t.How == PlaceNamed && t.Operator == "":
		return fault.Invalid(fault.Field{Name: "operator", Label: "被抽样单位", Zh: "请选择被抽样单位，或改为随机抽取", En: "choose the business, or have it drawn"})
	case t.How == PlaceNamed && t.Note == "":
		return fault.Invalid(fault.Field{Name: "note", Label: "说明", Zh: "抽样对象应随机选取；指定单位的，请写明理由", En: "places of sampling are chosen at random; say why this one is named"})
	case t.How == PlaceOpen:
		t.Operator = ""
	case t.How == PlaceDrawn && t.Seed == "":
		return s.draw(ctx, t)
	}
	return nil
}

// manned finds the people of the team and keeps what they declared: only they themselves declare.
func (s *Service) manned(ctx context.Context, t *Task) error {
	said := map[string]Member{}
	if t.Version > 0 {
		old, err := s.Tasks.GetTx(acting(ctx), s.db, t.ID)
		if err != nil {
			return err
		}
		for _, m := range old.Team {
			said[m.Person] = m
		}
	}
	seen := map[string]bool{}
	for i := range t.Team {
		m := &t.Team[i]
		field := fmt.Sprintf("team.%d.person", i)
		account, name, err := s.person(ctx, nil, field, m.Person, t.Laboratory)
		if err != nil {
			return err
		}
		m.Person, m.Name = account, name
		if seen[account] {
			return fault.Invalid(fault.Field{Name: field, Label: "抽样人员", Row: i + 1, Zh: "同一人写了两次", En: "the same person twice"})
		}
		seen[account] = true
		if m.Role == "" {
			m.Role = "member"
			if i == 0 {
				m.Role = "lead"
			}
		}
		before := said[account]
		if m.Statement == "" || t.Version > 0 && before.Declared != "" && m.Declared == "" {
			m.Statement, m.Declared = before.Statement, before.Declared
		}
	}
	if len(t.Team) < 2 {
		return &fault.Error{Kind: fault.KindInvalid, Law: "食品安全抽样检验管理办法 第十八条", Zh: "抽样任务至少两人", En: "a team is two people at least",
			Fields: []fault.Field{{Name: "team", Label: "抽样人员", Zh: "现场抽样不得少于两人，请至少写两位", En: "two people at least take a sample; name two or more"}}}
	}
	return nil
}

func (s *Service) checkTask(_ context.Context, _ db.Querier, old, t *Task) error {
	switch {
	case old == nil:
	case old.State != t.State:
		return fault.Refused("状态由办理步骤改变", "the state changes by its steps")
	case old.State == TaskDone || old.State == TaskCancelled:
		return fault.Refused("任务已结束，不能修改", "the task has ended; it cannot be changed")
	case t.Count < old.Taken:
		return fault.Invalid(fault.Field{Name: "count", Label: "批次", Zh: fmt.Sprintf("已抽 %d 批次，不能少于此数", old.Taken), En: fmt.Sprintf("%d were taken already", old.Taken)})
	case old.Seed != "" && (t.Region != old.Region || t.Category != old.Category || t.Trade != old.Trade || t.Operator != old.Operator):
		return fault.Refused("被抽样单位已经抽出，地区、类别、业态和单位不能再改；确需重抽的请取消任务另行下达", "the place was drawn: region, category, trade and business stay; cancel the task and make another to draw again")
	}
	return nil
}

func (s *Service) thenTask(ctx context.Context, tx *db.Tx, action string, _, t *Task) error {
	switch action {
	case record.Created:
		return s.needs.Flow.Start(ctx, tx, KindTask, KindTask, t.ID, t.Title, t.Region, taskScopes(t))
	case record.Updated:
		return s.needs.Flow.Rescope(ctx, tx, KindTask, t.ID, t.Title, t.Region, taskScopes(t))
	case record.Cancelled:
		_, err := s.needs.Flow.Do(ctx, tx, KindTask, t.ID, ActDrop, flow.Input{Reason: cmp.Or(record.ReasonOf(ctx), "注销")})
		return err
	}
	return nil
}

func (s *Service) thenTasks(ctx context.Context, tx *db.Tx, made []*Task) error {
	all := make([]flow.Matter, len(made))
	for i, t := range made {
		all[i] = flow.Matter{Kind: KindTask, Record: t.ID, Title: t.Title, Region: t.Region, Scopes: taskScopes(t)}
	}
	return s.needs.Flow.StartMany(ctx, tx, KindTask, all)
}

// stepTask follows the flow of a task.
func (s *Service) stepTask(ctx context.Context, tx *db.Tx, run *flow.Run, t flow.Step) error {
	cancelled, err := one(ctx, tx, `SELECT id FROM sampling_task WHERE id = $1 AND cancelled`, run.Record)
	if err != nil || cancelled != "" { // the record's own cancelling takes the step
		return err
	}
	_, err = s.Tasks.MoveTx(record.Because(ctx, t.Reason), tx, run.Record, t.Action, func(x *Task) { x.State = TaskState(t.To) })
	return err
}

// ofTeam lets only the team answer for its task.
func (s *Service) ofTeam(ctx context.Context, q db.Querier, run *flow.Run) error {
	t, err := s.Tasks.GetTx(acting(ctx), q, run.Record)
	if err != nil {
		return err
	}
	if a := access.From(ctx); a.Side != access.SideSystem && !t.Has(a) {
		return fault.Refused("您不在该任务的抽样人员中", "you are not of the team of this task")
	}
	return nil
}

// enough ends a task only with all its samples.
func (s *Service) enough(ctx context.Context, q db.Querier, run *flow.Run) error {
	t, err := s.Tasks.GetTx(acting(ctx), q, run.Record)
	if err == nil && t.Taken < t.Count {
		err = fault.Refused(fmt.Sprintf("应抽 %d 批次，已抽 %d 批次，尚未抽齐", t.Count, t.Taken), fmt.Sprintf("%d of %d samples were taken", t.Taken, t.Count))
	}
	return err
}

// Declare keeps what somebody of the team says of their interest in the business and the laboratory. Whoever has one stands
// aside: the task goes back to be given to others.
//
// 公务员法 第七十六条.
func (s *Service) Declare(ctx context.Context, id string, interest bool, reason string) error {
	a := access.From(ctx)
	if !a.May(rightTake) {
		return fault.Refused("您没有抽样的权限", "you may not take samples")
	}
	if interest && reason == "" {
		return fault.Invalid(fault.Field{Name: "reason", Label: "说明", Zh: "请说明与被抽样单位或承检机构的关系", En: "say what the interest is"})
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := s.Tasks.GetTx(ctx, tx, id)
		if err != nil {
			return err
		}
		if !t.Has(a) || !t.Open() {
			return fault.Refused("您不在该任务的抽样人员中，或任务已结束", "you are not of the team of this task, or it has ended")
		}
		for i := range t.Team {
			if m := &t.Team[i]; a.Is(m.Person) {
				m.Statement, m.Declared = "none", clock.Instant(clock.Now(ctx))
				if interest {
					m.Statement = "interest"
				}
			}
		}
		who := *a
		who.Rights = append([]access.Right{rightAssign}, a.Rights...) // about themselves, nothing else of the task
		if err := s.Tasks.UpdateTx(record.Because(access.With(ctx, &who), reason), tx, t); err != nil || !interest {
			return err
		}
		_, err = s.needs.Flow.Do(ctx, tx, KindTask, id, ActSendBack, flow.Input{Reason: "回避：" + reason})
		return err
	})
}

// declared refuses to begin before everybody has declared.
func (s *Service) declared(ctx context.Context, q db.Querier, run *flow.Run) error {
	if err := s.ofTeam(ctx, q, run); err != nil {
		return err
	}
	t, err := s.Tasks.GetTx(acting(ctx), q, run.Record)
	if err != nil {
		return err
	}
	for _, m := range t.Team {
		if m.Statement != "none" {
			return fault.Refused("请每位抽样人员先声明与被抽样单位、承检机构没有利害关系："+m.Name, "each of the team first declares to have no interest in the business or the laboratory: "+m.Name)
		}
	}
	return nil
}
