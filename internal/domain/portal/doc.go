// Package portal is what everybody may see without an account: a business and its published results, failing samples, how
// each result is proved, the open data.
//
// What is shown is what the law makes public (食品安全法 第一百一十八条; 食品安全抽样检验管理办法 第四十六条) and nothing
// more: the services behind it give public views, never records. Every page works without script.
package portal
