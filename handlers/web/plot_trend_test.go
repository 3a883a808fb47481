package web

import "testing"

func TestTrendEndsAtItsTop(t *testing.T) {
	got := NewTrend("t", "T", []TrendPoint{{N: 5}, {N: 5}, {N: 10}})
	if got.Top != 10 || got.Line != "M64 240V126.0H362.7V126.0H661.3V12.0H960.0" || got.Area != got.Line+"V240Z" {
		t.Errorf("%+v", got)
	}
	if empty := NewTrend("t", "T", nil); empty.Line != "" {
		t.Errorf("nothing is drawn as %q", empty.Line)
	}
}
