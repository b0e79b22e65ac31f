package notify

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"slices"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
	"shian/internal/kit/form"
	"shian/internal/kit/outbox"
	"shian/internal/kit/record"
)

// KindService names services in rights, scopes, journal and flows.
const KindService = "service"

// Way is how a document reaches its party.
type Way string

// The ways.
const (
	ByApp   Way = "app"   // in the messages of the party's accounts
	ByEmail Way = "mail"  // by e-mail with a link that only the receiver has
	OnPaper Way = "paper" // handed over; the receipt is photographed
)

const (
	serviceView access.Right = "service.view"
	serviceEdit access.Right = "service.edit"
	serviceSign access.Right = "service.receipt"
)

// Where a service stands.
const (
	Waiting   = "waiting"   // to be handed over
	Out       = "sent"      // sent, neither opened nor signed for
	Opened    = "opened"    // opened, not signed for
	Receipted = "receipted" // signed for
	Refused   = "refused"   // refused, left with the party before a witness
	Lapsed    = "lapsed"    // what it was about fell away
)

// What people choose from.
var (
	Ways   = []form.Choice{{Value: "app", Label: "平台消息"}, {Value: "mail", Label: "电子邮件"}, {Value: "paper", Label: "当面（纸质）"}}
	States = []form.Choice{{Value: Waiting, Label: "待送达"}, {Value: Out, Label: "已送出，待签收"}, {Value: Opened, Label: "已打开，待签收"}, {Value: Receipted, Label: "已签收"}, {Value: Refused, Label: "拒收，已留置"}, {Value: Lapsed, Label: "已终止"}}
)

// What others hear of services; the payload is a Served. An objection's time runs from the first of them.
const (
	TopicReceipted = "service.receipted"
	TopicRefused   = "service.refused"
)

// Served tells how a service ended.
type Served struct {
	ID      string       `json:"id"`
	Purpose string       `json:"purpose"`
	Kind    string       `json:"kind"` // what was served: its kind and id
	Record  string       `json:"record"`
	Party   access.Scope `json:"party"`
	Day     string       `json:"day"` // of receipt, or of leaving it with the party
}

// A Service is one document served on one party, with the proof: when it was sent, who opened it, who signed for it.
type Service struct {
	record.Meta
	Title         string
	Purpose       string // a Purpose's name
	Subject       string // what is served: its kind and id
	SubjectKind   string
	Href          string // the page of what is served
	Party         string // access.Scope of a business, a laboratory or an office
	PartyName     string
	Way           Way
	Contact       string // the e-mail address, masked
	Body          string // what the document says
	Papers        []string
	Digest        string // SHA-256 of what is served
	State         string
	Sent          string // instant
	Opened, Ended string
	Opener, Ender string // who opened, who signed or who left it there
}

// Fields binds what people see; the platform fills it in.
func (s *Service) Fields(f *form.Fields) {
	f.Text("title", "文书", &s.Title).Required().Max(200).InList()
	f.Text("party_name", "受送达人", &s.PartyName).Required().Max(120).InList()
	f.Text("purpose", "事由", &s.Purpose).Required().Max(60)
	form.Choose(f, "way", "送达方式", &s.Way, Ways).Required().Filter().InList()
	form.Choose(f, "state", "状态", &s.State, States).Derived().Filter().InList()
	f.Text("sent", "送出时间", &s.Sent).Max(40)
	f.Text("opened", "打开时间", &s.Opened).Max(40)
	f.Text("opener", "打开人", &s.Opener).Max(200)
	f.Text("ended", "签收时间", &s.Ended).Max(40)
	f.Text("ender", "签收人", &s.Ender).Max(200)
	f.Text("contact", "送达地址", &s.Contact).Max(200)
	f.Note("body", "内容", &s.Body).Max(20000)
	f.Files("papers", "附件", &s.Papers)
	f.Text("digest", "内容摘要", &s.Digest).Max(64)
	f.Text("subject_kind", "所送事项类别", &s.SubjectKind).Required().Max(60)
	f.Text("subject", "所送事项", &s.Subject).Required().Max(64)
	f.Text("href", "所送事项页面", &s.Href).Max(200)
	f.Text("party", "受送达人编号", &s.Party).Required().Max(80)
}

