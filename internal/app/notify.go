package app

import (
	"context"
	"path/filepath"

	"shian/internal/domain/place"
	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/notify"
	"shian/internal/kit/outbox"
	"shian/internal/kit/record"
	"shian/internal/kit/secret"
)

// purposes are why documents are served on parties, each with its article and its deadline.
var purposes = []notify.Purpose{
	{Name: "result", Label: "检验结论", Deadline: "serve-result", Law: "sampling-29"},
}

// MailBy names the mail server that e-mails are given to; see notify.ParseServer.
func (c *Config) MailBy(server, password string) (err error) {
	c.Mail, err = notify.ParseServer(server, password)
	return err
}

// telling makes what tells people and programs. After the flow engine.
func (a *App) telling(cfg Config) error {
	box, err := secret.Load(filepath.Join(cfg.Data, "secret.key"))
	if err != nil {
		return err
	}
	a.Secrets = box
	a.Notify = notify.New(a.DB, notify.Config{Box: box, People: a.Place, Mail: cfg.Mail, Base: cfg.site(), Private: cfg.Private, Log: cfg.log()})
	a.Notify.Follow(a.Flow, purposes...)
	return nil
}

// unread counts the messages somebody has not read; a count that fails shows none.
func (a *App) unread(ctx context.Context, who *access.Actor) int {
	if who.ID == "" {
		return 0
	}
	n, err := a.Notify.Unread(ctx, who.ID)
	if err != nil {
		return 0
	}
	return n
}

// serveResult: a failing conclusion is served on the business sampled and the maker, and both their regulators are told
// (食品安全抽样检验管理办法 第二十九条).
func (a *App) serveResult(ctx context.Context, tx *db.Tx, m outbox.Message) error {
	var s sampling.Message
	if err := m.Read(&s); err != nil {
		return err
	}
	title, href := "检验结论通知（"+s.Number+"）", pageOf(sampling.Kind, s.ID)
	body := "样品：" + s.Food + "\n抽样单编号：" + s.Number + "\n不合格项目：" + s.Failing +
		"\n\n依据《食品安全抽样检验管理办法》第二十九条，现将检验结论送达。对结论有异议的，自收到之日起 7 个工作日内依法提出。"
	for _, party := range s.Parties() {
		o, err := a.Operator.Operators.GetTx(ctx, tx, party)
		if to, moved := record.MovedTo(err); moved {
			party = to
			o, err = a.Operator.Operators.GetTx(ctx, tx, to)
		}
		if fault.Is(err, fault.KindMissing) {
			continue
		}
		if err != nil {
			return err
		}
		if _, err := a.Notify.Serve(ctx, tx, notify.Serving{Purpose: "result", Kind: sampling.Kind, Record: s.ID, Href: href, Title: title, Body: body,
			Party: access.Operator(party), PartyName: o.Name, Region: o.Region}); err != nil {
			return err
		}
		if _, err := a.Notify.Tell(ctx, tx, notify.To{Right: "service.edit", Region: county(o.Region)}, notify.Message{Topic: sampling.TopicFailed, Key: sampling.TopicFailed + " " + s.ID,
			Zh: "抽检不合格：" + s.Food + "，涉及 " + o.Name, En: "A sample failed: " + s.Food + "; it concerns " + o.Name, Href: href, Tone: "late"}); err != nil {
			return err
		}
	}
	return nil
}

// county is the region whose office looks after a place.
func county(region string) string {
	short := place.Short(region)
	return short[:min(len(short), 6)]
}

// unserve: a withdrawn result is served no more.
func (a *App) unserve(ctx context.Context, tx *db.Tx, m outbox.Message) error {
	var s sampling.Message
	if err := m.Read(&s); err != nil {
		return err
	}
	return a.Notify.Lapse(ctx, tx, sampling.Kind, s.ID, "抽检结果已撤回")
}
