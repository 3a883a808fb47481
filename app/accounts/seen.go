package accounts

import (
	"sync"
	"time"
)

// seenTokens remembers access tokens whose signature was found good: each request of a learner brings the same one, and checking it
// again would cost more than the rest of a lesson page. What a token says never changes; whether it has run out, whether its
// session has ended and whether the account is disabled is looked at each time.
type seenTokens struct {
	mu     sync.RWMutex
	tokens map[string]seenToken
}

type seenToken struct {
	user, session string
	expires       time.Time
}

// maxSeen bounds the memory (about 700 bytes each). When it is reached all are forgotten, and the living ones are soon back.
const maxSeen = 20_000

func (s *seenTokens) get(token string) (seenToken, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	held, ok := s.tokens[token]
	return held, ok
}

func (s *seenTokens) put(token string, t seenToken) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tokens == nil || len(s.tokens) >= maxSeen {
		s.tokens = map[string]seenToken{}
	}
	s.tokens[token] = t
}
