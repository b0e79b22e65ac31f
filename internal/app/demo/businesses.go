package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"shian/data/food"
	"shian/engine/ident"
	"shian/internal/app/demo/name"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

// firmsEach is how many businesses a county has, by its share of residents: 3,000 in all.
const firmsAll = 3000

// A firm is what the results need to know of a business.
type firm struct {
	operator.Operator
	county string
}

// businesses invents the businesses of every county, with licences, premises, products and people for the first of each.
func (f *filler) businesses(ctx context.Context) error {
	tree, names, rnd := f.Place.Tree(), name.New(Seed+1), rand.New(rand.NewPCG(Seed, 2))
	total, _ := tree.Population(place.Root)
	for _, pref := range tree.Children(place.Root) {
		for _, county := range tree.Children(pref.Code) {
			residents, _ := name.EstimateCounty(county.Code)
			n := max(6, int(int64(residents)*firmsAll/total))
			for range n {
				f.firms = append(f.firms, firm{f.invent(tree, names, rnd, pref, county), county.Code})
			}
		}
	}
	for chunk := range slices.Chunk(f.firms, 50) {
		err := f.DB.Write(ctx, func(tx *db.Tx) error {
			for i := range chunk {
				chunk[i].ID, chunk[i].Version = "", 0
				if err := f.Operator.Operators.CreateTx(ctx, tx, &chunk[i].Operator); err != nil {
					return fmt.Errorf("%s: %w", chunk[i].Name, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if err := f.parts(ctx, names, rnd); err != nil {
		return err
	}
	return f.owner(ctx)
}

// owner gives the first business its own account, so that somebody sees the platform from that side.
func (f *filler) owner(ctx context.Context) error {
	for _, a := range Accounts() {
		if a.Post != "enterprise-owner" {
			continue
		}
		return f.DB.Write(ctx, func(tx *db.Tx) error {
			return f.seat(ctx, tx, a, place.Appointment{Holder: f.firms[0].ID, From: clock.Day(f.today.AddDate(-1, 0, 0))}, "enterprise")
		})
	}
	return nil
}

func (f *filler) invent(tree *place.Tree, names *name.Maker, rnd *rand.Rand, pref, county place.Region) operator.Operator {
	all := food.Categories()
	category := all[rnd.IntN(len(all))].Code
	o := operator.Operator{Category: category, Status: operator.Active, Trade: operator.Production,
		Scale: operator.Scale([]string{"micro", "micro", "micro", "small", "small", "medium", "large"}[rnd.IntN(7)]),
		Grade: operator.Grade([]string{"A", "A", "A", "B", "B", "C", "D"}[rnd.IntN(7)])}
	switch {
	case food.IsFarm(category):
		o.Trade = operator.Farm
	case category[0] == 'C':
		o.Trade = operator.Catering
	case rnd.IntN(3) > 0:
		o.Trade, category = operator.Sale, ""
	}
	at := county
	if towns := tree.Children(county.Code); len(towns) > 0 {
		at = towns[rnd.IntN(len(towns))]
	}
	o.Region = at.Code
	o.Name = names.Operator(county.Name, category)
	o.Code = names.CreditCode(county.Code, ident.OrganisationCheck, ident.CreditCheck)
	o.Address = names.Address(pref.Name, county.Name)
	o.Person, o.Phone = names.Local(county.Name), names.Phone()
	if rnd.IntN(60) == 0 {
		o.Status = operator.Suspended
	}
	return o
}

// parts fills the files of every tenth business.
func (f *filler) parts(ctx context.Context, names *name.Maker, rnd *rand.Rand) error {
	for i := 0; i < len(f.firms); i += 10 {
		o := &f.firms[i].Operator
		err := f.DB.Write(ctx, func(tx *db.Tx) error {
			l, err := f.licence(o, rnd, i)
			if err != nil {
				return err
			}
			if err := f.Operator.Licences.CreateTx(ctx, tx, &l); err != nil {
				return err
			}
			prem := operator.Premises{Operator: o.ID, Name: "主要场所", Kind: "shop", Address: o.Address, Area: fmt.Sprint(40 + rnd.IntN(900))}
			prem.Region = o.Region
			if err := f.Operator.Premises.CreateTx(ctx, tx, &prem); err != nil {
				return err
			}
			goods := operator.Product{Operator: o.ID, Name: names.Product(o.Category), Category: o.Category, Spec: "500g/袋"}
			if err := f.Operator.Products.CreateTx(ctx, tx, &goods); err != nil {
				return err
			}
			who := operator.Person{Operator: o.ID, Name: o.Person, Post: "officer", Phone: o.Phone, Health: clock.Day(f.today.AddDate(0, rnd.IntN(14)-2, 0))}
			return f.Operator.People.CreateTx(ctx, tx, &who)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", o.Name, err)
		}
	}
	return nil
}

func (f *filler) licence(o *operator.Operator, rnd *rand.Rand, serial int) (operator.Licence, error) {
	l := operator.Licence{Operator: o.ID, Kind: "JY", Issued: clock.Day(f.today.AddDate(-rnd.IntN(5), -rnd.IntN(12), 0)), Issuer: f.Place.Tree().Name(o.Region[:6], "zh") + "市场监督管理局"}
	body := "1" + o.Region[:6] + fmt.Sprintf("%06d", serial%1000000)
	if o.Trade == operator.Production {
		l.Kind, body = "SC", "1"+fmt.Sprintf("%02d", 1+rnd.IntN(31))+o.Region[:6]+fmt.Sprintf("%04d", serial%10000)
	}
	number, err := ident.CompleteLicence(string(l.Kind), body)
	if err != nil {
		return l, err
	}
	l.Number = number
	issued, err := clock.ParseDay(l.Issued)
	if err != nil {
		return l, err
	}
	l.Ends = clock.Day(issued.AddDate(5, 0, -1))
	return l, nil
}
