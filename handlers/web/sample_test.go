package web

import (
	"fmt"
	"html/template"
	"os"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// english reads the texts that the pages are written against.
func english(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../locale/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	if err := yaml.Unmarshal(data, &texts); err != nil {
		t.Fatal(err)
	}
	return texts
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// words speaks English and reports every key that has no text and every placeholder left open.
func words(t *testing.T) func(string, ...any) string {
	texts := english(t)
	return func(key string, args ...any) string {
		form, values := ".other", map[string]string{}
		for i := 0; i+1 < len(args); i += 2 {
			values[fmt.Sprint(args[i])] = fmt.Sprint(args[i+1])
		}
		if values["n"] == "1" {
			form = ".one"
		}
		text, ok := texts[key]
		if !ok {
			text, ok = texts[key+form]
		}
		if !ok {
			t.Errorf("no text for %q", key)
		}
		for name, value := range values {
			text = strings.ReplaceAll(text, "{"+name+"}", value)
		}
		if left := placeholder.FindString(text); left != "" {
			t.Errorf("%s: %s is not filled in", key, left)
		}
		return text
	}
}

func frame(t *testing.T) Frame {
	return Frame{
		Lang: "en", Dir: "ltr", CanonicalPath: "/here", Words: words(t), CSRF: "token",
		User: &ViewUser{Name: "Amina Haddad", IsAdmin: true, IsAuthor: true},
		Languages: []LanguageLink{
			{Tag: "en", Name: "English", Href: "?language=en", Current: true},
			{Tag: "fr", Name: "Français", Href: "?language=fr"},
			{Tag: "ar", Name: "العربية", Href: "?language=ar"},
		},
	}
}

var (
	audiences = []Option{
		{Value: "diplomats", Text: "Diplomats", Selected: true}, {Value: "civil-servants", Text: "Civil servants"},
		{Value: "educators", Text: "Educators"}, {Value: "business", Text: "Business people"},
		{Value: "security", Text: "Security personnel"}, {Value: "media", Text: "Media and civil society"},
		{Value: "parliamentarians", Text: "Parliamentarians"},
	}
	course      = Link{"/courses/diplomats", "Prevention for diplomats"}
	module      = Link{"/courses/diplomats#c1-atrocity-crimes", "What atrocity crimes are"}
	march       = Date{ISO: "2026-03-14", Text: "14 March 2026"}
	soon        = Date{ISO: "2026-03-17", Text: "in 3 days", Full: "17 March 2026"}
	certificate = CertificateCard{
		Serial: "UPS-7KQ4-M2XD-9T", Title: "Prevention for diplomats", Holder: "Dr Amina Haddad",
		Institution: "Ministry of Foreign Affairs of Velmara", Hours: "7.5", Issued: march, Expires: Date{ISO: "2029-03-14", Text: "14 March 2029"},
		Status: "valid", Href: "/certificates/UPS", PDFHref: "/p", VerifyHref: "/verify/UPS-7KQ4-M2XD-9T", CredentialHref: "/c",
	}
	convention = Source{
		ID: "genocide-convention", Short: "Genocide Convention", Author: "United Nations",
		Title:  "Convention on the Prevention and Punishment of the Crime of Genocide",
		Symbol: "A/RES/260(III)", Year: "1948", URL: "https://www.un.org/", Checked: "official", Note: "Read in the United Nations Treaty Series.",
	}
	outline = []OutlineItem{
		{Href: "#", Title: "Three crimes, four words", Minutes: 7, Done: tick},
		{Href: "#", Title: "Genocide", Minutes: 6, Done: tick},
		{Href: "#", Title: "Crimes against humanity and war crimes", Minutes: 6, Current: true, Done: untick},
		{Href: "#", Title: "The statement", Minutes: 10, Done: untick},
		{Href: "#", Title: "Quiz", Done: untick},
	}
	tick, untick = mustFragment("done-mark", true), mustFragment("done-mark", false)
)

func mustFragment(name string, it any) template.HTML {
	html, err := Fragment(name, Frame{}, it)
	if err != nil {
		panic(err)
	}
	return html
}
