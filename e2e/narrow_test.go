package e2e

import "testing"

// longest is as long as names of businesses become.
const longest = "演示甘肃省兰州市城关区雁滩街道滨河东路清真牛肉拉面餐饮管理有限责任公司第一百二十八分公司暨中央厨房配送中心"

// longestEn is one word that cannot be broken between words.
const longestEn = "Demonstration-Intergovernmental-Cross-Prefecture-Refrigerated-Distribution-Cooperative"

// The longest names and English labels fit a phone of 390 pixels.
func TestLongestNamesAndEnglishLabelsOnAPhone(t *testing.T) {
	p := as(t, "inspector", phone)
	p.speaks("inspector", "en")
	p.open("/desk/operator/new")
	p.fits("new business, English")
	p.shot("form")
	for _, name := range []string{longest, longestEn} {
		p.open("/desk/operator/new")
		p.fill("#f-name", name)
		p.choose("trade", "catering")
		p.pick("#f-region", "城关区")
		p.fill("#f-address", name+" 1 号")
		p.press("[name=_save]")
		p.confirm()
		p.fits("file, English")
		p.shot("file")
	}
	for _, at := range []string{"/desk/operator", "/desk/sampling-result", "/desk/todo", "/desk/place", "/account", "/desk/operator?q=" + longestEn, "/", "/failing", "/business?q=演示", "/verify", "/data", "/about"} {
		p.open(at)
		p.fits(at)
		p.shot("page" + name(at))
	}
}
