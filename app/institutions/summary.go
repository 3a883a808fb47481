package institutions

import (
	"context"
	"sort"
	"time"

	"upstander/storage"
)

// Summary counts what matches a report's filter. Counts say no more than the rows do. What is drawn from scores is left out for
// fewer than minGroup learners with a score, and where it could be worked out from what is shown.
type Summary struct {
	Rows      int            `json:"rows"`
	Learners  int            `json:"learners"`
	States    map[string]int `json:"states"`    // every state, also those with none
	Completed float64        `json:"completed"` // share of rows with a completion, 0 to 1
	Scores    *Scores        `json:"scores"`    // nil: suppressed, or none
	Groups    []Group        `json:"groups"`
}

// Scores is how the learners with a score did.
type Scores struct {
	Learners int            `json:"learners"`
	Mean     float64        `json:"mean"`
	Bands    map[string]int `json:"bands"` // below_50, 50_to_79, 80_to_100, in per cent
}

// Group is one cohort in one course.
type Group struct {
	Cohort string         `json:"cohort"`
	Course string         `json:"course"`
	Rows   int            `json:"rows"`
	States map[string]int `json:"states"`
	Scores *Scores        `json:"scores"`
}

// minGroup is the smallest number of people of whom a mean is shown.
const minGroup = 5

// count gathers one group.
type count struct {
	rows   int
	states map[string]int
	scores Scores
	sum    float64
}

func newCount() *count {
	c := &count{states: map[string]int{}, scores: Scores{Bands: map[string]int{"below_50": 0, "50_to_79": 0, "80_to_100": 0}}}
	for _, state := range States() {
		c.states[state] = 0
	}
	return c
}

func (c *count) add(t *Standing, state string) {
	c.rows++
	c.states[state]++
	if t.Score == nil {
		return
	}
	c.scores.Learners++
	c.sum += *t.Score
	switch {
	case *t.Score < .5:
		c.scores.Bands["below_50"]++
	case *t.Score < .8:
		c.scores.Bands["50_to_79"]++
	default:
		c.scores.Bands["80_to_100"]++
	}
}

// shown gives the scores, or nil when they could tell on a person.
func (c *count) shown() *Scores {
	if c.scores.Learners < minGroup {
		return nil
	}
	c.scores.Mean = c.sum / float64(c.scores.Learners)
	return &c.scores
}

func (s *Service) summary(ctx context.Context, q storage.Query, in ReportInput, now time.Time) (*Summary, error) {
	type place struct{ cohort, course string }
	groups := map[place]*count{}
	all := newCount()
	learners, last := 0, ""
	seen := map[string]bool{} // learners with one name key, whose rows may be mixed
	err := s.each(ctx, q, in.State, now, func(t *Standing) error {
		if t.NameKey != last {
			last = t.NameKey
			clear(seen)
		}
		if !seen[t.Learner] {
			seen[t.Learner] = true
			learners++
		}
		at := place{t.Cohort, t.Course}
		if groups[at] == nil {
			groups[at] = newCount()
		}
		state := t.State(now)
		all.add(t, state)
		groups[at].add(t, state)
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := &Summary{Rows: all.rows, Learners: learners, States: all.states, Scores: all.shown(), Groups: []Group{}}
	if all.rows > 0 {
		out.Completed = float64(all.states[Completed]+all.states[Expiring]+all.states[Expired]) / float64(all.rows)
	}
	hidden := 0
	for at, c := range groups {
		g := Group{Cohort: at.cohort, Course: at.course, Rows: c.rows, States: c.states, Scores: c.shown()}
		if g.Scores == nil {
			hidden += c.scores.Learners
		}
		out.Groups = append(out.Groups, g)
	}
	if hidden > 0 && hidden < minGroup {
		out.Scores = nil // the total less the groups shown would be the hidden few
	}
	sort.Slice(out.Groups, func(i, j int) bool {
		a, b := out.Groups[i], out.Groups[j]
		return a.Cohort < b.Cohort || a.Cohort == b.Cohort && a.Course < b.Course
	})
	return out, nil
}
