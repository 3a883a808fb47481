package courses

import (
	"strings"
	"testing"
)

func TestCertificateFaults(t *testing.T) {
	for _, c := range []struct {
		name string
		Certificate
		path, code string // "": none
	}{
		{"nothing", Certificate{}, "", ""},
		{"all", Certificate{"Certificate of study", "شهادة می\u200cخواهم", "Dr Adaeze Okonkwo", "Director"}, "", ""},
		{"longest", Certificate{Title: strings.Repeat("é", MaxCertificateTitle), Wording: strings.Repeat("é", MaxCertificateWording), Signatory: strings.Repeat("é", MaxSignatory)}, "", ""},
		{"long title", Certificate{Title: strings.Repeat("é", MaxCertificateTitle+1)}, "certificate.title", "too_long"},
		{"long wording", Certificate{Wording: strings.Repeat("é", MaxCertificateWording+1)}, "certificate.wording", "too_long"},
		{"long office", Certificate{Signatory: "A", SignatoryTitle: strings.Repeat("é", MaxSignatory+1)}, "certificate.signatory_title", "too_long"},
		{"blank", Certificate{Title: "  "}, "certificate.title", "required"},
		{"markup", Certificate{Wording: "with <b>honours</b>"}, "certificate.wording", "characters"},
		{"two lines", Certificate{Wording: "with\nhonours"}, "certificate.wording", "characters"},
		{"override", Certificate{Signatory: "A\u202eB"}, "certificate.signatory", "characters"},
		{"isolate", Certificate{Title: "A\u2066B"}, "certificate.title", "characters"},
		{"office of nobody", Certificate{SignatoryTitle: "Director"}, "certificate.signatory", "required"},
	} {
		t.Run(c.name, func(t *testing.T) {
			faults := c.Faults()
			if c.path == "" && len(faults) > 0 || c.path != "" && (len(faults) != 1 || faults[0].Path != c.path || faults[0].Code != c.code) {
				t.Errorf("got %+v", faults)
			}
		})
	}
}
