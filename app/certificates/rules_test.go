package certificates

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestCleanSerial(t *testing.T) {
	for typed, want := range map[string]string{
		"UP-0123-4567-89AB": "UP-0123-4567-89AB", "up-0123-4567-89ab": "UP-0123-4567-89AB", "UP0123456789AB": "UP-0123-4567-89AB", " up 0123 4567 89ab ": "UP-0123-4567-89AB",
		"UP–0123–4567–89AB": "UP-0123-4567-89AB", "up-o123-4567-89ab": "UP-0123-4567-89AB", "up-0i23-4567-89ab": "UP-0123-4567-89AB", "up-0l23-4567-89ab": "UP-0123-4567-89AB",
		"": "-", "UP": "-", "UP-0123-4567-89A": "-", "UP-0123-4567-89ABC": "-", strings.Repeat("1", 1000): "-", "UP-0123-4567-89AB-0123-4567-89AB-0123-4567": "-",
	} {
		if got := CleanSerial(typed); got != want {
			t.Errorf("%.60q is %q, not %q", typed, got, want)
		}
	}
}

// FuzzCleanSerial: cleaning twice is cleaning once, and what is stored never holds what a person may mix up.
func FuzzCleanSerial(f *testing.F) {
	for _, seed := range []string{"UP-0123-4567-89AB", "up0l2345678oab", "", "UP–1", "ıſ", "ǅ", "王王王王王王王王"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		once := CleanSerial(typed)
		if twice := CleanSerial(once); once != "-" && twice != once {
			t.Errorf("%q: %q, then %q", typed, once, twice)
		}
		if strings.ContainsAny(once, "OIL ") {
			t.Errorf("%q: %q", typed, once)
		}
	})
}

func TestNewSerial(t *testing.T) {
	form := regexp.MustCompile(`^UP-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$`)
	seen := map[string]bool{}
	letters := map[rune]int{}
	for range 2000 {
		s := newSerial()
		if !form.MatchString(s) || CleanSerial(s) != s || seen[s] {
			t.Fatalf("serial %q", s)
		}
		seen[s] = true
		for _, r := range s[3:] {
			letters[r]++
		}
	}
	delete(letters, '-')
	for _, r := range serialLetters {
		if n := letters[r]; n < 550 || n > 950 { // 750 are expected of each of 32 letters
			t.Errorf("letter %c stands %d times in 24000", r, n)
		}
	}
}

func TestSameName(t *testing.T) {
	for _, c := range []struct {
		printed, typed string
		same           bool
	}{
		{"Amina Ünlü", "amina unlu", true}, {"Amina Ünlü", "AMINA  ÜNLÜ ", true}, {"Zoë O’Connor", "zoe o'connor", true}, {"Anne‐Marie", "Anne-Marie", true},
		{"José", "Jose\u0301", true}, {"Straße", "STRASSE", true}, {"Ἀλέξανδρος", "αλεξανδροσ", true}, {"Фёдор", "федор", true}, {"ﬁ", "fi", true},
		{"محمد", "محمد", true}, {"प्रिया", "प्रिया", true}, {"王小明", "王小明", true},
		{"Amina", "Amin", false}, {"Amina Ünlü", "Ünlü Amina", false}, {"प्रिया", "पर\u200bया", false}, {"", "", true}, {"Łuczak", "Luczak", false}, {"a", "а" /* Cyrillic */, false},
	} {
		if got := sameName(c.typed, c.printed); got != c.same {
			t.Errorf("%q for %q: %v", c.typed, c.printed, got)
		}
	}
}

func TestStatus(t *testing.T) {
	issued := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	ends := issued.AddDate(1, 0, 0)
	limited, forEver, revoked := Certificate{Facts: Facts{ExpiresAt: &ends}}, Certificate{}, Certificate{Facts: Facts{ExpiresAt: &ends}, Revoked: &Revocation{At: issued}}
	for _, c := range []struct {
		name string
		c    *Certificate
		at   time.Time
		want string
	}{
		{"new", &limited, issued, Valid}, {"just before the end", &limited, ends.Add(-time.Millisecond), Valid}, {"at the end", &limited, ends, Expired},
		{"without an end", &forEver, issued.AddDate(100, 0, 0), Valid}, {"revoked", &revoked, issued, Revoked}, {"revoked and past its end", &revoked, ends, Revoked},
	} {
		if got := c.c.Status(c.at); got != c.want {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
}
