package name

import "strings"

// Person invents a person's name: a common surname and a given name of one or two characters; one in sixteen is a transliterated
// name of a people of the province, often with · between its parts.
func (m *Maker) Person() string {
	if m.rand.IntN(16) == 0 {
		return m.transliterated(peoples[m.rand.IntN(len(peoples))])
	}
	return m.han()
}

// Local invents a name as likely at a region: in the areas of 藏族, 回族, 东乡族, 保安族, 撒拉族, 哈萨克族 and 蒙古族 two in five are names of
// those peoples.
func (m *Maker) Local(regionName string) string {
	for _, p := range peoples {
		for _, area := range p.areas {
			if strings.Contains(regionName, area) {
				if m.rand.IntN(5) < 2 {
					return m.transliterated(p)
				}
				return m.han()
			}
		}
	}
	return m.han()
}

func (m *Maker) han() string {
	if m.rand.IntN(5) == 0 {
		return m.pick(surnames) + m.pick(given)
	}
	return m.pick(surnames) + m.pick(given) + m.pick(given)
}

func (m *Maker) transliterated(p people) string {
	first, last := m.pick(p.first), m.pick(p.last)
	if p.dot || m.rand.IntN(2) == 0 {
		return first + "·" + last
	}
	return first + last
}

// A people has its own way of naming; dot says that · always parts the names.
type people struct {
	areas       []string
	first, last []string
	dot         bool
}

var peoples = []people{
	{
		areas: []string{"甘南", "藏族", "合作市", "临潭", "卓尼", "舟曲", "迭部", "玛曲", "碌曲", "夏河"},
		first: words("扎西 才让 卓玛 多杰 次仁 尕藏 桑吉 拉毛 贡保 格桑 旺杰 道吉 西合 华旦 完么 丹正"),
		last:  words("草 加 才让 卓玛 东智 嘉措 旦增 措 次力 尼玛 当周 仁青 扎西 吉"),
	},
	{
		areas: []string{"东乡", "积石山", "临夏", "广河", "和政", "康乐", "永靖", "张家川"},
		first: words("马 马 妥 汪 唐 喇 牟 马哈 韩 沙"),
		last:  words("尤苏夫 艾布拜克尔 哈三 胡赛尼 萨利海 穆沙 伊布拉欣 阿卜都 者米拉 法图麦 索菲亚 努尔 尔萨 来力麦"),
	},
	{
		areas: []string{"阿克塞", "哈萨克"},
		first: words("努尔兰 叶尔肯 阿依古丽 赛力克 巴合提 古丽娜 木拉提 加纳尔"),
		last:  words("别克 汗 哈力 努尔 叶尔肯 赛力克"),
		dot:   true,
	},
	{
		areas: []string{"肃北", "蒙古族"},
		first: words("巴图 那生 乌兰 其其格 孟克 娜仁 布和 苏布德"),
		last:  words("巴特尔 其木格 达来 吉日嘎拉 花 图雅"),
	},
}

var (
	surnames = words("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 " +
		"苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 毛 邱 秦 江 史 顾 侯 邵 孟 龙 万 段 雷 钱 " +
		"汤 尹 黎 易 常 武 乔 贺 赖 龚 文 安 裴 景 牛 祁 令狐 欧阳 上官")
	given = words("伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀 霞 平 刚 桂 英 华 玉 兰 建 国 文 志 海 红 梅 林 春 玲 鹏 飞 燕 辉 丹 萍 小 晓 " +
		"永 福 贵 祥 成 龙 凤 云 山 河 川 雪 月 星 辰 子 涵 宇 轩 浩 然 欣 怡 佳 琪 雨 桐 博 嘉 慧 琴 荣 生 世 德 忠 义 宝 发 有 财 正 学 万 新 玺 彦 俊 ")
)

func words(s string) []string { return strings.Fields(s) }
