package boot

import (
	"os"
	"runtime/debug"
	"sync"
)

// How far the heap may grow between collections, in per cent of what lives. What lives is small (some tens of megabytes) and requests leave
// little behind, so it may grow far; a download of thousands of certificates leaves much behind, and would fill memory for no gain.
const (
	relaxed = 400
	tight   = 100
)

// collecting sets the pace of the garbage collector, which is one for the whole process. An operator's GOGC wins.
type collecting struct {
	mu   sync.Mutex
	on   bool
	busy int // how much work is under way that leaves much behind
}

var collector collecting

func (c *collecting) relax() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.on = os.Getenv("GOGC") == ""; c.on {
		debug.SetGCPercent(relaxed)
	}
}

// tighten has memory collected sooner until the function that it gives is called.
func (c *collecting) tighten() (release func()) {
	c.change(1)
	return sync.OnceFunc(func() { c.change(-1) })
}

func (c *collecting) change(by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy += by
	switch {
	case !c.on:
	case c.busy > 0:
		debug.SetGCPercent(tight)
	default:
		debug.SetGCPercent(relaxed)
	}
}
