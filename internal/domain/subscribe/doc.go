// Package subscribe lets anybody follow what is published: results of sampling and consumer warnings, by place, kind of food,
// words of its name or business, by e-mail, webhook or Atom feed. It also keeps the consumer warnings (消费警示) themselves.
//
// Legal basis: 食品安全法 第一百一十八条 (publication of information, warnings within one's region) and 食品安全抽样检验管理办法 第四十六条
// (publication of results). An e-mail address is used for nothing else, is sealed in the database, stands in no log, and is
// removed when the subscription ends; it begins only when its owner opens the link sent to it.
package subscribe

import (
	"embed"

	"shian/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is subscriptions, news and warnings.
var Schema = db.Schema{Name: "subscribe", Files: migrations}
