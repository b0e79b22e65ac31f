package limit

import "strings"

// Unit is a unit of measure such as mg/kg; units of one family convert into each other by powers of ten. The zero Unit means
// that none was written.
type Unit struct {
	Name   string
	family string
	also   string // a second family the unit stands for: CFU/g(mL)
	power  int32  // ten to the power is the worth of one unit in the base of its family
}

// Written says whether a unit stands in the text at all.
func (u Unit) Written() bool { return u.Name != "" }

// To is the power of ten by which a figure in u is multiplied to be in v; ok is false when the two cannot be converted.
func (u Unit) To(v Unit) (power int32, ok bool) {
	same := u.family == v.family || u.also != "" && u.also == v.family || v.also != "" && v.also == u.family
	return u.power - v.power, same
}

// signed says whether figures in this unit may be below zero.
func (u Unit) signed() bool { return u.family == "temperature" }

// unit reads a whole text as a unit. An empty text is no unit.
func unit(t string) (Unit, *Refusal) {
	if t == "" {
		return Unit{}, nil
	}
	if u, ok := units[t]; ok {
		return u, nil
	}
	key := unitKey.Replace(strings.ToLower(t))
	if u, ok := units[key]; ok {
		return u, nil
	}
	if strings.HasPrefix(key, "ppm") || strings.HasPrefix(key, "ppb") || strings.HasPrefix(key, "ppt") {
		return Unit{}, refuse(key+" 不是法定计量单位，且未说明是质量还是体积", key+" is not a lawful unit and does not say mass or volume")
	}
	return Unit{}, refuse("不认识的单位或文字“"+clipped(t)+"”", "unknown unit or text “"+clipped(t)+"”")
}

var unitKey = strings.NewReplacer("^", "", " ", "", "·", "", "ug", "μg")

var units = buildUnits()

func buildUnits() map[string]Unit {
	m := map[string]Unit{}
	add := func(family string, power int32, names ...string) {
		for _, n := range names {
			u := Unit{Name: names[0], family: family, power: power}
			m[n], m[unitKey.Replace(strings.ToLower(n))] = u, u
		}
	}
	type part struct {
		power int32
		names []string
	}
	mass := []part{{3, []string{"kg", "千克", "公斤"}}, {0, []string{"g", "克"}}, {-3, []string{"mg", "毫克"}}, {-6, []string{"μg", "微克"}}, {-9, []string{"ng", "纳克"}}, {-12, []string{"pg"}}}
	perMass := []part{{6, []string{"t", "吨"}}, {3, []string{"kg", "千克", "公斤"}}, {2, []string{"100g", "100克", "百克"}}, {0, []string{"g", "克"}}}
	perVolume := []part{{3, []string{"m^3"}}, {0, []string{"L", "升"}}, {-1, []string{"100mL", "100毫升"}}, {-3, []string{"mL", "毫升", "cm^3"}}}
	ratio := func(family string, over, under []part) {
		for _, o := range over {
			for _, u := range under {
				var names []string
				for _, a := range o.names {
					for _, b := range u.names {
						names = append(names, a+"/"+b)
					}
				}
				add(family, o.power-u.power, names...)
			}
		}
	}
	ratio("mass fraction", mass, perMass)
	add("mass fraction", -2, "%")
	add("mass fraction", -3, "‰")
	add("mass fraction", -3, "mgKOH/g", "mg(KOH)/g")
	ratio("mass concentration", mass, perVolume)
	for _, p := range mass {
		add("mass", p.power, p.names...)
		add("mass per area", p.power, p.names[0]+"/dm^2", p.names[0]+"/100cm^2") // one and the same area
		add("mass per area", p.power+2, p.names[0]+"/cm^2")
		add("per energy (kJ)", p.power, p.names[0]+"/100kJ")
		add("per energy (kcal)", p.power, p.names[0]+"/100kcal")
		add("per portion", p.power, p.names[0]+"/份")
		add("per day", p.power, p.names[0]+"/d", p.names[0]+"/天")
	}
	for _, count := range []string{"CFU", "MPN", "IU", "U", "个", "PFU", "粒"} {
		add(count+" per mass", 0, count+"/g", count+"/克")
		add(count+" per mass", -1, count+"/10g")
		add(count+" per mass", -2, count+"/100g")
		add(count+" per mass", -3, count+"/kg")
		add(count+" per volume", 0, count+"/mL", count+"/毫升")
		add(count+" per volume", -2, count+"/100mL")
		add(count+" per volume", -3, count+"/L")
		add(count+" per 250 mL", 0, count+"/250mL", count+"/250毫升") // bottled water, GB 19298; no power of ten from the others
		add(count+" per area", 0, count+"/cm^2")
		add(count+" per 50 area", 0, count+"/50cm^2")
		add(count+" per dish", 0, count+"/皿")
		either := Unit{Name: count + "/g(mL)", family: count + " per mass", also: count + " per volume"}
		m[count+"/g|mL"], m[strings.ToLower(count)+"/g|ml"] = either, either
	}
	add("CFU", 0, "CFU")
	add("volume", 0, "L", "升")
	add("volume", -3, "mL", "毫升")
	add("alcohol", 0, "%vol", "vol%", "%Vol.", "%vol/vol")
	for prefix, p := range map[string]int32{"": 0, "m": -3, "μ": -6} {
		for _, what := range []string{"mol", "eq"} {
			add(what+" per mass", p-3, prefix+what+"/kg")
			add(what+" per mass", p-2, prefix+what+"/100g")
			add(what+" per mass", p, prefix+what+"/g")
			add(what+" per volume", p, prefix+what+"/L")
			add(what+" per volume", p+3, prefix+what+"/mL")
		}
	}
	add("dose", 3, "kGy")
	add("dose", 0, "Gy")
	add("activity per mass", 0, "Bq/kg")
	add("activity per mass", 3, "Bq/g")
	add("activity per volume", 0, "Bq/L")
	add("turbidity", 0, "NTU", "度(NTU)")
	add("temperature", 0, "℃", "°C", "摄氏度")
	add("energy per mass", 0, "kJ/100g")
	add("energy per volume", 0, "kJ/100mL")
	add("acidity", 0, "°T", "ºT", "°t")
	add("sugar", 0, "°Bx", "°Brix")
	add("length", -3, "mm", "毫米")
	add("length", -2, "cm", "厘米")
	add("time", 0, "min", "分钟")
	add("score", 0, "分")
	add("colour", 0, "度")
	return m
}
