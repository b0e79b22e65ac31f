package record_test

import (
	"strings"
	"testing/fstest"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// A shop is a plain record: nothing but fields.
type shop struct {
	record.Meta
	Name, Address, Opened, Size string
	Grade                       grade
	Staff                       int64
	Chain                       bool
}

type grade string

var grades = []form.Choice{{Value: "A", Label: "甲级"}, {Value: "B", Label: "乙级"}}

func (s *shop) Fields(f *form.Fields) {
	f.Ref("region", "所在地区", &s.Region, counties).Required().Filter().InList()
	f.Text("name", "名称", &s.Name).Required().Max(60).InList()
	f.Text("address", "地址", &s.Address)
	f.Day("opened", "开业日期", &s.Opened).Filter().InList()
	form.Choose(f, "grade", "等级", &s.Grade, grades).Filter().InList()
	f.Decimal("size", "面积", &s.Size).Min(0)
	f.Int("staff", "人数", &s.Staff).Min(0).Max(100000)
	f.Bool("chain", "连锁", &s.Chain)
}

func shops(d *db.DB) *record.Kind[shop, *shop] {
	return record.New[shop](d, record.Spec[shop]{Name: "test.shop", Label: "店铺",
		Title: func(s *shop) string { return s.Name },
		Text:  func(s *shop) string { return s.Address },
	})
}

var shopSchema = db.Schema{Name: "shop", Files: fstest.MapFS{"migrations/001_shop.sql": {Data: []byte(`
CREATE TABLE test_shop (
	id TEXT PRIMARY KEY, region TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL, opened TEXT NOT NULL,
	grade TEXT NOT NULL, size TEXT NOT NULL, staff BIGINT NOT NULL, chain BOOLEAN NOT NULL,
	prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL,
	cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX test_shop_sort ON test_shop (sort, id);
CREATE INDEX test_shop_county ON test_shop (county, sort, id);
CREATE INDEX test_shop_prefecture ON test_shop (prefecture, sort, id);
CREATE INDEX test_shop_grade ON test_shop (grade, county, sort, id);
`)}}}

// A batch is an unlike one: child rows, attachments, a masked field, one that needs a right, and scopes of its own.
type batch struct {
	record.Meta
	Title, Maker, Phone, Secret string
	Papers                      []string
	Items                       []item
}

type item struct{ Item, Value, Keeper string }

func (i *item) Fields(f *form.Fields) {
	f.Text("item", "项目", &i.Item).Required()
	f.Decimal("value", "数值", &i.Value)
	f.Text("keeper", "保管人", &i.Keeper).Mask("name")
}

func (b *batch) Fields(f *form.Fields) {
	f.Section("基本情况")
	f.Text("title", "标题", &b.Title).Required().InList().Filter()
	f.Ref("maker", "生产企业", &b.Maker, makers).Fixed().InList()
	f.Text("phone", "电话", &b.Phone).Mask("phone").InList()
	f.Note("secret", "举报内容", &b.Secret).VisibleTo("test.secret")
	f.Files("papers", "附件", &b.Papers).Max(3)
	form.Lines(f, "items", "检验项目", &b.Items)
}

func batches(d *db.DB) *record.Kind[batch, *batch] {
	return record.New[batch](d, record.Spec[batch]{Name: "test.batch", Label: "批次",
		Title: func(b *batch) string { return b.Title },
		Sort:  func(b *batch) string { return strings.ToLower(b.Title) }, Ascending: true,
		Owner:  func(b *batch) string { return b.Maker },
		Scopes: func(b *batch) []access.Scope { return []access.Scope{access.Operator(b.Maker)} },
	})
}

var batchSchema = db.Schema{Name: "batch", Files: fstest.MapFS{"migrations/001_batch.sql": {Data: []byte(`
CREATE TABLE test_batch (
	id TEXT PRIMARY KEY, title TEXT NOT NULL, maker TEXT NOT NULL, phone TEXT NOT NULL, secret TEXT NOT NULL, papers TEXT NOT NULL,
	region TEXT NOT NULL, prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL,
	cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL
);
CREATE TABLE test_batch_items (
	parent TEXT NOT NULL, row BIGINT NOT NULL, item TEXT NOT NULL, value TEXT NOT NULL, keeper TEXT NOT NULL,
	PRIMARY KEY (parent, row)
);
`)}}}
