package courses

import (
	"hash/fnv"
	"math/rand/v2"
)

// Shuffle gives the options in an order that depends on the seed and the salt alone, so that an attempt shows the same
// order however often it is read. The list given is not changed.
func Shuffle[T any](items []T, seed uint64, salt string) []T {
	h := fnv.New64a()
	h.Write([]byte(salt))
	out := append([]T(nil), items...)
	rand.New(rand.NewPCG(seed, h.Sum64())).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// Shuffled gives the question with its options as an attempt with this seed shows them. An ordering question never starts
// out solved.
func (q Question) Shuffled(seed uint64) Question {
	salt := q.ID
	q.Prompts = Shuffle(q.Prompts, seed, q.ID+"/prompts")
	for range 8 {
		options := Shuffle(q.Options, seed, salt)
		if q.Kind != Ordering || !inOrder(options, q.Answer.List) {
			q.Options = options
			break
		}
		salt += "'"
	}
	return q
}

func inOrder(options []Option, ids []string) bool {
	for i, o := range options {
		if i >= len(ids) || ids[i] != o.ID {
			return false
		}
	}
	return true
}
