package demo

import (
	"context"
	"slices"
	"strconv"

	"shian/internal/app/demo/name"
	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

// An Account of the demonstration that stands on the login page, one for each way of working.
type Account struct{ Login, Name, Title, Post, Region string }

// Accounts are those shown on the login page; every other post has one too, named post-region.
func Accounts() []Account {
	return []Account{
		{"director", "周岚", "省食安办主任（看全省台账）", "food-office-director", "620000"},
		{"city", "马骏", "兰州市市场监管局负责人", "market-lead", "620100"},
		{"inspector", "李文彬", "城关区监管员（手机现场）", "county-inspector", "620102"},
		{"sampler", "王雪梅", "城关区抽样员（录入结果）", "sampler", "620102"},
		{"checker", "赵启明", "城关区结果审核员（第二人）", "sampling-checker", "620102"},
		{"publisher", "孙雅琴", "城关区信息公示员（第三人）", "publisher", "620102"},
		{"sampler-gs", "韩冬", "省局抽样员（导入公布的表）", "sampler", "620000"},
		{"checker-gs", "高敏", "省局结果审核员", "sampling-checker", "620000"},
		{"publisher-gs", "罗毅", "省局信息公示员", "publisher", "620000"},
		{"rural", "扎西东珠", "夏河县监管员（只见本县）", "county-inspector", "623027"},
		{"planner", "魏明", "省局抽检计划员（编制计划）", "planner", "620000"},
		{"chief", "郝建国", "省市场监管局局长（下达计划）", "market-director", "620000"},
		{"county", "董静", "城关区市场监管局负责人（接收任务）", "market-lead", "620102"},
		{"standards", "陈立", "标准管理员", "standards-keeper", "620000"},
		{"owner", "何玉兰", "企业负责人（看本企业档案）", "enterprise-owner", ""},
		{"lab", "蒋文静", "检验员（盲样、结果、质控）", "lab-analyst", ""},
		{"lab-check", "崔志刚", "检验机构校核员（第二人）", "lab-checker", ""},
		{"lab-sign", "邵明", "授权签字人（第三人）", "lab-approver", ""},
		{"lab-manager", "段秀英", "实验室负责人（收样、备样）", "lab-manager", ""},
		{"auditor", "冯远", "审计员（只看不改）", "auditor", "620000"},
		{"admin", "吴洁", "平台管理员", "administrator", "620000"},
	}
}

// people puts an invented person into every post of every office, and the accounts of the login page first.
func (f *filler) people(ctx context.Context) error {
	hash, err := f.Auth.Hash(ctx, Password)
	if err != nil {
		return err
	}
	f.hash, f.actor = hash, map[string]string{}
	seats, err := f.Place.Seats(ctx)
	if err != nil {
		return err
	}
	names, tree := name.New(Seed), f.Place.Tree()
	from := clock.Day(f.today.AddDate(-2, 0, 0))
	shown, taken := map[string]Account{}, map[string]int{}
	for _, a := range Accounts() {
		shown[a.Post+" "+a.Region] = a
	}
	for chunk := range slices.Chunk(seats, 100) {
		err := f.DB.Write(ctx, func(tx *db.Tx) error {
			for _, s := range chunk {
				r := s.Office.Region
				a, ok := shown[s.Post.Code+" "+r]
				if !ok {
					a = Account{Login: login(s, taken), Name: names.Local(tree.FullName(r, "zh")), Post: s.Post.Code, Region: r}
				}
				if err := f.seat(ctx, tx, a, place.Appointment{Office: s.Office.ID, From: from}, s.Post.Side); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// login is the post and the region; where two offices share both, a number follows.
func login(s place.Seat, taken map[string]int) string {
	l := s.Post.Code + "-" + s.Office.Region
	if taken[l]++; taken[l] > 1 {
		l += "-" + strconv.Itoa(taken[l])
	}
	return l
}

func (f *filler) seat(ctx context.Context, tx *db.Tx, a Account, ap place.Appointment, side string) error {
	account, err := f.Auth.CreateHashed(ctx, tx, a.Login, a.Name, side, f.hash, false)
	if err != nil {
		return err
	}
	ap.Account, ap.Name, ap.Post = account, a.Name, a.Post
	if err := f.Place.AppointTx(ctx, tx, &ap); err != nil {
		return err
	}
	f.actor[a.Post+" "+ap.Region] = account
	return nil
}
