package place

import (
	"net/http"
	"slices"

	"shian/internal/kit/web"
)

// A list is how the API gives several rows; Next continues it as the parameter after.
type list[T any] struct {
	Rows  []T    `json:"rows"`
	Total int    `json:"total"`
	More  bool   `json:"more"`
	Next  string `json:"next,omitempty"`
}

// cut keeps limit rows of limit+1 read and says where the next page begins.
func cut[T any](rows []T, limit, total int, more bool, key func(T) string) list[T] {
	l := list[T]{Rows: rows, Total: total, More: more}
	if l.Rows == nil {
		l.Rows = []T{}
	}
	if len(rows) > limit {
		l.Rows, l.Next = rows[:limit], key(rows[limit-1])
	}
	return l
}

// only refuses query parameters that the address does not know, so that a misspelt filter never widens an answer.
func only(c *web.Ctx, names ...string) error {
	for name := range c.Queries() {
		if !slices.Contains(names, name) {
			return invalid(name, name, "没有这个查询参数，请对照接口说明", "there is no such query parameter; see the API's description")
		}
	}
	return nil
}

func (w *site) apiPeople(c *web.Ctx) error {
	if err := only(c, "region", "body", "post", "name", "state", "account", "after", "limit"); err != nil {
		return err
	}
	q := peopleQuery(c)
	if !slices.Contains([]State{"", InForce, Coming, Over}, q.State) {
		return invalid("state", "状态", "状态须为 now、coming 或 over", "the state must be now, coming or over")
	}
	if _, ok := w.Tree().Find(q.Within); q.Within != "" && !ok {
		return invalid("region", "地区", "没有这个行政区划代码："+q.Within, "there is no region with the code "+q.Within)
	}
	total, more, err := w.CountPeople(c.Context(), q)
	if err != nil {
		return err
	}
	limit := q.Limit
	q.Limit++
	rows, err := w.People(c.Context(), q)
	if err != nil {
		return err
	}
	return c.JSON(cut(rows, limit, total, more, func(a Appointment) string { return a.ID }))
}

func (w *site) apiPerson(c *web.Ctx) error {
	a, err := w.Appointment(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return c.JSON(a)
}

// apiEnter appoints by login; password stands in the answer only for a new account, and only here.
func (w *site) apiEnter(c *web.Ctx) error {
	var in struct {
		Login  string `json:"login"`
		New    bool   `json:"new"`
		Name   string `json:"name"`
		Post   string `json:"post"`
		Office string `json:"office"`
		Region string `json:"region"`
		Holder string `json:"holder"`
		From   string `json:"from"`
		To     string `json:"to"`
	}
	if err := c.ReadJSON(&in); err != nil {
		return err
	}
	e := Entry{in.Login, in.New, Appointment{Name: in.Name, Post: in.Post, Office: in.Office, Region: in.Region, Holder: in.Holder, From: in.From, To: in.To}}
	password, err := w.Enter(c.Context(), &e)
	if err != nil {
		return err
	}
	c.W.Header().Set("Location", "/api/v1/people/"+e.ID)
	c.Code(http.StatusCreated)
	return c.JSON(struct {
		Appointment
		Login    string `json:"login"`
		Password string `json:"password,omitempty"`
	}{e.Appointment, e.Login, password})
}

// A closing sets the last day of an appointment or an order.
type closing struct {
	Last    string `json:"last"`
	Version int64  `json:"version"`
}

func (w *site) apiEnd(c *web.Ctx) error {
	var in closing
	if err := c.ReadJSON(&in); err != nil {
		return err
	}
	a, err := w.Appointment(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	if err := w.End(c.Context(), a.ID, in.Last, in.Version); err != nil {
		return err
	}
	return w.apiPerson(c)
}

func (w *site) apiReset(c *web.Ctx) error {
	login, password, err := w.ResetPassword(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return c.JSON(map[string]string{"login": login, "password": password})
}

func (w *site) apiDisable(c *web.Ctx) error {
	var in struct {
		Disabled *bool `json:"disabled"`
	}
	if err := c.ReadJSON(&in); err != nil {
		return err
	}
	if in.Disabled == nil {
		return invalid("disabled", "停用", "请写明 disabled 为 true 或 false", "say whether disabled is true or false")
	}
	if err := w.Disable(c.Context(), c.Path("id"), *in.Disabled); err != nil {
		return err
	}
	return c.JSON(map[string]bool{"disabled": *in.Disabled})
}

func (w *site) apiActings(c *web.Ctx) error {
	if err := only(c, "mine", "state", "after", "limit"); err != nil {
		return err
	}
	q := actingQuery(c)
	if !slices.Contains([]State{"", Waiting, InForce, Coming, Over}, q.State) {
		return invalid("state", "状态", "状态须为 waiting、now、coming 或 over", "the state must be waiting, now, coming or over")
	}
	total, more, err := w.CountActings(c.Context(), q)
	if err != nil {
		return err
	}
	limit := q.Limit
	q.Limit++
	rows, err := w.Actings(c.Context(), q)
	if err != nil {
		return err
	}
	return c.JSON(cut(rows, limit, total, more, func(a Acting) string { return a.ID }))
}

// apiAsk proposes an acting officer; account and for are account ids or logins.
func (w *site) apiAsk(c *web.Ctx) error {
	var in struct {
		Account string `json:"account"`
		For     string `json:"for"`
		From    string `json:"from"`
		To      string `json:"to"`
		Reason  string `json:"reason"`
	}
	if err := c.ReadJSON(&in); err != nil {
		return err
	}
	a := Acting{Account: in.Account, For: in.For, From: in.From, To: in.To, Reason: in.Reason}
	if err := w.resolve(c.Context(), &a); err != nil {
		return err
	}
	if err := w.Ask(c.Context(), &a); err != nil {
		return err
	}
	c.W.Header().Set("Location", "/api/v1/acting/"+a.ID)
	c.Code(http.StatusCreated)
	return c.JSON(a)
}

func (w *site) apiOrder(c *web.Ctx) error {
	a, err := w.Order(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return c.JSON(a)
}

func (w *site) apiApprove(c *web.Ctx) error {
	var in struct {
		Version int64 `json:"version"`
	}
	if err := c.ReadJSON(&in); err != nil {
		return err
	}
	a, err := w.Order(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	if err := w.Approve(c.Context(), a.ID, in.Version); err != nil {
		return err
	}
	return w.apiOrder(c)
}

func (w *site) apiReturn(c *web.Ctx) error {
	var in closing
	if err := c.ReadJSON(&in); err != nil {
		return err
	}
	a, err := w.Order(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	if err := w.Return(c.Context(), a.ID, in.Last, in.Version); err != nil {
		return err
	}
	return w.apiOrder(c)
}
