package paper

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of documents; it needs access.Schema and journal.Schema beside it.
var Schema = db.Schema{Name: "paper", Files: migrations}

// Kind is the kind under which documents stand in scopes and journal.
const Kind = "paper"

// Config says how documents are made. Its zero value works.
type Config struct {
	Site  string   // address under which people reach the platform: https://shian.example.gov.cn; the QR code begins with it
	Fonts []string // TrueType fonts for characters that the embedded ones lack, in order of preference
}

// Papers issues documents and gives them out.
type Papers struct {
	d     *db.DB
	site  string
	fonts *fonts

	// Proofs shows on a document's page how it stands in the public log; nil: the panel is left out.
	Proofs Proofs
}

// New makes the service on a migrated database. A font that cannot be used is found when the first document is set.
func New(d *db.DB, c Config) *Papers {
	return &Papers{d: d, site: strings.TrimRight(c.Site, "/"), fonts: &fonts{more: c.Fonts}}
}

// A Draft is a document to be issued.
type Draft struct {
	Series     Series
	Number     string // the record's own, such as that of a sampling sheet; no series is counted then; empty: the next of Series
	RecordKind string // what it is about, such as sampling.result
	Record     string
	Content    Content
	Scopes     []access.Scope // who may open it
	Published  bool           // everybody may: it is published
}

// Preview sets a content under the watermark of a draft: no number, no proof.
func (p *Papers) Preview(ctx context.Context, c Content) ([]byte, error) {
	c.number, c.proof, c.mark = "", "", "草稿"
	return p.fonts.set(&c, clock.Now(ctx))
}

// Print sets a content under a number of its own and a QR code of the address (empty: none), and keeps nothing: for sheets
// that are printed again whenever somebody needs one.
func (p *Papers) Print(ctx context.Context, c Content, number, address string) ([]byte, error) {
	c.number, c.proof, c.mark = number, address, ""
	return p.fonts.set(&c, clock.Now(ctx))
}

// Issue numbers a document, sets it and keeps it, all in tx: with the proof of its hash in the public log. What was issued
// never changes. It takes some tens of milliseconds, more for many pages.
//
// Refused when a character is in no font (it is named), or when the series has no prefix.
func (p *Papers) Issue(ctx context.Context, tx *db.Tx, dr Draft) (*Document, error) {
	return p.issue(ctx, tx, dr, "")
}

func (p *Papers) issue(ctx context.Context, tx *db.Tx, dr Draft, supersedes string) (*Document, error) {
	now, c := clock.Now(ctx), dr.Content
	x := &Document{ID: id.New(), Office: dr.Series.Office, Year: now.In(clock.China).Year(), Kind: dr.Series.Kind, Number: dr.Number,
		Issuer: c.Office, Title: c.Title, RecordKind: dr.RecordKind, Record: dr.Record, Published: dr.Published,
		IssuedAt: clock.Instant(now), IssuedBy: access.From(ctx).ID, Supersedes: supersedes, Version: 1}
	if dr.Number == "" {
		if err := dr.Series.number(ctx, tx, x); err != nil {
			return nil, err
		}
	}
	c.number, c.proof, c.mark = x.Number, p.Address(x.ID), ""
	pdf, err := p.fonts.set(&c, now)
	if err != nil {
		return nil, err
	}
	x.Words, x.PDF, x.Size = c.Hash(), hash(pdf), int64(len(pdf))
	if err := insert(ctx, tx, x, pdf, c.Words()); err != nil {
		return nil, err
	}
	scopes := dr.Scopes
	if dr.Published {
		scopes = append(append([]access.Scope{}, scopes...), access.Public)
	}
	access.Put(tx, Kind, x.ID, x.IssuedAt, scopes)
	return x, x.note(ctx, tx, "issue")
}

// Address is where anybody learns whether a document is genuine and in force; its QR code opens it.
func (p *Papers) Address(document string) string { return p.site + "/paper/" + document }

// Supersede issues a document in the place of an older one, which stays as it was and says so from now on. Conflict: the
// older one has ended already.
func (p *Papers) Supersede(ctx context.Context, tx *db.Tx, old, reason string, dr Draft) (*Document, error) {
	was, err := find(ctx, tx, old)
	if err != nil {
		return nil, err
	}
	if was.EndedAt != "" { // before a number is taken
		return nil, ended(was)
	}
	x, err := p.issue(ctx, tx, dr, old)
	if err != nil {
		return nil, err
	}
	return x, was.end(ctx, tx, reason, x.ID)
}

// Void ends a document that nothing takes the place of; its number is not used again.
func (p *Papers) Void(ctx context.Context, tx *db.Tx, document, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.Invalid(fault.Field{Name: "reason", Label: "理由", Zh: "请写明作废理由", En: "say why it is made void"})
	}
	x, err := find(ctx, tx, document)
	if err != nil {
		return err
	}
	return x.end(ctx, tx, reason, "")
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
