package web

import "testing"

func TestTrendEndsAtItsTop(t *testing.T) {
	got := NewTrend("t", "T", []TrendPoint{{N: 5}, {N: 5}, {N: 10}})
	if got.Top != 10 || got.Line != "M56 200V106.0H250.7V106.0H445.3V12.0H640.0" || got.Area != got.Line+"V200Z" {
		t.Errorf("%+v", got)
	}
	if empty := NewTrend("t", "T", nil); empty.Line != "" {
		t.Errorf("nothing is drawn as %q", empty.Line)
	}
}
