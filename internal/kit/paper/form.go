package paper

// A Notice tells somebody something that has effect in law: 通知书, 告知书, 责令改正通知书.
type Notice struct {
	Office, Title string
	Official      bool     // with the red head
	To            string   // whom it is addressed to
	Body          []string // paragraphs
	Facts         Facts    // what it is about
	Table         *Table
	Duties        []string // what is demanded, numbered 一、二、三、
	Basis         string   // articles it rests on
	Remedy        string   // how and by when to object
	Contact       string
	Day           string // 2006-01-02
	Receipt       bool   // with a place where whoever receives it signs (送达回证)
}

// Content sets the notice out.
func (n Notice) Content() Content {
	c := Content{Office: n.Office, Title: n.Title, Official: n.Official}
	if n.To != "" {
		c.add(Paragraph{Text: n.To + "：", Flush: true})
	}
	for _, s := range n.Body {
		c.add(Text(s))
	}
	if len(n.Facts) > 0 {
		c.add(Gap(2), n.Facts)
	}
	if n.Table != nil {
		c.add(*n.Table)
	}
	for i, s := range n.Duties {
		c.add(Text(chineseNumber(i+1) + "、" + s))
	}
	for _, s := range []string{n.Basis, n.Remedy} {
		if s != "" {
			c.add(Text(s))
		}
	}
	if n.Contact != "" {
		c.add(Text("联系方式：" + n.Contact))
	}
	if n.Receipt {
		c.add(Gap(2), Paragraph{Text: "送达回证", Bold: true, Align: Center}, Signatures{{Role: "受送达人（签名或盖章）"}, {Role: "送达人（两名）"}, {Role: "见证人（拒收时）"}})
	}
	c.Seal = &Seal{Office: n.Office, Day: n.Day}
	return c
}

func (c *Content) add(b ...Block) { c.Blocks = append(c.Blocks, b...) }

// A Report states what was found, and who answers for it.
type Report struct {
	Office, Title string
	Across        bool // landscape, for tables of many columns
	Facts         Facts
	Table         Table
	Conclusion    string
	Notes         []string // declarations, numbered
	Signatures    Signatures
	Day           string
}

// Content sets the report out.
func (r Report) Content() Content {
	c := Content{Office: r.Office, Title: r.Title, Across: r.Across}
	c.add(r.Facts)
	if r.Conclusion != "" {
		c.add(Facts{{Label: "结论", Value: r.Conclusion, Wide: true}})
	}
	c.add(r.Table)
	if len(r.Signatures) > 0 {
		c.add(r.Signatures)
	}
	c.add(notes("声明", r.Notes)...)
	c.Seal = &Seal{Office: r.Office, Day: r.Day}
	return c
}

// A Form is filled in on the spot, signed by all sides and handed out in copies.
type Form struct {
	Office, Title string
	Parts         []Part
	Notes         []string
	Signatures    Signatures
	Copies        []string // such as 第一联 存根
}

// A Part is one section of a form.
type Part struct {
	Title string
	Facts Facts
	Table *Table
}

// Content sets the form out.
func (f Form) Content() Content {
	c := Content{Office: f.Office, Title: f.Title, Copies: f.Copies}
	for _, p := range f.Parts {
		if p.Title != "" {
			c.add(Heading(p.Title))
		}
		if len(p.Facts) > 0 {
			c.add(p.Facts)
		}
		if p.Table != nil {
			c.add(*p.Table)
		}
	}
	c.add(f.Signatures)
	c.add(notes("说明", f.Notes)...)
	return c
}

func notes(title string, all []string) []Block {
	var out []Block
	for i, s := range all {
		if i == 0 {
			out = append(out, Paragraph{Text: title, Bold: true, Small: true, Flush: true})
		}
		out = append(out, Paragraph{Text: itoa(i+1) + ". " + s, Small: true, Flush: true})
	}
	return out
}
