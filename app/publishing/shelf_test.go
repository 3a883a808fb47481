package publishing

import (
	"testing"
	"time"
)

func TestShelf(t *testing.T) {
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) time.Time { return start.Add(d) }
	one, two := []*Course{}, []*Course{{}}
	var s shelf
	if list, renew := s.look(start); list != nil || renew {
		t.Fatal("an empty shelf gives nothing, and its reader waits")
	}
	s.put(one, start, s.clearings())
	for _, c := range []struct {
		after        time.Duration
		given, renew bool
	}{
		{time.Second, true, false},
		{freshFor, true, true},
		{freshFor + time.Second, true, false}, // somebody is reading already
		{staleFor, false, false},
	} {
		if list, renew := s.look(at(c.after)); (list != nil) != c.given || renew != c.renew {
			t.Errorf("after %v: list %v, renew %v", c.after, list != nil, renew)
		}
	}
	s.renewed()
	if _, renew := s.look(at(freshFor)); !renew {
		t.Error("after a reading that failed, the next caller reads")
	}

	s.put(two, at(5*time.Second), s.clearings())
	s.put(one, at(4*time.Second), s.clearings())
	if list, _ := s.look(at(5 * time.Second)); len(list) != 1 {
		t.Error("an earlier reading that ends later took the place of a newer one")
	}
	before := s.clearings()
	s.clear()
	s.put(two, at(6*time.Second), before)
	if list, _ := s.look(at(6 * time.Second)); list != nil {
		t.Error("what was read before a publication was put up after it")
	}
}
