package publishing

import (
	"sync"
	"time"
)

// How long the list of courses is taken as it stands, since another process may publish: up to freshFor without asking, up to staleFor
// while one caller reads it anew beside the others. Every lesson page asks, and none of them should wait for a slow store.
const (
	freshFor = 2 * time.Second
	staleFor = 30 * time.Second
)

// shelf holds the list of courses.
type shelf struct {
	mu      sync.Mutex // never held while the store is asked
	list    []*Course
	read    time.Time
	reading bool
	// emptied counts clearings, so that a list that was read before one is not put up after it.
	emptied int
}

// look gives the list, nil where it must be read first, and whether the caller is the one to read it anew meanwhile.
func (s *shelf) look(now time.Time) (list []*Course, renew bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	age := now.Sub(s.read)
	if s.list == nil || age >= staleFor {
		return nil, false
	}
	if age >= freshFor && !s.reading {
		s.reading = true
		return s.list, true
	}
	return s.list, false
}

// clearings is what put wants to know of the time before the reading.
func (s *shelf) clearings() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.emptied
}

// put takes what was read; read is when the reading began.
func (s *shelf) put(list []*Course, read time.Time, clearings int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.emptied == clearings && read.After(s.read) {
		s.list, s.read = list, read
	}
}

// renewed ends what look began, whether or not anything could be put.
func (s *shelf) renewed() {
	s.mu.Lock()
	s.reading = false
	s.mu.Unlock()
}

// clear has the list read before it is next given.
func (s *shelf) clear() {
	s.mu.Lock()
	s.list, s.read = nil, time.Time{}
	s.emptied++
	s.mu.Unlock()
}
