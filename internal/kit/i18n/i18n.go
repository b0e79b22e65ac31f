// Package i18n turns the Chinese texts of the code into English where a person asks for it.
//
// A message is its Chinese text with {1}, {2} … for arguments; the English lies under that text in
// locale/<package>.json, one file a package. A text that two packages use stands in either file, or in both alike.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

//go:embed locale/*.json
var files embed.FS

var catalogue = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	entries, _ := files.ReadDir("locale")
	for _, e := range entries {
		b, err := files.ReadFile("locale/" + e.Name())
		if err != nil {
			panic(err)
		}
		if err := json.Unmarshal(b, &out); err != nil {
			panic(fmt.Errorf("locale/%s: %w", e.Name(), err))
		}
	}
	return out
})

// T gives the text in the language ("en", otherwise Chinese) with its arguments put in; without a translation the
// Chinese stays. Braces in an argument are left alone, as is a {n} without an argument.
func T(lang, zh string, args ...any) string {
	s := zh
	if lang == "en" {
		if en, ok := catalogue()[zh]; ok {
			s = en
		}
	}
	if len(args) == 0 {
		return s
	}
	return fill(s, args)
}

func fill(s string, args []any) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if len(rest) > 1 && rest[1] == '}' && rest[0] >= '1' && int(rest[0]-'0') <= len(args) && rest[0] <= '9' {
			fmt.Fprint(&b, args[rest[0]-'1'])
			s = rest[2:]
			continue
		}
		b.WriteByte('{')
		s = rest
	}
}

// Has reports whether the text has an English translation.
func Has(zh string) bool { _, ok := catalogue()[zh]; return ok }
