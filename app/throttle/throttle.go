// Package throttle slows down those who try too often. Counts are held in memory: a restart forgets them, and each of
// several processes counts for itself.
package throttle

import (
	"sync"
	"time"
)

// maxKeys bounds the memory that strangers can make us use; past it the oldest windows are forgotten first.
const maxKeys = 100_000

// Limiter allows a number of events per key and window. The zero of Limit means no limit.
type Limiter struct {
	Limit  int
	Window time.Duration
	Now    func() time.Time

	mu   sync.Mutex
	keys map[string]*window
}

type window struct {
	count int
	ends  time.Time
}

// Wait gives how long the key must wait before the next event; 0 when it need not.
func (l *Limiter) Wait(key string) time.Duration {
	if l.Limit == 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.wait(key)
}

// Add notes an event.
func (l *Limiter) Add(key string) {
	if l.Limit == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.add(key)
}

// Take is Wait, and Add when there is no wait, in one: of many at once no more pass than may.
func (l *Limiter) Take(key string) time.Duration {
	if l.Limit == 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	wait := l.wait(key)
	if wait == 0 {
		l.add(key)
	}
	return wait
}

// Return takes an event back that came to nothing.
func (l *Limiter) Return(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if w := l.live(key); w != nil && w.count > 0 {
		w.count--
	}
}

func (l *Limiter) wait(key string) time.Duration {
	w := l.live(key)
	if w == nil || w.count < l.Limit {
		return 0
	}
	return w.ends.Sub(l.Now())
}

func (l *Limiter) add(key string) {
	w := l.live(key)
	if w == nil {
		if l.keys == nil {
			l.keys = map[string]*window{}
		}
		if len(l.keys) >= maxKeys {
			l.sweep()
		}
		w = &window{ends: l.Now().Add(l.Window)}
		l.keys[key] = w
	}
	w.count++
}

// Forget clears a key, after a success.
func (l *Limiter) Forget(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.keys, key)
}

func (l *Limiter) live(key string) *window {
	w := l.keys[key]
	if w == nil || !l.Now().Before(w.ends) {
		return nil
	}
	return w
}

// sweep drops what has ended; if that is too little, everything: a flood must not keep honest keys out.
func (l *Limiter) sweep() {
	now := l.Now()
	for k, w := range l.keys {
		if !now.Before(w.ends) {
			delete(l.keys, k)
		}
	}
	if len(l.keys) > maxKeys*9/10 {
		clear(l.keys)
	}
}