// serving is what services rest on beside the store.
type serving struct {
	flow     *flow.Engine
	purposes []Purpose
}

func (n *Notify) newServices(d *db.DB) *record.Kind[Service, *Service] {
	return record.New(d, record.Spec[Service]{Name: KindService, Label: "送达", Title: func(s *Service) string { return s.Title }, Note: func(s *Service) string { return s.PartyName },
		Owner: func(s *Service) string { return business(access.Scope(s.Party)) }, View: serviceView, Edit: serviceEdit,
		Scopes: func(s *Service) []access.Scope { return []access.Scope{access.Scope(s.Party)} }})
}

// business is the id of a business that is a party; empty for others.
func business(s access.Scope) string {
	if len(s) > 2 && s[:2] == "o:" {
		return string(s[2:])
	}
	return ""
}

// A Serving asks for a document to be served.
type Serving struct {
	Purpose      string       // name of one of the purposes given to Follow: its law and its deadline
	Kind, Record string       // what is served
	Href         string       // its page
	Title, Body  string       // of the document, in the reader's words
	Papers       []string     // attachments, such as the report as PDF; taken by the actor of ctx
	Digest       string       // SHA-256 of the document; empty: that of title and body
	Party        access.Scope // access.Operator(id), access.Laboratory(id) or access.Body(office)
	PartyName    string
	Region       string // whose office answers for it, 6 or 9 digits
	Way          Way    // empty: ByApp when somebody of the party has an account, else OnPaper
	Mail         string // address, for ByEmail
}

// Serve serves a document on a party in the caller's transaction: it begins the clock of its purpose, tells the party, and puts
// what nobody receives electronically on the to-do list of the office. The same purpose of the same record is served on a
// party once; asked again it gives the service there is. The actor needs no right of their own: the caller has found that they may.
func (n *Notify) Serve(ctx context.Context, tx *db.Tx, s Serving) (string, error) {
	p, err := n.purpose(s.Purpose)
	if err != nil {
		return "", err
	}
	var there string
	err = tx.Row(ctx, `SELECT id FROM service WHERE subject_kind = $1 AND subject = $2 AND purpose = $3 AND party = $4`, s.Kind, s.Record, s.Purpose, string(s.Party)).Scan(&there)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return there, err
	}
	if s.Way == ByEmail {
		if err := CheckAddress(s.Mail); err != nil {
			return "", err
		}
	}
	ctx = platform(ctx)
	x := &Service{Title: s.Title, Purpose: s.Purpose, Subject: s.Record, SubjectKind: s.Kind, Href: s.Href, Party: string(s.Party), PartyName: s.PartyName, Way: cmp.Or(s.Way, ByApp),
		Body: s.Body, Papers: s.Papers, Digest: s.Digest, State: Waiting}
	x.Region = s.Region
	if x.Digest == "" {
		sum := sha256.Sum256([]byte(s.Title + "\n" + s.Body))
		x.Digest = hex.EncodeToString(sum[:])
	}
	if x.Way == ByEmail {
		x.Contact = MaskAddress(s.Mail)
	}
	if x.Way == ByApp && s.Way == "" {
		members, err := n.cfg.People.Members(ctx, tx, s.Party)
		if err != nil {
			return "", err
		}
		if len(members) == 0 {
			x.Way = OnPaper
		}
	}
	if err := n.Services.CreateTx(ctx, tx, x); err != nil {
		return "", err
	}
	if err := n.serving.flow.Start(ctx, tx, p.flow(), KindService, x.ID, x.Title+"："+x.PartyName, x.Region, []access.Scope{s.Party}); err != nil {
		return "", err
	}
	return x.ID, n.send(ctx, tx, x, s.Mail)
}

