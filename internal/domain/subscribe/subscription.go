package subscribe

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
	"shian/internal/kit/notify"
)

// Where a subscription stands.
const (
	Asked  = "asked" // its owner has not confirmed it yet
	Active = "active"
	Ended  = "ended"
)

const (
	unconfirmed = 7 * 24 * time.Hour // after which what nobody confirmed is forgotten
	gather      = time.Hour          // between two e-mails of a subscription
	perMail     = 60                 // news in one e-mail
	perAddress  = 20                 // subscriptions of one address
	tokenUse    = "subscription"
)

// A Subscription is who wants to be told what.
type Subscription struct {
	ID, Way, Hook, Lang, State string
	Filter
	MadeAt, ConfirmedAt, EndedAt string
	address, due                 string
}

// Ask notes that somebody wants to be told, and sends them the link that confirms it: to the e-mail address, or as the first call
// to the webhook, whose secret is given here once. Whether the address subscribed to the same before is not told.
func (s *Service) Ask(ctx context.Context, way, address, lang string, f Filter) (key string, err error) {
	address = strings.TrimSpace(address)
	if way == notify.ByMail {
		if err := notify.CheckAddress(address); err != nil {
			return "", err
		}
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		x := Subscription{ID: id.New(), Way: way, Lang: lang, State: Asked, Filter: f, MadeAt: clock.Instant(clock.Now(ctx))}
		blind := s.needs.Box.Blind(strings.ToLower(address), tokenUse)
		var n int
		if err := tx.Row(ctx, `SELECT count(*) FROM subscription WHERE blind = $1 AND state <> 'ended'`, blind).Scan(&n); err != nil {
			return err
		}
		if n >= perAddress {
			return fault.Refused(fmt.Sprintf("一个地址最多 %d 项订阅，请先退订一些", perAddress), fmt.Sprintf("at most %d subscriptions for one address; end some first", perAddress))
		}
		var there, state string
		err := tx.Row(ctx, `SELECT id, state FROM subscription WHERE blind = $1 AND region = $2 AND category = $3 AND food = $4 AND business = $5 AND conclusion = $6 AND state <> 'ended'`,
			blind, f.Region, f.Category, f.Food, f.Business, f.Conclusion).Scan(&there, &state)
		switch {
		case err == nil && (way == notify.ByHook || state == Active):
			return nil
		case err == nil:
			x.ID = there
			return s.confirmation(ctx, tx, x, address)
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		if way == notify.ByHook {
			if x.Hook, key, err = s.needs.Tells.AddHook(ctx, tx, x.ID, address); err != nil {
				return err
			}
		} else {
			x.address = s.needs.Box.Seal(address, "subscription.address/"+x.ID)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO subscription (id, way, address, blind, hook, lang, region, category, food, business, conclusion, state, made_at, confirmed_at, ended_at, due)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'asked', $12, '', '', '')`,
			x.ID, x.Way, x.address, blind, x.Hook, x.Lang, f.Region, f.Category, f.Food, f.Business, f.Conclusion, x.MadeAt); err != nil {
			return err
		}
		return s.confirmation(ctx, tx, x, address)
	})
	return key, err
}

// link is the page of a subscription with its secret.
func (s *Service) link(subscription string) string {
	return s.needs.Tells.Address("/subscribe/" + subscription + "?token=" + s.needs.Box.Token(subscription, tokenUse))
}

// confirmation sends the link, at most once a day.
func (s *Service) confirmation(ctx context.Context, tx *db.Tx, x Subscription, address string) error {
	key := "confirm " + x.ID + " " + clock.Day(clock.Now(ctx))
	if x.Way == notify.ByHook {
		_, err := s.needs.Tells.Post(ctx, tx, notify.Event{Hook: x.Hook, Type: "subscription.confirm", Data: map[string]string{"confirm": s.link(x.ID)}, Kind: "subscription", Record: x.ID, Key: key})
		return err
	}
	subject, text := "请确认订阅食品安全信息", "有人用这个邮箱订阅食品安全抽检结果和消费警示。\n\n如果是您本人，请打开下面的链接确认：\n\n%s\n\n如果不是您，请不要理会：七天内没有确认，这个地址会被删除。\n"
	if x.Lang == "en" {
		subject, text = "Please confirm your food safety subscription", "Somebody subscribed this address to food safety results and warnings.\n\nIf it was you, open this link to confirm:\n\n%s\n\nIf not, do nothing: unconfirmed, the address is removed within seven days.\n"
	}
	_, err := s.needs.Tells.Mail(ctx, tx, notify.Mail{To: address, Subject: subject, Text: fmt.Sprintf(text, s.link(x.ID)), Kind: "subscription", Record: x.ID, Key: key})
	return err
}

// ByLink gives the subscription whose link somebody has. KindMissing: the link is wrong.
func (s *Service) ByLink(ctx context.Context, q db.Querier, subscription, token string) (*Subscription, error) {
	gone := fault.Missing("链接不对或已失效，请用邮件里的完整链接，或重新订阅", "the link is wrong or no longer good; use the whole link of the e-mail, or subscribe again")
	if !s.needs.Box.Good(token, subscription, tokenUse) {
		return nil, gone
	}
	x := &Subscription{ID: subscription}
	err := q.Row(ctx, `SELECT way, address, hook, lang, region, category, food, business, conclusion, state, made_at, confirmed_at, ended_at, due FROM subscription WHERE id = $1`, subscription).
		Scan(&x.Way, &x.address, &x.Hook, &x.Lang, &x.Region, &x.Category, &x.Food, &x.Business, &x.Conclusion, &x.State, &x.MadeAt, &x.ConfirmedAt, &x.EndedAt, &x.due)
	if isNone(err) {
		return nil, gone
	}
	return x, err
}

// Confirm begins the subscription, by its link.
func (s *Service) Confirm(ctx context.Context, subscription, token string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := s.ByLink(ctx, tx, subscription, token)
		if err != nil {
			return err
		}
		if x.State == Ended {
			return fault.Refused("这项订阅已退订，请重新订阅", "this subscription has ended; subscribe again")
		}
		_, err = tx.Exec(ctx, `UPDATE subscription SET state = 'active', confirmed_at = $1 WHERE id = $2 AND state = 'asked'`, clock.Instant(clock.Now(ctx)), subscription)
		return err
	})
}

// End ends the subscription, by its link, and forgets the address. Ending it twice is no fault.
func (s *Service) End(ctx context.Context, subscription, token string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := s.ByLink(ctx, tx, subscription, token)
		if err != nil || x.State == Ended {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE subscription SET state = 'ended', address = '', blind = '', ended_at = $1 WHERE id = $2`, clock.Instant(clock.Now(ctx)), subscription); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM subscribe_entry WHERE subscription = $1`, subscription); err != nil {
			return err
		}
		if x.Hook != "" {
			return s.needs.Tells.EndHook(ctx, tx, x.Hook)
		}
		return nil
	})
}

// Tidy forgets what nobody confirmed within a week.
func (s *Service) Tidy(ctx context.Context) error {
	old := clock.Instant(clock.Now(ctx).Add(-unconfirmed))
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE subscription SET state = 'ended', address = '', blind = '', ended_at = $1 WHERE state = 'asked' AND made_at < $2`, clock.Instant(clock.Now(ctx)), old)
		return err
	})
}

func isNone(err error) bool { return errors.Is(err, sql.ErrNoRows) }
