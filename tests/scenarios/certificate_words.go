package scenarios

import (
	"bytes"
	"maps"
	"net/url"
	"strings"
)

// wording is a course's own wording of its certificates.
func wording() map[string]any {
	return map[string]any{
		"title": "Diploma of early warning", "wording": "and has told a sign from a rumour", "signatory": "Dr Adaeze Okonkwo", "signatory_title": "Director of studies",
	}
}

// wordCertificate tries what a draft's certificate may and may not say, and looks at its specimen.
func (c *client) wordCertificate(path string, plan map[string]any) {
	c.s.t.Helper()
	c.api("GET", path, nil).want(200).is("source.certificate.title", "Diploma of early warning").is("source.certificate.signatory_title", "Director of studies")
	for field, bad := range map[string]struct{ text, code string }{
		"title":           {strings.Repeat("é", 81), "text_limit"},
		"wording":         {"with <b>honours</b>", "certificate_text"},
		"signatory":       {"Ana \u202eLima", "certificate_text"},
		"signatory_title": {"𒀀", "unprintable"},
	} {
		words := maps.Clone(wording())
		words[field] = bad.text
		c.api("PUT", path, map[string]any{"rev": 1, "source": with(plan, "certificate", words)}).fault("certificate."+field, bad.code)
		c.api("GET", path+"/certificate?typed=true&format=svg&"+field+"="+url.QueryEscape(bad.text), nil).fault("certificate."+field, bad.code)
	}
	kept := c.api("GET", path+"/certificate", nil).want(200)
	if !bytes.HasPrefix(kept.body, []byte("%PDF-")) || bytes.Contains(kept.body, []byte("/ByteRange")) {
		c.s.t.Errorf("the specimen is signed or no PDF: %.20q", kept.body)
	}
	picture := func(query string) []byte {
		a := c.api("GET", path+"/certificate?format=svg"+query, nil).want(200)
		if a.header.Get("Content-Type") != "image/svg+xml" {
			c.s.t.Errorf("the picture is %s", a.header.Get("Content-Type"))
		}
		return a.body
	}
	if bytes.Equal(picture(""), picture("&typed=true&title=Other")) {
		c.s.t.Error("the picture does not follow the words")
	}
	if bytes.Equal(picture(""), picture("&paper=letter")) {
		c.s.t.Error("the picture does not follow the paper")
	}
	c.api("GET", path+"/certificate?paper=a3", nil).fault("paper", "paper")
	c.api("GET", path+"/certificate?format=png", nil).fault("format", "unknown")
	c.s.join("no-trainer@example.org").api("GET", path+"/certificate", nil).problem(403, "forbidden")
	c.s.visitor().api("GET", "/verify/SPECIMEN", nil).problem(404, "certificate_unknown")
}
