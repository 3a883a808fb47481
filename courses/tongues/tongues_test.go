package tongues

import (
	"slices"
	"testing"
)

func TestCanonical(t *testing.T) {
	for tag, want := range map[string]string{"fr": "fr", "pt-br": "pt-BR", "ZH-hans": "zh-Hans", "ar": "ar", "": "", "und": "", "x": "", "xx-nonsense-tag": "", "en-u-ca-buddhist": "", "a b": ""} {
		if got, ok := Canonical(tag); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %v", tag, got, ok)
		}
	}
}

func TestNamesAndDirections(t *testing.T) {
	for tag, want := range map[string][3]string{
		"fr": {"français", "French", "ltr"}, "ar": {"العربية", "Arabic", "rtl"}, "he": {"עברית", "Hebrew", "rtl"}, "fa": {"فارسی", "Persian", "rtl"}, "ur": {"اردو", "Urdu", "rtl"},
		"zh-Hant": {"繁體中文", "Traditional Chinese", "ltr"}, "uz-Arab": {"اوزبیک", "Uzbek (Arabic)", "rtl"}, "rw": {"Kinyarwanda", "Kinyarwanda", "ltr"},
	} {
		if got := [3]string{Name(tag), English(tag), Dir(tag)}; got != want {
			t.Errorf("%s is %q", tag, got)
		}
	}
}

func TestCommon(t *testing.T) {
	all := Common()
	for _, tag := range []string{"ar", "fr", "es", "ru", "zh", "sw", "rw", "uk", "my"} {
		if !slices.Contains(all, tag) {
			t.Errorf("%s is not offered", tag)
		}
	}
	for _, tag := range all {
		if canonical, ok := Canonical(tag); !ok || canonical != tag {
			t.Errorf("%s is offered and is %q", tag, canonical)
		}
	}
}

func TestBest(t *testing.T) {
	offered := func(tag string) bool { return slices.Contains([]string{"en", "fr", "zh-Hant"}, tag) }
	for _, c := range []struct {
		wanted []string
		want   string
	}{{[]string{"fr-CA", "en"}, "fr"}, {[]string{"de", "en-GB"}, "en"}, {[]string{"zh"}, ""}, {[]string{"zh-Hant-TW"}, "zh-Hant"}, {nil, ""}} {
		if got := Best(c.wanted, offered); got != c.want {
			t.Errorf("%v is served %q", c.wanted, got)
		}
	}
}
