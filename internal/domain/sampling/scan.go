package sampling

import (
	"context"
	"net/url"
	"strings"

	"shian/engine/ident"
	"shian/internal/domain/operator"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
)

// Scanned finds the business that a code means: the address in the code on its door, a unified social credit code, the number
// of a licence, or words of its name that mean one business only. KindMissing: none, or several.
func (s *Service) Scanned(ctx context.Context, code string) (*operator.Operator, error) {
	code = strings.TrimSpace(code)
	if _, id, ok := strings.Cut(code, operator.PublicPath); ok {
		id, _, _ = strings.Cut(id, "?")
		return s.needs.Operators.Find(ctx, id)
	}
	tidy := ident.Tidy(code)
	if i := strings.Index(tidy, "USCC="); i >= 0 { // 电子营业执照
		tidy = tidy[i+len("USCC="):]
	}
	if len(tidy) > 18 && ident.Examine(tidy[:18], "").Kind == ident.CreditCode {
		tidy = tidy[:18]
	}
	if ident.Examine(tidy, "").Kind == ident.CreditCode {
		o, err := s.needs.Operators.ByCode(ctx, s.db, tidy)
		if !fault.Is(err, fault.KindMissing) {
			return o, err
		}
	}
	if id, err := s.needs.Operators.ByLicence(ctx, s.db, tidy); err != nil || id != "" {
		if err != nil {
			return nil, err
		}
		return s.needs.Operators.Find(ctx, id)
	}
	found, err := operator.Source.Suggest(ctx, code, 2)
	if err != nil {
		return nil, err
	}
	switch len(found) {
	case 1:
		return s.needs.Operators.Find(ctx, found[0].Value)
	case 0:
		return nil, fault.Missing("没有找到“"+code+"”对应的单位，请核对，或直接填写单位信息", "no business fits this code; check it, or enter the business by hand")
	}
	return nil, fault.Missing("“"+code+"”对应多家单位，请在“被抽样单位（档案）”中选择", "several businesses fit; choose one by its name")
}

// fill puts what the file of a business knows into a draft.
func (s *Service) fill(ctx context.Context, v url.Values, code string) error {
	o, err := s.Scanned(ctx, code)
	if err != nil {
		return err
	}
	for name, value := range map[string]string{"operator": o.ID, "operator_name": o.Name, "operator_address": o.Address, "code": o.Code, "person": o.Person, "phone": o.Phone,
		"trade": string(o.Trade), "scale": string(o.Scale)} {
		if value = form.Clean(value, false); value != "" {
			v.Set(name, value)
		}
	}
	return nil
}
