package boot

import (
	"runtime/debug"
	"testing"
)

func TestTheCollectorRelaxesAgain(t *testing.T) {
	t.Setenv("GOGC", "")
	was := debug.SetGCPercent(100)
	defer debug.SetGCPercent(was)
	pace := func() int {
		now := debug.SetGCPercent(100)
		debug.SetGCPercent(now)
		return now
	}
	var c collecting
	c.tighten()()
	if pace() != 100 {
		t.Errorf("before it is relaxed, the pace is %d", pace())
	}
	c.relax()
	one, two := c.tighten(), c.tighten()
	one()
	one() // twice is once
	if pace() != tight {
		t.Errorf("with work under way the pace is %d", pace())
	}
	if two(); pace() != relaxed {
		t.Errorf("with none the pace is %d", pace())
	}
}