// send tells the party, by the way chosen, and takes the step.
func (n *Notify) send(ctx context.Context, tx *db.Tx, x *Service, mail string) error {
	switch x.Way {
	case ByApp:
		if _, err := n.Tell(ctx, tx, To{Party: access.Scope(x.Party)}, Message{Topic: KindService, Key: KindService + " " + x.ID, Zh: "送达文书，请签收：" + x.Title,
			En: "Served on you, please sign for it: " + x.Title, Href: "/desk/service/" + x.ID, Tone: "near"}); err != nil {
			return err
		}
	case ByEmail:
		if _, err := n.Mail(ctx, tx, Mail{To: mail, Subject: "送达文书：" + x.Title, Kind: KindService, Record: x.ID, Key: KindService + " " + x.ID,
			Text: x.PartyName + "：\n\n现依法向您送达《" + x.Title + "》。请打开下面的链接查阅并签收：\n\n" + n.Address("/served/"+x.ID+"?token="+n.cfg.Box.Token(x.ID, KindService)) +
				"\n\n链接只发给您，请勿转发。\n"}); err != nil {
			return err
		}
	case OnPaper:
		return nil
	}
	_, err := n.serving.flow.Do(ctx, tx, KindService, x.ID, actSend, flow.Input{})
	return err
}

// platform lets the actor of ctx do what the platform does in their name.
func platform(ctx context.Context) context.Context {
	who := *access.From(ctx)
	who.All = true
	who.Rights = append(slices.Clone(who.Rights), serviceView, serviceEdit, serviceSign)
	return access.With(ctx, &who)
}

// step follows the flow: the record moves with its run, and what ended is told.
func (n *Notify) step(ctx context.Context, tx *db.Tx, run *flow.Run, t flow.Step) error {
	who := access.From(ctx).Name
	if t.Reason != "" && access.From(ctx).Side == access.SideSystem {
		who = t.Reason // a visitor with the link, in the words of the step
	}
	x, err := n.Services.MoveTx(record.Because(platform(ctx), t.Reason), tx, run.Record, t.Action, func(s *Service) {
		s.State = t.To
		switch t.Action {
		case actSend:
			s.Sent = t.At
		case ActOpen:
			s.Opened, s.Opener = t.At, who
		case actHand, actLeave:
			s.Way, s.Ended, s.Ender = OnPaper, t.At, who
		case ActReceipt:
			s.Ended, s.Ender = t.At, who
		case ActLapse:
			s.Ended = t.At
		}
	})
	if err != nil {
		return err
	}
	topic := map[string]string{Receipted: TopicReceipted, Refused: TopicRefused}[t.To]
	if topic == "" {
		return nil
	}
	return outbox.Publish(ctx, tx, topic, x.ID, Served{ID: x.ID, Purpose: x.Purpose, Kind: x.SubjectKind, Record: x.Subject, Party: access.Scope(x.Party), Day: clock.Day(clock.Now(ctx))})
}

// ServedOn gives the services of a record, in the order they were asked for, for whoever may see the record.
func (n *Notify) ServedOn(ctx context.Context, q db.Querier, kind, rec string) ([]*Service, error) {
	rows, err := q.Query(ctx, `SELECT id FROM service WHERE subject_kind = $1 AND subject = $2 ORDER BY id`, kind, rec)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	var out []*Service
	for _, id := range ids {
		x, err := n.Services.GetTx(platform(ctx), q, id)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// Lapse ends the services of a record that nobody has signed for yet, because what they were about fell away.
func (n *Notify) Lapse(ctx context.Context, tx *db.Tx, kind, rec, why string) error {
	all, err := n.ServedOn(ctx, tx, kind, rec)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.State == Waiting || x.State == Out || x.State == Opened {
			if _, err := n.serving.flow.Do(platform(ctx), tx, KindService, x.ID, ActLapse, flow.Input{Reason: why}); err != nil {
				return err
			}
		}
	}
	return nil
}
