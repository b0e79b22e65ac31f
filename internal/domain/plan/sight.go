package plan

import (
	"context"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/fault"
)

// may refuses whoever lacks the right.
func may(ctx context.Context, right access.Right) error {
	if !access.From(ctx).May(right) {
		return fault.Refused("您的岗位没有这项权限", "your post does not hold this right")
	}
	return nil
}

// ownRegion gives what part of a plan the actor sees: the whole, or their own county or prefecture. Whoever works in a township
// sees their county's.
func ownRegion(ctx context.Context, p *Plan) (whole bool, own string) {
	a := access.From(ctx)
	if a.All || a.Side == access.SideSystem || a.Holds(place.Short(p.Region)) {
		return true, place.Short(p.Region)
	}
	if a.Region == "" {
		return false, "-"
	}
	return false, place.Short(county(a.Region))
}
