package learning

import (
	"cmp"
	"context"
	"slices"
	"time"

	"upstander/courses"
	"upstander/storage"
)

// fewest learners of whom anything is told: in a smaller group a figure could be traced to a person.
const fewest = 5

// Insight is how a module goes, over all courses and versions, for those who write it: counts and shares, never who. Where too few have taken
// part, Withheld is set and the figures are left out.
type Insight struct {
	Module    string            `json:"module"`
	Learners  int               `json:"learners"` // who began the module
	Withheld  bool              `json:"withheld"`
	Questions []QuestionInsight `json:"questions"`
	Lessons   []LessonInsight   `json:"lessons"`
	Minutes   *float64          `json:"quiz_median_minutes"` // from beginning to submitting
}

// QuestionInsight is how a question goes. Discrimination is the share of right answers among the best quarter of the attempts less that among
// the worst (Kelley's index with quarters in place of 27 per cent), -1 to 1: a question that the better ones get wrong misleads.
type QuestionInsight struct {
	ID             string               `json:"id"`
	Kind           courses.QuestionKind `json:"kind"`
	Withheld       bool                 `json:"withheld"`
	Attempts       int                  `json:"attempts"`
	CorrectShare   *float64             `json:"correct_share"`
	Discrimination *float64             `json:"discrimination"`
	Chosen         map[string]int       `json:"chosen"` // how often each option was chosen; single, multiple, true_false
	Flag           string               `json:"flag"`   // "misleads", "hard", "easy" or ""
}

// Insight gathers the figures of the module as it stands; what earlier versions asked counts where the question has the same id and key.
func (s *Service) Insight(ctx context.Context, m *courses.Module) (Insight, error) {
	out := Insight{Module: m.Slug, Questions: []QuestionInsight{}, Lessons: []LessonInsight{}}
	marked, minutes, err := s.markedAttempts(ctx, m.Slug)
	if err != nil {
		return out, err
	}
	for i := range m.Questions {
		out.Questions = append(out.Questions, questionInsight(&m.Questions[i], marked))
	}
	if learners(marked) >= fewest && len(minutes) > 0 {
		slices.Sort(minutes)
		out.Minutes = &minutes[len(minutes)/2]
	}
	began, err := s.readings(ctx, m.Slug)
	if err != nil {
		return out, err
	}
	out.Learners = len(began)
	out.Lessons = append(out.Lessons, lessonInsights(m, began)...)
	if out.Withheld = out.Learners < fewest; out.Withheld {
		out.Learners = 0
	}
	return out, nil
}

// markedAttempt is an attempt with the questions as it was asked.
type markedAttempt struct {
	learner   string
	score     float64
	questions map[string]*courses.Question
	answers   map[string]courses.Answer
}

func (s *Service) markedAttempts(ctx context.Context, module string) (out []markedAttempt, minutes []float64, err error) {
	asked := map[int64]map[string]*courses.Question{}
	for a, err := range s.attempts.Find(ctx, storage.Query{Index: "by_module", Equal: []any{module}}) {
		if err != nil {
			return nil, nil, err
		}
		if a.SubmittedAt == nil {
			continue
		}
		if asked[a.ModuleVersion] == nil {
			v, err := s.published.Module(ctx, module, a.ModuleVersion)
			if err != nil {
				return nil, nil, err
			}
			asked[a.ModuleVersion] = map[string]*courses.Question{}
			source := v.In(a.Language)
			for i := range source.Questions {
				asked[a.ModuleVersion][source.Questions[i].ID] = &source.Questions[i]
			}
		}
		out = append(out, markedAttempt{a.Learner, a.Score, asked[a.ModuleVersion], a.Answers})
		minutes = append(minutes, a.SubmittedAt.Sub(a.CreatedAt).Round(time.Second).Minutes())
	}
	return out, minutes, nil
}

func learners(attempts []markedAttempt) int {
	seen := map[string]bool{}
	for _, a := range attempts {
		seen[a.learner] = true
	}
	return len(seen)
}

func questionInsight(q *courses.Question, attempts []markedAttempt) QuestionInsight {
	out := QuestionInsight{ID: q.ID, Kind: q.Kind, Chosen: map[string]int{}}
	type marked struct{ total, score float64 }
	var marks []marked
	var of []markedAttempt
	for _, a := range attempts {
		asked := a.questions[q.ID]
		answer, answered := a.answers[q.ID]
		if asked == nil || asked.Kind != q.Kind || !sameKey(asked, q) || !answered || answer.Empty() {
			continue
		}
		of = append(of, a)
		if m := q.MarkAnswer(answer); m.Counted {
			right := 0.0
			if m.Correct {
				right = 1
			}
			marks = append(marks, marked{a.score, right})
		}
		for _, id := range chosen(q.Kind, answer) {
			out.Chosen[id]++
		}
	}
	if out.Withheld = learners(of) < fewest; out.Withheld {
		out.Chosen = map[string]int{}
		return out
	}
	out.Attempts = len(of)
	if len(marks) == 0 {
		return out
	}
	slices.SortStableFunc(marks, func(a, b marked) int { return cmp.Compare(b.total, a.total) })
	share := func(list []marked) float64 {
		sum := 0.0
		for _, m := range list {
			sum += m.score
		}
		return sum / float64(len(list))
	}
	all, quarter := share(marks), max(1, len(marks)/4)
	index := share(marks[:quarter]) - share(marks[len(marks)-quarter:])
	out.CorrectShare, out.Discrimination = &all, &index
	switch {
	case index < 0:
		out.Flag = "misleads"
	case all < 0.3:
		out.Flag = "hard"
	case all > 0.95:
		out.Flag = "easy"
	}
	return out
}

// sameKey: an answer means the same in both versions of a question.
func sameKey(a, b *courses.Question) bool {
	return a.MarkAnswer(b.Answer).Correct == a.Marked() && slices.EqualFunc(a.Options, b.Options, func(x, y courses.Option) bool { return x.ID == y.ID })
}

// chosen gives the options that an answer picks. A text in a learner's own words is nobody's to count.
func chosen(kind courses.QuestionKind, a courses.Answer) []string {
	switch {
	case kind == courses.Single:
		return []string{a.Text}
	case kind == courses.Multiple:
		return a.List
	case kind == courses.TrueFalse && a.Truth != nil && *a.Truth:
		return []string{"true"}
	case kind == courses.TrueFalse && a.Truth != nil:
		return []string{"false"}
	}
	return nil
}
