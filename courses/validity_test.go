package courses

import (
	"testing"
	"time"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if v, err := time.Parse(form, text); err == nil {
			if form == time.DateOnly {
				v = v.Add(13*time.Hour + 14*time.Minute)
			}
			return v
		}
	}
	t.Fatalf("no time: %q", text)
	return time.Time{}
}

func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-03-14", 36, "2029-03-14"}, {"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2024-02-29", 12, "2025-02-28"}, {"2024-02-29", 48, "2028-02-29"},
		{"2026-08-31", 1, "2026-09-30"}, {"2026-12-31", 2, "2027-02-28"}, {"2026-10-31", 12, "2027-10-31"}, {"2026-05-01", 0, "2026-05-01"},
		{"2026-02-28", 1, "2026-03-28"}, {"2024-02-29", 1, "2024-03-29"}, {"2100-01-29", 1, "2100-02-28"}, {"2000-01-30", 1, "2000-02-29"}, {"2026-12-31", 1, "2027-01-31"},
		{"2025-11-30", 3, "2026-02-28"}, {"2026-01-31", 240, "2046-01-31"},
	} {
		if got, want := AddMonths(at(t, c.from), c.months), at(t, c.want); !got.Equal(want) {
			t.Errorf("%s and %d months is %v, not %v", c.from, c.months, got, want)
		}
	}
}

func TestUntil(t *testing.T) {
	january, december := &Window{1}, &Window{12}
	for _, c := range []struct {
		name      string
		v         Validity
		completed string
		old       string
		want      string
	}{
		{"for ever", Validity{}, "2026-03-14", "", ""},
		{"for ever after a time", Validity{}, "2026-03-14", "2026-04-14", ""},
		{"months", Validity{Months: 12}, "2024-02-29", "", "2025-02-28"},
		{"renewed in time, it follows on", Validity{Months: 12}, "2026-01-20", "2026-03-14", "2027-03-14"},
		{"on the first day of renewal", Validity{Months: 12}, "2025-12-14", "2026-03-14", "2027-03-14"},
		{"a day before that, from now", Validity{Months: 12}, "2025-12-13", "2026-03-14", "2026-12-13"},
		{"at the end", Validity{Months: 12}, "2026-03-14", "2026-03-14", "2027-03-14"},
		{"after the end", Validity{Months: 12}, "2026-05-02", "2026-03-14", "2027-05-02"},
		{"following on from a month's end", Validity{Months: 1}, "2026-01-20", "2026-01-31", "2026-02-28"},
		{"shorter than what is left", Validity{Months: 6}, "2026-03-14", "2028-03-14", "2028-03-14"},
		{"a window", Validity{Window: january}, "2026-03-14", "", "2027-01-31T23:59:59Z"},
		{"a window soon", Validity{Window: january}, "2026-12-31", "", "2027-01-31T23:59:59Z"},
		{"within the window", Validity{Window: january}, "2026-01-31", "", "2027-01-31T23:59:59Z"},
		{"the window, early", Validity{Window: january}, "2026-12-01", "2027-01-31T23:59:59Z", "2028-01-31T23:59:59Z"},
		{"the window, within", Validity{Window: january}, "2027-01-05", "2027-01-31T23:59:59Z", "2028-01-31T23:59:59Z"},
		{"the window, missed", Validity{Window: january}, "2027-02-01", "2027-01-31T23:59:59Z", "2028-01-31T23:59:59Z"},
		{"the window, far too early", Validity{Window: january}, "2026-06-01", "2027-01-31T23:59:59Z", "2027-01-31T23:59:59Z"},
		{"a year and the window", Validity{12, january}, "2026-11-15", "", "2028-01-31T23:59:59Z"},
		{"a year and the window, within", Validity{12, january}, "2026-01-31", "", "2027-01-31T23:59:59Z"},
		{"a year and the window, renewed", Validity{12, january}, "2026-11-15", "2027-01-31T23:59:59Z", "2028-01-31T23:59:59Z"},
		{"a window at the year's end", Validity{Window: december}, "2026-12-31", "", "2027-12-31T23:59:59Z"},
		{"a window at the year's end, from November", Validity{Window: december}, "2026-11-30", "", "2026-12-31T23:59:59Z"},
		{"a February window in a leap year", Validity{Window: &Window{2}}, "2027-05-01", "", "2028-02-29T23:59:59Z"},
		{"a February window in another", Validity{Window: &Window{2}}, "2028-02-29", "", "2029-02-28T23:59:59Z"},
	} {
		var old *time.Time
		if c.old != "" {
			end := at(t, c.old)
			old = &end
		}
		got := c.v.Until(at(t, c.completed), old)
		switch {
		case c.want == "" && got != nil, c.want != "" && (got == nil || !got.Equal(at(t, c.want))):
			t.Errorf("%s: %v, not %q", c.name, got, c.want)
		}
	}
}
