package form

// Schema describes the JSON of the record as an OpenAPI 3.1 object schema. Fields that need a right are in it and say so.
func (f *Fields) Schema() map[string]any {
	properties := map[string]any{}
	order := make([]string, 0, len(f.all))
	required := []string{}
	for _, x := range f.all {
		properties[x.Name] = x.schema()
		order = append(order, x.Name)
		if x.Needed {
			required = append(required, x.Name)
		}
	}
	s := map[string]any{"type": "object", "properties": properties, "additionalProperties": false, "x-order": order}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

func (x *Field) schema() map[string]any {
	s := map[string]any{"title": x.Label, "x-title-en": x.label("en"), "type": "string"}
	if x.Help != "" {
		s["description"] = x.Help
	}
	switch x.Kind {
	case KindInt:
		s["type"] = "integer"
		x.bounds(s, "minimum", "maximum")
	case KindBool:
		s["type"] = "boolean"
	case KindDay:
		s["pattern"] = `^(\d{4}-\d{2}-\d{2})?$`
	case KindDecimal:
		s["pattern"] = `^(-?(0|[1-9]\d*)(\.\d+)?)?$`
		x.bounds(s, "x-minimum", "x-maximum")
	case KindChoice:
		values, names := []string{}, map[string]string{}
		if !x.Needed {
			values = append(values, "")
		}
		for _, c := range x.Choices {
			values = append(values, c.Value)
			names[c.Value] = c.Label
		}
		s["enum"], s["x-names"] = values, names
	case KindFiles:
		s["type"], s["items"], s["maxItems"] = "array", map[string]any{"type": "string"}, x.MaxLen
		s["x-attachments"] = true
	case KindLines:
		s["type"], s["items"], s["maxItems"] = "array", x.Blank().Schema(), x.MaxLen
	default:
		s["maxLength"] = x.MaxLen
	}
	if x.Source != nil {
		s["x-refers-to"] = x.Source.Name()
	}
	if x.fixed {
		s["x-set-once"] = true
	}
	if x.Masked != "" {
		s["x-masked"] = x.Masked
	}
	if x.Right != "" {
		s["x-right"] = string(x.Right)
	}
	return s
}

func (x *Field) bounds(s map[string]any, low, high string) {
	if x.bound[0] {
		s[low] = x.lo
	}
	if x.bound[1] {
		s[high] = x.hi
	}
}
