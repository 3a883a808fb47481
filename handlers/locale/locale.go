// Package locale holds the words of the interface, one file a language. A key missing from a language falls back to English; a
// test holds the files equal.
package locale

import (
	"embed"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"
)

//go:embed *.yaml
var files embed.FS

// Default is the language that has every key.
const Default = "en"

// Words gives the text of a key; args are pairs of name and value for {name}, and n chooses between key.one and key.other.
type Words func(key string, args ...any) string

var tables = sync.OnceValue(func() map[string]map[string]string {
	out := map[string]map[string]string{}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // embedded at build time
	}
	for _, entry := range entries {
		data, _ := files.ReadFile(entry.Name())
		table := map[string]string{}
		if err := yaml.Unmarshal(data, &table); err != nil {
			panic(fmt.Sprintf("locale %s: %v", entry.Name(), err)) // a fault of the build; the tests read every file
		}
		out[strings.TrimSuffix(entry.Name(), ".yaml")] = table
	}
	return out
})

// Languages lists the tags of the languages there are, the default first. The slice is shared: read only.
var Languages = sync.OnceValue(func() []string {
	out := []string{Default}
	var rest []string
	for tag := range tables() {
		if tag != Default {
			rest = append(rest, tag)
		}
	}
	sort.Strings(rest)
	return append(out, rest...)
})

// Keys lists the keys of a language.
func Keys(tag string) []string {
	var out []string
	for key := range tables()[tag] {
		out = append(out, key)
	}
	sort.Strings(out)
	return out
}

// For gives the words of a language, or of the default one where there is no such language.
func For(tag string) Words {
	table := tables()[tag]
	english := tables()[Default]
	find := func(key string) (string, bool) {
		if text, ok := table[key]; ok {
			return text, true
		}
		text, ok := english[key]
		return text, ok
	}
	return func(key string, args ...any) string {
		text, ok := find(key)
		if !ok {
			plural := key + ".other"
			if n, is := number(args); is && n == 1 {
				plural = key + ".one"
			}
			if text, ok = find(plural); !ok {
				return key
			}
		}
		if len(args) < 2 || !strings.Contains(text, "{") {
			return text
		}
		pairs := make([]string, 0, len(args))
		for i := 0; i+1 < len(args); i += 2 {
			pairs = append(pairs, "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1]))
		}
		return strings.NewReplacer(pairs...).Replace(text)
	}
}

func number(args []any) (int, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "n" {
			switch n := args[i+1].(type) {
			case int:
				return n, true
			case int64:
				return int(n), true
			}
		}
	}
	return 0, false
}

// Has reports whether a key, or its plural, has words.
func Has(key string) bool {
	table := tables()[Default]
	_, plain := table[key]
	_, plural := table[key+".other"]
	return plain || plural
}

// Month gives a month's name.
func Month(w Words, m time.Month) string { return w(fmt.Sprintf("date.month.%d", int(m))) }

// Day writes a date as people read it: "14 March 2026".
func Day(w Words, t time.Time) string {
	return w("date.day", "day", t.Day(), "month", Month(w, t.Month()), "year", t.Year())
}
