// Package i18n turns the Chinese texts of the code into English where a person asks for it.
//
// A message is its Chinese text with {1}, {2} … for arguments; the English lies in locale/en.json under that text.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
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

// T gives the text in the language with its arguments put in; without a translation the Chinese stays.
func T(lang, zh string, args ...any) string {
	s := zh
	if lang == "en" {
		if en, ok := catalogue()[zh]; ok {
			s = en
		}
	}
	for i, a := range args {
		s = strings.ReplaceAll(s, "{"+strconv.Itoa(i+1)+"}", fmt.Sprint(a))
	}
	return s
}

// Has reports whether the text has an English translation.
func Has(zh string) bool { _, ok := catalogue()[zh]; return ok }
