package throttle

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func limiter(limit int) (*Limiter, func(time.Duration)) {
	now := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	return &Limiter{Limit: limit, Window: time.Minute, Now: func() time.Time { return now }}, func(d time.Duration) { now = now.Add(d) }
}

func TestLimiter(t *testing.T) {
	l, pass := limiter(3)
	for _, c := range []struct {
		name, key string
		after     time.Duration
		want      time.Duration
	}{
		{"first", "a", 0, 0}, {"second", "a", 10 * time.Second, 0}, {"third", "a", 0, 0}, {"one too many", "a", 0, 50 * time.Second},
		{"another key", "b", 0, 0}, {"later", "a", 49 * time.Second, time.Second}, {"after the window", "a", time.Second, 0}, {"in the new window", "a", 0, 0},
	} {
		pass(c.after)
		if got := l.Take(c.key); got != c.want {
			t.Errorf("%s: waits %v, not %v", c.name, got, c.want)
		}
	}
	l.Add("a")
	if l.Wait("a") == 0 {
		t.Error("Add does not count")
	}
	l.Return("a")
	if l.Wait("a") != 0 {
		t.Error("Return does not take back")
	}
	l.Add("a")
	l.Forget("a")
	if l.Wait("a") != 0 {
		t.Error("Forget does not forget")
	}
	l.Return("a")
	l.Return("nobody")
	for range 3 {
		l.Add("a")
	}
	if l.Wait("a") == 0 {
		t.Error("what was never counted is taken back")
	}
}

func TestNoLimit(t *testing.T) {
	l, _ := limiter(0)
	for range 1000 {
		l.Add("a")
		if l.Take("a") != 0 || l.Wait("a") != 0 {
			t.Fatal("no limit limits")
		}
	}
	if len(l.keys) != 0 {
		t.Error("no limit keeps keys")
	}
}

// TestAtOnce: of many at once no more pass than may.
func TestAtOnce(t *testing.T) {
	l, _ := limiter(10)
	var passed atomic.Int32
	var group sync.WaitGroup
	for range 64 {
		group.Go(func() {
			if l.Take("a") == 0 {
				passed.Add(1)
			}
		})
	}
	group.Wait()
	if passed.Load() != 10 {
		t.Errorf("%d passed", passed.Load())
	}
}

// TestBounded: strangers cannot fill the memory with keys, and those that have ended go first.
func TestBounded(t *testing.T) {
	l, pass := limiter(1)
	for i := range maxKeys * 3 / 4 {
		l.Add(fmt.Sprint("old ", i))
	}
	pass(time.Minute)
	l.Add("kept")
	for i := range maxKeys / 2 {
		l.Add(fmt.Sprint("new ", i))
	}
	if len(l.keys) > maxKeys {
		t.Errorf("%d keys", len(l.keys))
	}
	if l.Wait("kept") == 0 {
		t.Error("a living key went before those that had ended")
	}
	for i := range 2 * maxKeys {
		l.Add(fmt.Sprint("flood ", i))
	}
	if len(l.keys) > maxKeys {
		t.Errorf("%d keys after a flood", len(l.keys))
	}
}
