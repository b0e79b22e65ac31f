package page

import (
	"net/http"
	"strings"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/web"
)

// RegionCookie holds the region chosen in the top bar. How pages look (web.LangCookie, web.TextCookie) lies beside it.
const RegionCookie = "shian_region"

const year = 365 * 24 * time.Hour

// Prefer serves GET /prefer: it remembers ?lang= (zh, en), ?text= (large, normal) and ?region= (2 to 9 digits, or empty
// for everything the person sees) for a year and goes back to ?back=, a path of this site. A GET, because it changes
// nothing but how pages look to this reader, and so that it is a plain link that works without script.
func (p *Pages) Prefer(c *web.Ctx) error {
	q := c.Queries()
	lang, large := c.Lang(), c.Large()
	if l := q.Get("lang"); l == "zh" || l == "en" {
		lang = l
		c.SetCookie(web.LangCookie, l, year)
	}
	if t := q.Get("text"); t == "large" || t == "normal" {
		large = t == "large"
		c.SetCookie(web.TextCookie, t, year)
	}
	if q.Has("region") && isRegion(q.Get("region")) {
		c.SetCookie(RegionCookie, "-"+q.Get("region"), year)
	}
	if c.Actor.ID != "" && c.Actor.Side != access.SideSystem && p.cfg.Prefer != nil {
		if err := p.cfg.Prefer(c.Context(), c.Actor, lang, large); err != nil {
			return err
		}
	}
	return c.Redirect(q.Get("back"))
}

func isRegion(s string) bool {
	return len(s) <= 9 && strings.Trim(s, "0123456789") == ""
}

// Region is the code chosen in the top bar, empty for everything the person sees. Lists, counts, exports and maps start
// from it; it only narrows, for who sees what is access's matter.
func Region(r *http.Request) string {
	ck, err := r.Cookie(RegionCookie)
	if err != nil {
		return ""
	}
	if v, ok := strings.CutPrefix(ck.Value, "-"); ok && isRegion(v) {
		return v
	}
	return ""
}
