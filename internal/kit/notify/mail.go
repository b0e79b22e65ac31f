package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"net/url"
	"strings"
	"time"

	"shian/internal/kit/fault"
)

// A Server is the mail server that e-mails are given to.
type Server struct {
	Addr           string // host:port
	User, Password string // empty: it asks for none
	From           string // address they come from
	Mode           string // starttls (what empty means: refused where the server offers none), tls from the beginning, or plain
	TLS            *tls.Config
}

// ParseServer reads smtp://user@host:587?from=food@example.cn (STARTTLS), smtps://… (TLS from the beginning, port 465) or
// smtp+plain://… (neither; for a server on the same machine). The password is given apart, so that it stands in no process list.
func ParseServer(text, password string) (*Server, error) {
	refuse := func(zh, en string) error {
		return fault.Refused("邮件服务器地址有误："+zh, "mail server: "+en)
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return nil, refuse("请写作 smtp://用户@主机:587?from=发件地址", "write smtp://user@host:587?from=address")
	}
	s := &Server{User: u.User.Username(), Password: password, From: u.Query().Get("from"), TLS: &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12}}
	port := u.Port()
	switch u.Scheme {
	case "smtp":
		s.Mode = "starttls"
		port = orDefault(port, "587")
	case "smtps":
		s.Mode = "tls"
		port = orDefault(port, "465")
	case "smtp+plain":
		s.Mode = "plain"
		port = orDefault(port, "25")
	default:
		return nil, refuse("协议应为 smtp、smtps 或 smtp+plain", "the scheme is smtp, smtps or smtp+plain")
	}
	s.Addr = net.JoinHostPort(u.Hostname(), port)
	if CheckAddress(s.From) != nil {
		return nil, refuse("缺少发件地址，请加 ?from=food@example.cn", "no sender; add ?from=food@example.cn")
	}
	return s, nil
}

func orDefault(s, usual string) string {
	if s == "" {
		return usual
	}
	return s
}

// CheckAddress refuses what is no plain e-mail address.
func CheckAddress(s string) error {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || strings.ContainsAny(s, "\r\n") {
		return fault.Invalid(fault.Field{Name: "address", Label: "邮箱", Zh: "请写完整的邮箱地址，例如 name@example.cn", En: "write a whole e-mail address such as name@example.cn"})
	}
	return nil
}

// MaskAddress shows an address without telling it: w***@example.cn.
func MaskAddress(s string) string {
	at := strings.LastIndexByte(s, '@')
	if at < 1 {
		return "***"
	}
	first := []rune(s)[:1]
	return string(first) + "***" + s[at:]
}

// send gives one e-mail to the server. An answer of 5xx is final.
func (s *Server) send(ctx context.Context, delivery string, now time.Time, c content) outcome {
	err := s.deliver(ctx, c.To, s.compose(delivery, now, c))
	if err == nil {
		return outcome{code: 250}
	}
	o := outcome{err: err}
	var answer *textproto.Error
	if errors.As(err, &answer) {
		o.code, o.last = int64(answer.Code), answer.Code >= 500
		o.err = fmt.Errorf("%d: the mail server refused it", answer.Code) // its words repeat the address
	}
	return o
}

func (s *Server) deliver(ctx context.Context, to string, text []byte) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", s.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if until, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(until); err != nil {
			return err
		}
	}
	host, _, _ := net.SplitHostPort(s.Addr)
	if s.Mode == "tls" {
		conn = tls.Client(conn, s.TLS)
	}
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return err
	}
	if s.Mode == "starttls" || s.Mode == "" {
		if err := c.StartTLS(s.TLS); err != nil {
			return err
		}
	}
	if s.User != "" {
		if err := c.Auth(smtp.PlainAuth("", s.User, s.Password, host)); err != nil {
			return err
		}
	}
	if err := errors.Join(c.Mail(s.From), c.Rcpt(to)); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	_ = c.Quit() // it has the e-mail already
	return nil
}

// compose writes the e-mail: plain text, the subject encoded, one link to end what it is sent for (RFC 8058).
func (s *Server) compose(delivery string, now time.Time, c content) []byte {
	_, domain, _ := strings.Cut(s.From, "@")
	var b bytes.Buffer
	for _, h := range [][2]string{
		{"From", s.From}, {"To", c.To}, {"Subject", mime.BEncoding.Encode("utf-8", strings.NewReplacer("\r", " ", "\n", " ").Replace(c.Subject))},
		{"Date", now.Format(time.RFC1123Z)}, {"Message-ID", "<" + delivery + "@" + domain + ">"}, {"Auto-Submitted", "auto-generated"},
		{"MIME-Version", "1.0"}, {"Content-Type", "text/plain; charset=utf-8"}, {"Content-Transfer-Encoding", "base64"},
	} {
		b.WriteString(h[0] + ": " + h[1] + "\r\n")
	}
	if c.Unsubscribe != "" {
		b.WriteString("List-Unsubscribe: <" + c.Unsubscribe + ">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
	}
	b.WriteString("\r\n")
	text := base64.StdEncoding.EncodeToString([]byte(c.Text))
	for len(text) > 76 {
		b.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	b.WriteString(text + "\r\n")
	return b.Bytes()
}
