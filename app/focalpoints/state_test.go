package focalpoints

import (
	"slices"
	"testing"
)

func TestStates(t *testing.T) {
	all := States()
	// ISO 3166-1 assigns 249 codes, of which one is Antarctica.
	if len(all) != 248 {
		t.Errorf("%d States: %v", len(all), all)
	}
	for state, region := range map[string]string{"BE": "150", "RW": "002", "AR": "019", "KH": "142", "FJ": "009", "CY": "142", "GL": "019", "XK": "150"} {
		if got := RegionOf(state); got != region {
			t.Errorf("%s lies in %q, not %q", state, got, region)
		}
	}
	for _, state := range []string{"UN", "EU", "XK", "ZZ", "AQ", "AC", "UK", "SU", "DD", "150"} {
		if slices.Contains(all, state) {
			t.Errorf("%s is taken for a State", state)
		}
	}
	for _, c := range [][3]string{{"en", "BE", "Belgium"}, {"fr", "BE", "Belgique"}, {"en", "002", "Africa"}, {"en", "019", "Americas"}, {"en", "??", "??"}} {
		if got := Called(c[0], c[1]); got != c[2] {
			t.Errorf("%s in %s is %q, not %q", c[1], c[0], got, c[2])
		}
	}
	for _, code := range all {
		if name := Called("en", code); name == code || name == "" {
			t.Errorf("%s has no name", code)
		}
	}
}
