package storage

import (
	"fmt"
	"testing"
)

func TestCacheBounds(t *testing.T) {
	c := newCache[int]()
	for i := range 3 * cacheCount {
		id := fmt.Sprint(i)
		c.shard(id).fill(id, i, 10, 0, 0)
	}
	for i := range 3 * cacheBytes / 100_000 {
		id := fmt.Sprint("big", i)
		c.shard(id).fill(id, i, 100_000, 0, 0)
	}
	c.shard("huge").fill("huge", 1, cacheBytes, 0, 0)
	count, bytes := 0, 0
	for i := range c.shards {
		sum := 0
		for _, e := range c.shards[i].entries {
			sum += e.size
		}
		if sum != c.shards[i].bytes {
			t.Errorf("shard %d counts %d bytes, holds %d", i, c.shards[i].bytes, sum)
		}
		count, bytes = count+len(c.shards[i].entries), bytes+sum
	}
	if count > cacheCount || bytes > cacheBytes || count == 0 {
		t.Errorf("%d entries of %d bytes are held", count, bytes)
	}
}

func TestCacheKeepsTheUsed(t *testing.T) {
	s := newCache[int]().shard("")
	for i := range 10 * cacheCount / cacheShards {
		s.fill(fmt.Sprint(i), i, 1, 0, 0)
		s.get("0", 0)
	}
	if _, hit, _ := s.get("0", 0); !hit {
		t.Error("the entry in use was dropped")
	}
}

// TestCacheEpochs goes through the orders in which a read and writes can overlap.
func TestCacheEpochs(t *testing.T) {
	v := 2
	for name, c := range map[string]struct {
		run  func(*shard[int])
		want bool // whether anything is held after
	}{
		"a read alone": {func(s *shard[int]) {
			_, _, e := s.get("a", 0)
			s.fill("a", 1, 1, 0, e)
		}, true},
		"a write began since the read": {func(s *shard[int]) {
			_, _, e := s.get("a", 0)
			s.begin("a")
			s.fill("a", 1, 1, 0, e)
		}, false},
		"a write began and ended since the read": {func(s *shard[int]) {
			_, _, e := s.get("a", 0)
			s.end("a", nil, 0, 0, s.begin("a"))
			s.fill("a", 1, 1, 0, e)
		}, false},
		"the read began within a write": {func(s *shard[int]) {
			w := s.begin("a")
			_, _, e := s.get("a", 0)
			s.fill("a", 1, 1, 0, e)
			s.end("a", nil, 0, 0, w)
			s.fill("a", 1, 1, 0, e)
		}, false},
		"a write alone": {func(s *shard[int]) { s.end("a", &v, 1, 0, s.begin("a")) }, true},
		"two writes, the first ends last": {func(s *shard[int]) {
			w1 := s.begin("a")
			w2 := s.begin("a")
			s.end("a", &v, 1, 0, w2)
			s.end("a", &v, 1, 0, w1)
		}, false},
		"a write that failed": {func(s *shard[int]) {
			_, _, e := s.get("a", 0)
			s.fill("a", 1, 1, 0, e)
			s.end("a", nil, 0, 0, s.begin("a"))
		}, false},
		"another generation": {func(s *shard[int]) {
			_, _, e := s.get("a", 7)
			s.fill("a", 1, 1, 7, e)
		}, false},
	} {
		s := newCache[int]().shard("a")
		c.run(s)
		if _, hit, _ := s.get("a", 0); hit != c.want {
			t.Errorf("%s: held is %t", name, hit)
		}
	}
}
