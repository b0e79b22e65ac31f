package db

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
)

// portable writes a value the way both engines' values come out alike: text, whole numbers, truth values, nothing; decimal
// numbers and bytes as text.
func (c Column) portable(v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	switch c.Kind {
	case KindText:
		return text(v)
	case KindInt:
		if n, ok := v.(int64); ok {
			return n, nil
		}
	case KindBool:
		switch b := v.(type) {
		case bool:
			return b, nil
		case int64:
			return b != 0, nil
		}
	case KindFloat:
		switch f := v.(type) {
		case float64:
			return strconv.FormatFloat(f, 'g', -1, 64), nil
		case int64:
			return strconv.FormatFloat(float64(f), 'g', -1, 64), nil
		}
	case KindBytes:
		switch b := v.(type) {
		case []byte:
			return base64.StdEncoding.EncodeToString(b), nil
		case string:
			return base64.StdEncoding.EncodeToString([]byte(b)), nil
		}
	case KindJSON:
		s, err := text(v)
		if err != nil {
			return nil, err
		}
		return canonicalJSON(s)
	}
	return nil, fmt.Errorf("column %s (%s) holds a %T", c.Name, c.Kind, v)
}

func text(v any) (string, error) {
	switch s := v.(type) {
	case string:
		return s, nil
	case []byte:
		return string(s), nil
	}
	return "", fmt.Errorf("a text column holds a %T", v)
}

// canonicalJSON puts members in order, as PostgreSQL does by itself.
func canonicalJSON(s string) (string, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader([]byte(s)))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// native reads back what portable wrote.
func (c Column) native(v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	switch c.Kind {
	case KindInt:
		if n, ok := v.(json.Number); ok {
			return n.Int64()
		}
	case KindBool:
		if b, ok := v.(bool); ok {
			return b, nil
		}
	case KindText, KindJSON, KindFloat, KindBytes:
		s, ok := v.(string)
		switch {
		case !ok:
		case c.Kind == KindFloat:
			return strconv.ParseFloat(s, 64)
		case c.Kind == KindBytes:
			return base64.StdEncoding.DecodeString(s)
		default:
			return s, nil
		}
	}
	return nil, fmt.Errorf("column %s (%s): %w", c.Name, c.Kind, ErrDamaged)
}
