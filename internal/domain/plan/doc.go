// Package plan keeps the year's sampling plan: how many batches of which food are to be taken where, for which of the three
// purposes, who pays and who tests, what the public asked for, and how far the year has come.
//
// Legal basis: 《实施意见》 第 6 项 (统一制定计划, 统一组织实施, 统一数据报送, 统一结果利用; 监督抽检, 风险监测 and 评价性抽检 told apart) and 一(二)
// (four batches a year for every 1,000 residents, food and farm produce together: target T1); 食品安全法 第八十七条 and
// 食品安全抽样检验管理办法 (总局令第 15 号) for sampling itself.
//
// One plan a year for the whole province: a planner drafts it, somebody else reviews it, a third issues it. Counties find their
// share in their to-do list and accept it, or say what is wrong with it. What is changed later is a new edition with its
// reason and approval; the earlier ones stay. The arithmetic lies in engine/quota.
package plan
