package storage

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// What a collection holds in memory at most, over all shards. Documents count by their encoded size.
const (
	cacheShards = 16
	cacheCount  = 10_000
	cacheBytes  = 16 << 20
)

// cache holds decoded documents. It stays coherent with the writes of this process by epochs: each write moves its shard's
// epoch when it begins and when it ends, and what was read or written is kept only if the epoch is still the one it started
// from and no write is under way. So nothing older than a finished write is ever kept after it.
type cache[T any] struct {
	seed   maphash.Seed
	shards [cacheShards]shard[T]
}

type shard[T any] struct {
	mu      sync.RWMutex
	entries map[string]*entry[T]
	bytes   int
	epoch   uint64
	writing int
}

type entry[T any] struct {
	value T
	gen   uint64 // Engine.Generation before the value was read
	size  int
	used  atomic.Bool // since the last look for something to drop
}

func newCache[T any]() *cache[T] {
	c := &cache[T]{seed: maphash.MakeSeed()}
	for i := range c.shards {
		c.shards[i].entries = map[string]*entry[T]{}
	}
	return c
}

func (c *cache[T]) shard(id string) *shard[T] {
	return &c.shards[maphash.String(c.seed, id)%cacheShards]
}

// get gives the held value, or the epoch from which to fill.
func (s *shard[T]) get(id string, gen uint64) (v T, hit bool, epoch uint64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if e := s.entries[id]; e != nil && e.gen == gen {
		if !e.used.Load() { // a plain store each time would bounce the cache line between cores
			e.used.Store(true)
		}
		return e.value, true, 0
	}
	return v, false, s.epoch
}

// fill keeps a value that was read since epoch.
func (s *shard[T]) fill(id string, v T, size int, gen, epoch uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch == epoch && s.writing == 0 {
		s.keep(id, v, size, gen)
	}
}

// begin announces a write of id.
func (s *shard[T]) begin(id string) (epoch uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writing++
	s.epoch++
	s.drop(id)
	return s.epoch
}

// end says that the write which got epoch from begin is over, well or not. If v is not nil it is what was written.
func (s *shard[T]) end(id string, v *T, size int, gen, epoch uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writing--
	alone := s.epoch == epoch && s.writing == 0
	s.epoch++
	if v != nil && alone {
		s.keep(id, *v, size, gen)
	}
}

func (s *shard[T]) keep(id string, v T, size int, gen uint64) {
	s.drop(id)
	size += 200 // the entry itself
	if size > cacheBytes/cacheShards {
		return
	}
	for len(s.entries) >= cacheCount/cacheShards || s.bytes+size > cacheBytes/cacheShards {
		s.evict()
	}
	s.entries[id] = &entry[T]{value: v, gen: gen, size: size}
	s.bytes += size
}

// evict drops one entry that was not used of late: a map is walked from a random place, and the used get a second chance.
func (s *shard[T]) evict() {
	tries := 8
	for id, e := range s.entries {
		if tries--; tries > 0 && e.used.Swap(false) {
			continue
		}
		s.drop(id)
		return
	}
}

func (s *shard[T]) drop(id string) {
	if e := s.entries[id]; e != nil {
		s.bytes -= e.size
		delete(s.entries, id)
	}
}
