// Package operator keeps one file for each food business: what it is, where it works, what it may do, what it makes and
// who works there; and, in one timeline, what anybody found about it.
//
// Legal basis: 食品安全法 第一百一十三条 (credit files of food businesses); 食品安全法实施条例 第六十六条. Codes of businesses and
// licences are checked by engine/ident. A business is never deleted: it closes, or it is merged into another, and its old
// id leads there for ever.
package operator
