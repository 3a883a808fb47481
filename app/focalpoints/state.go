package focalpoints

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// regions are the macro-regions of the United Nations' M49 standard (unstats.un.org/unsd/methodology/m49), which the region data of
// golang.org/x/text follow.
var regions = []string{"002", "019", "142", "150", "009"}

// Regions lists the codes of the regions: Africa, Americas, Asia, Europe, Oceania.
func Regions() []string { return slices.Clone(regions) }

// reserved are codes that CLDR knows as countries and ISO 3166-1 has not assigned, and Antarctica, which is no State and in no region of M49.
var reserved = []string{"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "TA", "UN", "XA", "XB", "XK", "QO", "ZZ", "AQ"}

// States lists the codes of ISO 3166-1 (alpha-2) that lie in a region, in their order.
var States = sync.OnceValue(func() []string {
	var out []string
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			r, err := language.ParseRegion(code)
			if err == nil && r.IsCountry() && r.String() == code && r.Canonicalize() == r && !slices.Contains(reserved, code) && RegionOf(code) != "" && display.English.Regions().Name(r) != "" {
				out = append(out, code)
			}
		}
	}
	return out
})

// RegionOf gives the code of the region in which a State lies; "" for none.
func RegionOf(state string) string {
	r, err := language.ParseRegion(state)
	if err != nil {
		return ""
	}
	for _, code := range regions {
		if region, err := language.ParseRegion(code); err == nil && region.Contains(r) {
			return code
		}
	}
	return ""
}

// Called gives the name of a State or region in a language, English where there is none.
func Called(tongue, code string) string {
	r, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	names := display.Regions(language.Make(tongue))
	if names == nil {
		names = display.English.Regions()
	}
	if name := names.Name(r); name != "" {
		return name
	}
	return code
}

// clean gives a code as it is kept.
func clean(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }
