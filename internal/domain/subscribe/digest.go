package subscribe

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/notify"
)

// Digest writes one e-mail for each subscription that has news and got none within the hour, and gives their number. Any number of
// nodes may run it: a subscription is taken by putting off its next e-mail.
func (s *Service) Digest(ctx context.Context) (int, error) {
	now := clock.Instant(clock.Now(ctx))
	rows, err := s.db.Query(ctx, `SELECT id, due FROM subscription s WHERE state = 'active' AND way = 'mail' AND due <= $1
		AND EXISTS (SELECT 1 FROM subscribe_entry e WHERE e.subscription = s.id) ORDER BY id LIMIT 500`, now)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var due [][2]string
	for rows.Next() {
		var x [2]string
		if err := rows.Scan(&x[0], &x[1]); err != nil {
			return 0, err
		}
		due = append(due, x)
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	n := 0
	for _, x := range due {
		err := s.db.Write(ctx, func(tx *db.Tx) error { return s.digest(ctx, tx, x[0], x[1]) })
		if errors.Is(err, db.ErrStale) { // another node writes it
			continue
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (s *Service) digest(ctx context.Context, tx *db.Tx, subscription, due string) error {
	next := clock.Instant(clock.Now(ctx).Add(gather))
	if err := db.Changed(tx.Exec(ctx, `UPDATE subscription SET due = $1 WHERE id = $2 AND due = $3 AND state = 'active'`, next, subscription, due)); err != nil {
		return err
	}
	x, err := s.ByLink(ctx, tx, subscription, s.needs.Box.Token(subscription, tokenUse))
	if err != nil {
		return err
	}
	address, err := s.needs.Box.Open(x.address, "subscription.address/"+subscription)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT `+newsColumns+` FROM subscribe_news WHERE id IN (SELECT news FROM subscribe_entry WHERE subscription = $1) ORDER BY updated, id`, subscription)
	if err != nil {
		return err
	}
	var all []News
	for rows.Next() {
		n, err := scanNews(rows.Scan)
		if err != nil {
			_ = rows.Close()
			return err
		}
		all = append(all, n)
	}
	if err := errors.Join(rows.Close(), rows.Err()); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM subscribe_entry WHERE subscription = $1`, subscription); err != nil {
		return err
	}
	subject, text := s.letter(x, all)
	_, err = s.needs.Tells.Mail(ctx, tx, notify.Mail{To: address, Subject: subject, Text: text, Unsubscribe: s.ending(subscription), Kind: "subscription", Record: subscription})
	return err
}

// ending is the address that ends a subscription by a single POST (RFC 8058).
func (s *Service) ending(subscription string) string {
	return s.needs.Tells.Address("/subscribe/" + subscription + "/end?token=" + s.needs.Box.Token(subscription, tokenUse))
}

// letter writes the e-mail in the subscriber's language; what is told of a food stays Chinese, as it was published.
func (s *Service) letter(x *Subscription, all []News) (subject, text string) {
	zh := x.Lang != "en"
	say := func(a, b string) string {
		if zh {
			return a
		}
		return b
	}
	var b strings.Builder
	b.WriteString(say("您订阅的食品安全信息：\n\n", "The food safety news you subscribed to:\n\n"))
	for i, n := range all {
		if i == perMail {
			fmt.Fprintf(&b, say("另有 %d 条，请看网页：%s\n\n", "%d more, on the page: %s\n\n"), len(all)-perMail, s.needs.Tells.Address("/failing"))
			break
		}
		if n.Withdrawn {
			b.WriteString(say("【撤回】", "[withdrawn] ") + n.Title + "\n" + say("原因：", "Why: ") + orElse(say(n.Why, n.WhyEn), say("见网页", "see the page")) + "\n")
		} else {
			b.WriteString(n.Title + "\n")
			if n.Summary != "" {
				b.WriteString(n.Summary + "\n")
			}
			if where := s.where(n.Region, x.Lang); where != "" {
				b.WriteString(where + "\n")
			}
		}
		b.WriteString(s.needs.Tells.Address(n.Href()) + "\n\n")
	}
	b.WriteString(say("结论只对所抽的这一批样品。每一项公示都可核验。\n\n退订或查看这项订阅：", "A result is about the batch sampled alone. Everything published can be checked.\n\nEnd or look at this subscription: ") + s.link(x.ID) + "\n")
	if len(all) == 1 {
		return say("食品安全信息：", "Food safety: ") + all[0].Title, b.String()
	}
	return fmt.Sprintf(say("食品安全信息 %d 条", "Food safety: %d news"), len(all)), b.String()
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
