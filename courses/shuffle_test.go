package courses

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestShuffle: the same seed and salt give the same order of the same items; the list given is not touched.
func TestShuffle(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		items := random.Perm(random.IntN(9))
		before := slices.Clone(items)
		seed, salt := random.Uint64(), fmt.Sprint(random.IntN(50))
		once, twice := Shuffle(items, seed, salt), Shuffle(items, seed, salt)
		if !slices.Equal(once, twice) || !slices.Equal(items, before) {
			t.Fatalf("%v with seed %d: %v, then %v", before, seed, once, twice)
		}
		slices.Sort(once)
		slices.Sort(before)
		if !slices.Equal(once, before) {
			t.Fatalf("%v became %v", before, once)
		}
	}
}

// TestShuffleIsFair: over many attempts each option stands at each place about as often, so that no place is worth guessing.
func TestShuffleIsFair(t *testing.T) {
	const n, rounds = 4, 8000
	var places [n]int
	for seed := range uint64(rounds) {
		for i, o := range sample(Multiple).Shuffled(seed).Options {
			if o.ID == "b" {
				places[i]++
			}
		}
	}
	for i, times := range places {
		if share := float64(times) / rounds; share < 0.22 || share > 0.28 {
			t.Errorf("an option is at place %d in %.1f %% of attempts", i, 100*share)
		}
	}
}

// TestShuffledOrdering: an ordering question never starts out solved, and a question is otherwise as it was.
func TestShuffledOrdering(t *testing.T) {
	q := sample(Ordering)
	q.Options, q.Answer.List = options("a", "b", "c"), []string{"b", "a", "c"}
	for seed := range uint64(5000) {
		s := q.Shuffled(seed)
		if inOrder(s.Options, q.Answer.List) {
			t.Fatalf("seed %d shows the solution", seed)
		}
		if s.ID != q.ID || s.Prompt != q.Prompt || !slices.Equal(s.Answer.List, q.Answer.List) {
			t.Fatalf("the question became %+v", s)
		}
	}
}

// TestSaltsDiffer: two questions of one attempt have orders of their own.
func TestSaltsDiffer(t *testing.T) {
	equal := 0
	for seed := range uint64(200) {
		one, two := sample(Multiple), sample(Multiple)
		two.ID = "other"
		if slices.Equal(one.Shuffled(seed).Options, two.Shuffled(seed).Options) {
			equal++
		}
	}
	if equal > 40 {
		t.Errorf("%d of 200 attempts show two questions in one order", equal)
	}
}
