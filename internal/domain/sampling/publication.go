package sampling

import (
	"bytes"
	"encoding/json"

	"shian/engine/limit"
	"shian/internal/kit/form"
)

// A Publication is what everybody may know of a result: exactly the facts the law makes public, and the conclusion they
// belong to. Its canonical JSON is what the proof at /proof/{id} is about.
//
// 食品安全抽样检验管理办法 第四十六条: name, specification, brand, day of production or batch, failing items, name and address
// of the maker as labelled, name and address of the business sampled.
type Publication struct {
	ID              string       `json:"id"`
	Food            string       `json:"food"`
	Spec            string       `json:"spec"`
	Brand           string       `json:"brand"`
	Made            string       `json:"made"`
	Batch           string       `json:"batch"`
	Conclusion      Conclusion   `json:"conclusion"`
	Failing         []PublicItem `json:"failing"`
	MakerName       string       `json:"maker_name"`
	MakerAddress    string       `json:"maker_address"`
	OperatorName    string       `json:"operator_name"`
	OperatorAddress string       `json:"operator_address"`
}

// A PublicItem is a failing item: what was found, and what may be there at most.
type PublicItem struct {
	Item   string `json:"item"`
	Result string `json:"result"`
	Limit  string `json:"limit"`
}

func publication(r *Result) Publication {
	p := Publication{ID: r.ID, Food: r.Food, Spec: r.Spec, Brand: r.Brand, Made: r.Made, Batch: r.Batch, Conclusion: r.Conclusion, Failing: []PublicItem{},
		MakerName: r.MakerName, MakerAddress: r.MakerAddress, OperatorName: r.OperatorName, OperatorAddress: r.OperatorAddress}
	for _, i := range r.Items {
		if i.Verdict == limit.Fail {
			p.Failing = append(p.Failing, PublicItem{i.Name, i.Result, i.Held()})
		}
	}
	return p
}

// public is the canonical JSON of a published result; nil otherwise.
func public(r *Result) []byte {
	if r.State != Published {
		return nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(publication(r)) // texts and lists of texts always encode
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func label(choices []form.Choice, value string) string {
	for _, c := range choices {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}
