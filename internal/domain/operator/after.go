package operator

import (
	"context"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/i18n"
	"shian/internal/kit/measure"
	"shian/internal/kit/outbox"
	"shian/internal/kit/record"
	"shian/internal/kit/timeline"
)

// TopicRecorded tells that a business came on file; the payload is a Recorded.
const TopicRecorded = "operator.recorded"

// A Recorded business, without its name or people: whoever needs more reads the file.
type Recorded struct {
	ID       string `json:"id"`
	Region   string `json:"region"`
	Trade    string `json:"trade"`
	Category string `json:"category"`
}

// after is what follows from a change of a business, in its own transaction: the count, what belongs to the file moves with
// it, and the timeline tells what somebody reading the file later needs to know.
func (s *Service) after(ctx context.Context, tx *db.Tx, action string, old, new *Operator) error {
	count(tx, old, new)
	if action == record.Created {
		if err := outbox.Publish(ctx, tx, TopicRecorded, new.ID, Recorded{new.ID, new.Region, string(new.Trade), new.Category}); err != nil {
			return err
		}
		if why := record.ReasonOf(ctx); why != "" {
			return s.tell(ctx, tx, new, "", "登记时有相似主体，经办人确认不是同一家："+why, "recorded beside similar businesses; confirmed to be another: "+why)
		}
		return nil
	}
	if action != record.Updated {
		return nil
	}
	if old.Region != new.Region {
		if err := s.rehome(ctx, tx, new.ID, new.ID, new.Region); err != nil {
			return err
		}
		tree := s.place.Tree()
		if err := s.tell(ctx, tx, new, "", "所在地区由"+tree.FullName(old.Region, "zh")+"迁至"+tree.FullName(new.Region, "zh"),
			"moved from "+tree.FullName(old.Region, "en")+" to "+tree.FullName(new.Region, "en")); err != nil {
			return err
		}
	}
	if old.Name != new.Name {
		if err := s.tell(ctx, tx, new, "", "名称由“"+old.Name+"”变更为“"+new.Name+"”", "renamed from "+old.Name+" to "+new.Name); err != nil {
			return err
		}
	}
	if old.Grade != new.Grade && new.Grade != "" {
		return s.tell(ctx, tx, new, gradeTone(old.Grade, new.Grade), "风险等级"+gradeText(old.Grade, new.Grade), "risk grade is now "+string(new.Grade))
	}
	return nil
}

func gradeText(old, new Grade) string {
	if old == "" {
		return "评定为 " + string(new) + " 级"
	}
	return "由 " + string(old) + " 级调为 " + string(new) + " 级"
}

func gradeTone(old, new Grade) string {
	if old != "" && new > old {
		return "near"
	}
	return ""
}

// tell writes a line for everybody who sees the business.
func (s *Service) tell(ctx context.Context, tx *db.Tx, o *Operator, tone, zh, en string) error {
	return timeline.Add(ctx, tx, timeline.Line{Operator: o.ID, Day: clock.Day(clock.Now(ctx)), Kind: "operator", Record: o.ID, Zh: zh, En: en, Tone: tone,
		Scopes: append(access.Regions(o.Region), access.Operator(o.ID))})
}

// count keeps how many businesses are on file.
func count(tx *db.Tx, old, new *Operator) {
	if old != nil && !old.Cancelled {
		measure.Add(tx, fact(old, -1))
	}
	if !new.Cancelled {
		measure.Add(tx, fact(new, 1))
	}
}

func fact(o *Operator, n int64) measure.Fact {
	day := ""
	if made, err := clock.ParseInstant(o.MadeAt); err == nil {
		day = clock.Day(made)
	}
	return measure.Fact{Measure: MeasureBusinesses, Day: day, Region: place.Short(o.Region), Dims: [3]string{string(o.Trade), string(o.Status), ""}, N: n}
}

// label is what a choice is called in a language.
func label(value string, lang string, choices []choice) string {
	for _, c := range choices {
		if c.Value == value {
			return i18n.T(lang, c.Label)
		}
	}
	return value
}
