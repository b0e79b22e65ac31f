// Package statistics says what published sampling results amount to: rates with numerator, denominator and interval by region,
// category, stage, month and season, control charts over time, and which items fail most.
//
// Legal basis: 食品安全抽样检验管理办法 (总局令第 15 号), 第四十三条 (analysis of results) and 第四十六条 (publication); 《实施意见》第 6 项.
// Regions sample different things for different reasons, so no figure of a region stands without how it sampled, and a rate
// that weighs every category as the whole does stands beside the plain one.
//
// It keeps tallies by month of its own. A publication or withdrawal makes its month due; due months are counted anew from the
// results themselves, so a tally never drifts from them.
package statistics
