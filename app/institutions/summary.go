package institutions

import (
	"maps"
	"slices"
	"sort"
	"time"
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
	Weeks     []Week         `json:"weeks"` // completions, from the first week with one to the last
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

// Week is how many rows were completed by the end of a week.
type Week struct {
	Monday    string `json:"monday"`    // the week's first day, as a date in UTC
	Completed int    `json:"completed"` // until its end, those of earlier weeks among them
}

// maxWeeks is how many weeks are told apart; what was completed before them is counted in the first.
const maxWeeks = 53

// tally gathers a summary row by row.
type tally struct {
	all      *count
	groups   map[[2]string]*count // by cohort and course
	learners map[string]bool
	weeks    map[time.Time]int
}

func newTally() *tally {
	return &tally{newCount(), map[[2]string]*count{}, map[string]bool{}, map[time.Time]int{}}
}

func (a *tally) add(t *Standing, now time.Time) {
	a.learners[t.Learner] = true
	at := [2]string{t.Cohort, t.Course}
	if a.groups[at] == nil {
		a.groups[at] = newCount()
	}
	state := t.State(now)
	a.all.add(t, state)
	a.groups[at].add(t, state)
	if t.CompletedAt != nil {
		a.weeks[monday(*t.CompletedAt)]++
	}
}

func monday(t time.Time) time.Time {
	day := t.UTC().Truncate(24 * time.Hour)
	return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
}

func (a *tally) summary() *Summary {
	all := a.all
	out := &Summary{Rows: all.rows, Learners: len(a.learners), States: all.states, Scores: all.shown(), Groups: []Group{}, Weeks: a.byWeek()}
	if all.rows > 0 {
		out.Completed = float64(all.states[Completed]+all.states[Expiring]+all.states[Expired]) / float64(all.rows)
	}
	hidden := 0
	for at, c := range a.groups {
		g := Group{Cohort: at[0], Course: at[1], Rows: c.rows, States: c.states, Scores: c.shown()}
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
	return out
}

// byWeek gives each week from the first completion to the last, also those without one.
func (a *tally) byWeek() []Week {
	out := []Week{}
	if len(a.weeks) == 0 {
		return out
	}
	mondays := slices.SortedFunc(maps.Keys(a.weeks), time.Time.Compare)
	last := mondays[len(mondays)-1]
	from, sum := mondays[0], 0
	if earliest := last.AddDate(0, 0, -7*(maxWeeks-1)); from.Before(earliest) {
		from = earliest
	}
	for _, m := range mondays {
		if m.Before(from) {
			sum += a.weeks[m]
		}
	}
	for m := from; !m.After(last); m = m.AddDate(0, 0, 7) {
		sum += a.weeks[m]
		out = append(out, Week{m.Format(time.DateOnly), sum})
	}
	return out
}
