package handlers

import "testing"

func TestUsesLetter(t *testing.T) {
	for header, want := range map[string]bool{
		"en-US,en;q=0.9": true, "es-MX": true, "fr-CA, fr;q=0.5": true, "en-GB,en-US;q=0.9": false, "en": false, "de-DE": false, "": false, "*": false, ";;": false,
	} {
		if got := usesLetter(header); got != want {
			t.Errorf("%q: got %v", header, got)
		}
	}
}
