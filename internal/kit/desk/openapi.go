package desk

import (
	"strings"

	"shian/internal/kit/form"
	"shian/internal/kit/web"
)

type object = map[string]any

// openapi describes the API as OpenAPI 3.1: every mounted kind by its fields, and every other JSON route of the mux by
// its path, so that what is described is what is served.
func (d *Desk) openapi(c *web.Ctx) error {
	schemas, paths := object{}, object{}
	for _, m := range d.kinds {
		schemas[m.slug] = m.Schema()
		d.describe(c, paths, m)
	}
	for _, r := range d.mux.Routes() {
		if !strings.HasPrefix(r.Path, "/api/v1/") && !strings.HasPrefix(r.Path, "/open/") || r.Method == "" {
			continue
		}
		at, ok := paths[r.Path].(object)
		if !ok {
			at = object{}
			paths[r.Path] = at
		}
		if verb := strings.ToLower(r.Method); at[verb] == nil {
			at[verb] = operation(r.Path, nil, pathParameters(r.Path), object{"200": object{"description": "OK"}})
		}
	}
	return c.JSON(object{
		"openapi":    "3.1.0",
		"info":       object{"title": "食安 shian", "version": "1", "description": "甘肃省食品安全综合平台接口 / the province's food safety platform"},
		"paths":      paths,
		"components": object{"schemas": schemas, "securitySchemes": object{"token": object{"type": "http", "scheme": "bearer"}}},
		"security":   []any{object{"token": []any{}}},
	})
}

func (d *Desk) describe(c *web.Ctx, paths object, m *mounted) {
	ref := object{"$ref": "#/components/schemas/" + m.slug}
	one := object{"application/json": object{"schema": ref}}
	many := object{"application/json": object{"schema": object{"type": "object", "properties": object{
		"rows": object{"type": "array", "items": ref}, "total": object{"type": "integer"}, "more": object{"type": "boolean"},
		"next": object{"type": "string"}, "prev": object{"type": "string"}}}}}
	problem := object{"description": "problem+json (RFC 9457)"}
	list := []any{query("q", "string", "名称、代码或编号"), query("region", "string", "地区代码，2、4、6 或 9 位"), query("after", "string", "下一页"),
		query("before", "string", "上一页"), query("limit", "integer", "每页行数，至多 200"),
		query("public", "boolean", "true：也列出全省公开的；不填只列出与本账号有关的")}
	for _, x := range m.Filters(c.Context()) {
		p := query(x.Name, "string", x.Label)
		if x.Kind == form.KindDay {
			p["description"] = x.Label + "（2026-01-01..2026-12-31）"
		}
		list = append(list, p)
	}
	at := "/api/v1/" + m.slug
	id := pathParameters(at + "/{id}")
	paths[at] = object{"get": operation(m.label, nil, list, object{"200": object{"description": "OK", "content": many}, "403": problem})}
	paths[at+"/{id}"] = object{"get": operation(m.label, nil, id, object{"200": object{"description": "OK", "content": one}, "404": problem})}
	if m.readOnly {
		return
	}
	paths[at+"/{id}"].(object)["put"] = operation("修改"+m.label, one, id, object{"200": object{"description": "OK", "content": one}, "409": problem, "422": problem})
	if m.given {
		return
	}
	paths[at].(object)["post"] = operation("登记"+m.label, one, nil, object{"201": object{"description": "Created", "content": one}, "422": problem})
	paths[at+"/{id}/cancel"] = object{"post": operation("注销"+m.label, object{"application/json": object{"schema": object{"type": "object",
		"properties": object{"version": object{"type": "integer"}, "reason": object{"type": "string"}}}}}, id, object{"200": object{"description": "OK", "content": one}, "409": problem})}
}

func operation(summary string, body object, parameters []any, responses object) object {
	o := object{"summary": summary, "responses": responses}
	if body != nil {
		o["requestBody"] = object{"required": true, "content": body}
	}
	if len(parameters) > 0 {
		o["parameters"] = parameters
	}
	return o
}

func query(name, kind, about string) object {
	return object{"name": name, "in": "query", "description": about, "schema": object{"type": kind}}
}

func pathParameters(path string) []any {
	var out []any
	for part := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(strings.TrimSuffix(name, "}"), "...")
			out = append(out, object{"name": name, "in": "path", "required": true, "schema": object{"type": "string"}})
		}
	}
	return out
}
