// Package region holds the administrative divisions of Gansu: the province, its 14 prefectures, 86 counties with the two
// county-level statistical units, and every township and street, with real names and codes.
//
// Codes and names are those of the National Bureau of Statistics (source NBS-REGION); English names of province,
// prefectures and counties were written by hand; townships have none. Populations are those of the 2020 census, written
// from memory for the prefectures and so marked 待核; counties and townships have none here.
package region

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// A Level is a step of government a region stands on.
type Level string

// The four levels of government, and the registration bodies that stand beside them.
const (
	Province   Level = "province"
	Prefecture Level = "prefecture"
	County     Level = "county"
	Township   Level = "township"
	Registrar  Level = "registrar"
)

// A Region is one administrative division of the province.
//
// Code has six digits (GB/T 2260) down to the county and nine for a township; Note says where a code is statistical only.
// Parent is the code of the region above, empty for the province. Population counts permanent residents and is 0 where
// no source gives it; PopulationNote says how far the figure can be trusted. ValidFrom and ValidTo are a day (2006-01-02), or
// only a year where the source gives no more, and empty where no change is known. Row and Col, from 1, place a prefecture
// (and 兰州新区) in the tile grid that stands for a map; 0 elsewhere.
type Region struct {
	Code, Parent       string
	Level              Level
	Name, NameEn       string
	Population         int
	PopulationNote     string
	ValidFrom, ValidTo string
	Row, Col           int
	Note               string
}

const header = "code,name,name_en,population,note,valid_from,row,col"

//go:embed regions.csv
var regionsCSV string

var parsed = sync.OnceValue(func() []Region {
	rows, err := parse(regionsCSV)
	if err != nil {
		panic(err) // the file is part of the program; a test reads it
	}
	return rows
})

var byCode = sync.OnceValue(func() map[string]Region {
	m := make(map[string]Region, len(parsed()))
	for _, r := range parsed() {
		m[r.Code] = r
	}
	return m
})

// All returns every region in force, sorted by code: a parent always comes before its children of six digits, and a
// township right after its county. The slice is the caller's own.
func All() []Region {
	return append([]Region(nil), parsed()...)
}

// Lookup returns the region in force with this code, and whether there is one.
func Lookup(code string) (Region, bool) {
	r, ok := byCode()[code]
	return r, ok
}

// Children returns the regions directly below this code, sorted by code; none for a township or an unknown code.
func Children(code string) []Region {
	var below []Region
	for _, r := range parsed() {
		if r.Parent == code {
			below = append(below, r)
		}
	}
	return below
}

// Former returns codes no longer in force that older papers still carry. Only changes that a source shows are listed: the
// upgrade of 华亭县 to 华亭市 in 2018.
func Former() []Region {
	return []Region{{
		Code: "620824", Parent: "620800", Level: County, Name: "华亭县", NameEn: "Huating County", ValidTo: "2018",
		Note: "2018 年撤县设市，后为 620881 华亭市",
	}}
}

// Registrars returns the two registration bodies of the provincial market regulator that carry a code like a region but
// have no territory of their own in the statistics: 甘肃矿区 and 东风场区.
func Registrars() []Region {
	const note = "省市场监管局登记机关代码，不是行政区划"
	return []Region{
		{Code: "623100", Parent: "620000", Level: Registrar, Name: "甘肃矿区", NameEn: "Gansu Mining Area", Note: note},
		{Code: "623200", Parent: "620000", Level: Registrar, Name: "东风场区", NameEn: "Dongfeng Site", Note: note},
	}
}

func parse(text string) ([]Region, error) {
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("region: %w", err)
	}
	if len(records) == 0 || strings.Join(records[0], ",") != header {
		return nil, fmt.Errorf("region: the first line must be %s", header)
	}
	rows := make([]Region, 0, len(records)-1)
	for i, f := range records[1:] {
		r := Region{Code: f[0], Name: f[1], NameEn: f[2], ValidFrom: f[5]}
		if r.Level, r.Parent = place(r.Code); r.Level == "" {
			return nil, fmt.Errorf("region: row %d: code %q has neither six nor nine digits", i+2, r.Code)
		}
		if f[3] != "" {
			if r.Population, err = strconv.Atoi(f[3]); err != nil {
				return nil, fmt.Errorf("region: row %d: population: %w", i+2, err)
			}
			r.PopulationNote = f[4]
		} else {
			r.Note = f[4]
		}
		if f[6] != "" {
			row, e1 := strconv.Atoi(f[6])
			col, e2 := strconv.Atoi(f[7])
			if e1 != nil || e2 != nil {
				return nil, fmt.Errorf("region: row %d: tile %q/%q is not two numbers", i+2, f[6], f[7])
			}
			r.Row, r.Col = row, col
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// place reads level and parent off the code: provinces end in 0000, prefectures in 00.
func place(code string) (Level, string) {
	switch {
	case len(code) == 9:
		return Township, code[:6]
	case len(code) != 6:
		return "", ""
	case strings.HasSuffix(code, "0000"):
		return Province, ""
	case strings.HasSuffix(code, "00"):
		return Prefecture, code[:2] + "0000"
	default:
		return County, code[:4] + "00"
	}
}
