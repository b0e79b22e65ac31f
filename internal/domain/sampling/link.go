package sampling

import (
	"context"
	"strings"
	"sync"
	"time"

	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/fault"
)

func (r *Result) needDay() error {
	if r.Day() != "" {
		return nil
	}
	return fault.Invalid(fault.Field{Name: "sampled", Label: "抽样日期", Zh: "请填写抽样日期；公布的结果没有抽样日期的，填写发布日期",
		En: "enter the day of sampling, or for a published result without one the day of publication"})
}

// link points at the files of business and maker where name and place leave no doubt: the business within the area of
// sampling, the maker within the province. Two of one name are left to a person.
func (s *Service) link(ctx context.Context, r *Result) error {
	if r.Operator == "" && r.OperatorName != "" {
		found, err := s.named(ctx, r.OperatorName)
		if err != nil {
			return err
		}
		area := place.Short(r.Region)
		r.Operator = only(found, area[:min(6, len(area))]).ID
	}
	if r.Maker == "" && r.MakerName != "" {
		found, err := s.named(ctx, r.MakerName)
		if err != nil {
			return err
		}
		maker := only(found, "")
		r.Maker, r.MakerRegion = maker.ID, maker.Region
		return nil
	}
	r.MakerRegion = ""
	if r.Maker == "" {
		return nil
	}
	at, err := s.needs.Operators.RegionOf(ctx, s.db, r.Maker)
	r.MakerRegion = at
	return err
}

// only is the one business of the area among those of a name.
func only(found []operator.Namesake, area string) operator.Namesake {
	var one operator.Namesake
	for _, f := range found {
		if !strings.HasPrefix(f.Region, area) {
			continue
		}
		if one.ID != "" {
			return operator.Namesake{}
		}
		one = f
	}
	return one
}

// known remembers names for a moment: a sheet names the same makers over and over.
type known struct {
	mu    sync.Mutex
	until time.Time
	names map[string][]operator.Namesake
}

const (
	rememberFor  = 2 * time.Second
	rememberMost = 20_000
)

func (s *Service) named(ctx context.Context, name string) ([]operator.Namesake, error) {
	k := &s.known
	k.mu.Lock()
	if now := time.Now(); now.After(k.until) || len(k.names) > rememberMost {
		k.names, k.until = map[string][]operator.Namesake{}, now.Add(rememberFor)
	}
	found, ok := k.names[name]
	k.mu.Unlock()
	if ok {
		return found, nil
	}
	found, err := s.needs.Operators.Named(ctx, s.db, name)
	if err == nil {
		k.mu.Lock()
		k.names[name] = found
		k.mu.Unlock()
	}
	return found, err
}

// scopes are whom a result concerns besides the place of sampling: business, maker and the maker's county, the
// laboratory, and everybody once it is published.
func scopes(r *Result) []access.Scope {
	var out []access.Scope
	if r.Operator != "" {
		out = append(out, access.Operator(r.Operator))
	}
	if r.Maker != "" && r.Maker != r.Operator {
		out = append(out, access.Operator(r.Maker))
	}
	if r.MakerRegion != "" {
		out = append(out, access.Regions(r.MakerRegion)...)
	}
	if r.Lab != "" {
		out = append(out, access.Laboratory(r.Lab))
	}
	if r.State == Published {
		out = append(out, access.Public)
	}
	return out
}
