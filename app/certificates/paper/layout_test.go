package paper

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

// issued are digests of certificates in layouts that have been handed out: what
// a holder downloads again must be the file that they have.
var issued = map[string]string{
	"1 short A4":        "0633e41bb986f913e32fb4a1ea35be532c06aa4c0a508e97b0f42bffeb7e7c13",
	"1 short Letter":    "eb54c0bf9075458d57df9fff1ee01fd56b561127d4b800b8bb466442289c7af0",
	"1 arabic A4":       "772105d363d5b289c6bc2550ffc8ed74614c7bd8d714c1ac87afb206bd2c28db",
	"1 japanese Letter": "d8aee825f8afb70a1280183c295e7f426e2c8af2157d0130a4b6059f2733e205",
	"2 short A4":        "1e1a0a47ba3760e7c886d2c89c99926addab2f92d6c4af299dbdaa3fde6b39cd",
	"3 short A4":        "d5ded25adffb849ba2f38aacc5153933a5d500514fb49abcc37b54cfafb0cd65",
	"3 arabic Letter":   "7e06c21cdfaa2eafcb5bc9ea6613b8fe4781633092353d4ae5634e699347ebea",
}

func TestOldLayoutsStay(t *testing.T) {
	for label, want := range issued {
		part := strings.Fields(label)
		f := sample(names[part[1]])
		f.Layout, f.Size = int(part[0][0]-'0'), part[2]
		sum := sha256.Sum256(render(t, f))
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s: another file: %s", label, got)
		}
	}
}

func TestFragmentIsForProgramsOnly(t *testing.T) {
	f := sample("Ana Lima")
	f.Layout = Newest
	plain := text(t, render(t, f))
	f.VerifyURL += "#k1.c2VjcmV0"
	pdf := render(t, f)
	if got := text(t, pdf); got != plain || !strings.Contains(got, "/verify/"+f.Serial) {
		t.Errorf("the fragment changes the words:\n%s", got)
	}
	if !strings.Contains(string(pdf), "/URI ("+f.VerifyURL+")") {
		t.Error("the link has no fragment")
	}
}
