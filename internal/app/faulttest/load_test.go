package faulttest_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"shian/engine/ident"
	"shian/internal/kit/id"
)

// notes are what the client knows by itself: what it sent, and what was acknowledged.
type notes struct {
	mu        sync.Mutex
	sent      map[string]bool   // ids of records whose creation was sent
	firms     map[string]int64  // acknowledged businesses → the newest version acknowledged
	results   map[string]bool   // acknowledged results
	published map[string]bool   // results whose publication was acknowledged
	imports   map[string]string // imports acknowledged → the mark in the names of their rows
	rows      map[string]int    // mark → rows of the sheet
	backups   []string          // whose command ended well
	refused   []string          // answers that should not be
	serial    int
}

func newNotes() *notes {
	return &notes{sent: map[string]bool{}, firms: map[string]int64{}, results: map[string]bool{}, published: map[string]bool{}, imports: map[string]string{}, rows: map[string]int{}}
}

func (n *notes) keep(fn func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	fn()
}

func (n *notes) next() (k int) {
	n.keep(func() { n.serial++; k = n.serial })
	return k
}

// odd notes an answer that nothing but a fault explains.
func (n *notes) odd(what string, a answer) {
	n.keep(func() { n.refused = append(n.refused, what+": "+a.String()) })
}

// A load is several people at work until the server is gone.
type load struct {
	*site
	*notes
	v   *server
	all sync.WaitGroup
}

func (s *site) load(v *server, n *notes) *load {
	l := &load{site: s, notes: n, v: v}
	for range 3 {
		l.all.Go(l.record)
	}
	l.all.Go(l.sample)
	l.all.Go(l.bring)
	l.all.Go(l.copy)
	return l
}

// record creates businesses and changes some of them.
func (l *load) record() {
	c := l.caller(l.v, "county-inspector")
	for {
		k := l.next()
		key, f := id.New(), firm(k, "")
		f["id"] = key
		l.keep(func() { l.sent[key] = true })
		a, err := c.call("POST", "/api/v1/operator", f)
		if err != nil {
			return
		}
		if !a.ok() {
			l.odd("create", a)
			return
		}
		l.keep(func() { l.firms[key] = 1 })
		if k%3 > 0 {
			continue
		}
		a, err = c.call("PUT", "/api/v1/operator/"+key, map[string]any{"version": 1, "grade": "B", "note": fmt.Sprint("复查 ", k)})
		if err != nil {
			return
		}
		if !a.ok() {
			l.odd("change", a)
			return
		}
		l.keep(func() { l.firms[key] = 2 })
	}
}

// firm is a business of the number; mark goes into its name.
func firm(k int, mark string) map[string]any {
	return map[string]any{"name": fmt.Sprintf("城关区演示%s第%d食品厂", mark, k), "code": code(k), "trade": "production", "category": "01", "scale": "small", "grade": "A", "region": town,
		"address": fmt.Sprintf("兰州市城关区演示路%d号", k), "person": "赵演示", "phone": "199-0000-0001", "confirm": "故障试验数据，名称有意相近"}
}

// code is a well-formed 统一社会信用代码 of the number.
func code(k int) string {
	const digits = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body := []byte("91" + county + "FLT")
	for range 5 {
		body = append(body, digits[k%31])
		k /= 31
	}
	body = append(body, ident.OrganisationCheck(string(body[8:16])))
	return string(append(body, ident.CreditCheck(string(body))))
}

