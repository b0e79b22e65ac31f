package page

// A Tone colours a lamp, a tag, a notice or a line of the timeline. It never stands without words.
type Tone string

// The tones: in time or good, near or doubtful, late or bad, closed or without judgement.
const (
	OK   Tone = "ok"
	Near Tone = "near"
	Late Tone = "late"
	Shut Tone = ""
	Info Tone = "info" // blue, for notices and tags only
)

// A Choice is one value to choose and its label. Own: the label is a value such as the name of a region, not a text of
// the code; En is what it is called in English, if it is called anything.
type Choice struct {
	Value, Label string
	Own          bool
	En           string
}

// A Pair is a name and a value sent along unseen.
type Pair struct{ Name, Value string }

// A Link leads somewhere. Own: the label is a value.
type Link struct {
	Label string
	Args  []any
	Href  string // empty: a place without a page of its own
	Here  bool   // the current page
	Own   bool
}

// Template implements Component.
func (Link) Template() string { return "link" }

// An Act is a button: a link when it only opens something, a form of its own when Post is set, a submit button of the
// form around it when Name is set.
type Act struct {
	Label    string
	Args     []any
	Href     string // where it leads, or where it posts to
	Post     bool   // changes something: POST with the CSRF token
	Name     string // of the submit button, inside a form
	Value    string
	Tone     string // main (one a page), danger, plain or empty
	Small    bool
	Icon     string // a symbol of static/icons.svg
	Dialog   string // id of the Dialog that asks first; without script Href opens a page that asks
	Refused  string // why it may not be done now; the button is then drawn disabled with the reason
	NoCheck  bool   // submits without the browser's checks: save a draft, add a row
	Form     string // id of the form it belongs to when it stands outside
	Download bool   // the link is a file
}

// Template implements Component.
func (Act) Template() string { return "act" }

// Class lists the classes of the button.
func (a Act) Class() string {
	c := "btn"
	switch a.Tone {
	case "main":
		c += " main-act"
	case "danger", "plain":
		c += " " + a.Tone
	}
	if a.Small {
		c += " small"
	}
	return c
}
