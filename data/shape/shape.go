// Package shape holds the outlines of the prefectures of Gansu, for maps that say 示意图 of themselves.
//
// The coordinates are GCJ-02, decoded from the npm package echarts 4.9.0 (map/json/province/gansu.json, Apache-2.0), snapped
// to 0.005°. They have no 审图号: whoever shows a map to the public replaces the file with an approved one
// (地图管理条例). 兰州新区 has a code and no outline.
package shape

import _ "embed"

// Prefectures is GeoJSON: a FeatureCollection whose features carry adcode, name and center in their properties.
//
//go:embed prefectures.geojson
var Prefectures []byte