// sample records failing results about businesses, and others check and publish them.
func (l *load) sample() {
	sampler, checker, publisher := l.caller(l.v, "sampler"), l.caller(l.v, "sampling-checker"), l.caller(l.v, "publisher")
	for {
		k := l.next()
		key := id.New()
		about := ""
		l.keep(func() {
			for f := range l.firms {
				about = f
				break
			}
		})
		l.keep(func() { l.sent[key] = true })
		a, err := sampler.call("POST", "/api/v1/sampling-result", result(key, k, about))
		if err != nil {
			return
		}
		if !a.ok() {
			l.odd("sample", a)
			return
		}
		l.keep(func() { l.results[key] = true })
		if a, err = checker.call("POST", "/api/v1/flow/sampling.result/"+key+"/check", map[string]string{}); err != nil {
			return
		} else if !a.ok() {
			l.odd("check", a)
			return
		}
		if a, err = publisher.call("POST", "/api/v1/flow/sampling.result/"+key+"/publish", map[string]string{}); err != nil {
			return
		} else if !a.ok() {
			l.odd("publish", a)
			return
		}
		l.keep(func() { l.published[key] = true })
	}
}

// itemsEach is the number of child rows of every result here.
const itemsEach = 3

func result(key string, k int, firm string) map[string]any {
	return map[string]any{"id": key, "number": fmt.Sprintf("FLT%08d", k), "food": "演示牌挂面", "purpose": "supervision", "category": "01", "stage": "distribution",
		"sampled": "2026-03-02", "made": "2026-02-01", "region": town, "operator": firm, "operator_name": "演示超市",
		"items": []map[string]string{{"item": "铅(以Pb计)", "limit_text": "≤0.5mg/kg", "result_text": "0.82mg/kg"}, {"item": "镉(以Cd计)", "limit_text": "≤0.1mg/kg", "result_text": "未检出"},
			{"item": "苯甲酸", "limit_text": "不得使用", "result_text": "未检出"}}}
}

// bring brings a sheet of businesses in through the API.
func (l *load) bring() {
	c := l.caller(l.v, "county-inspector")
	for {
		mark, rows := fmt.Sprintf("表%d批", l.next()), 120+rand.IntN(200)
		var b strings.Builder
		b.WriteString("名称,统一社会信用代码,业态,所在地区,地址\n")
		for range rows {
			k := l.next()
			fmt.Fprintf(&b, "城关区演示%s第%d商店,%s,食品销售,%s,兰州市城关区演示路%d号\n", mark, k, code(k), town, k)
		}
		a, err := c.call("POST", "/api/v1/operator/import?name="+mark+".csv", []byte(b.String()))
		if err != nil {
			return
		}
		var got struct{ ID, State string }
		if !a.ok() || a.read(&got) != nil {
			l.odd("import", a)
			return
		}
		l.keep(func() { l.imports[got.ID], l.rows[mark] = mark, rows })
		if !l.through(c, got.ID) {
			return
		}
	}
}

// through sees an import through to its end; false when the server is gone.
func (l *load) through(c *caller, key string) bool {
	asked := false
	for range 600 {
		a, err := c.call("GET", "/api/v1/import/operator/"+key, nil)
		if err != nil {
			return false
		}
		var got struct{ ID, State string }
		if !a.ok() || a.read(&got) != nil {
			l.odd("look at an import", a)
			return true
		}
		switch got.State {
		case "stored":
			return true
		case "refused":
			l.odd("an import is refused", a)
			return true
		case "staged":
			if !asked {
				if a, err = c.call("POST", "/api/v1/import/operator/"+key, map[string]bool{"valid_only": false}); err != nil {
					return false
				} else if !a.ok() {
					l.odd("commit", a)
					return true
				}
				asked = true
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	return true
}

// copy takes a backup now and then; one whose command ended well must be good.
func (l *load) copy() {
	time.Sleep(time.Duration(rand.IntN(600)) * time.Millisecond)
	path := filepath.Join(filepath.Dir(l.data), fmt.Sprintf("backup-%d", time.Now().UnixNano()))
	if _, _, err := l.try("", "backup", path, "--data", l.data); err != nil {
		return
	}
	l.keep(func() {
		for _, old := range l.backups { // the newest is enough to look at
			_ = os.Remove(old)
		}
		l.backups = []string{path}
	})
}
