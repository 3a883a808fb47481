package learning

import (
	"context"
	"time"

	"upstander/courses"
	"upstander/storage"
)

// Attempt is one go at a module's quiz. It keeps the seed of its order and, once submitted, the answers and marks.
type Attempt struct {
	storage.Meta  `bson:",inline"`
	Learner       string                    `bson:"learner"`
	Enrolment     string                    `bson:"enrolment"`
	Course        string                    `bson:"course"`
	Module        string                    `bson:"module"`
	ModuleVersion int64                     `bson:"module_version"`
	Language      string                    `bson:"language"`
	PassMark      float64                   `bson:"pass_mark"`
	Seed          int64                     `bson:"seed"`
	CreatedAt     time.Time                 `bson:"created_at"`
	SubmittedAt   *time.Time                `bson:"submitted_at,omitempty"`
	Answers       map[string]courses.Answer `bson:"answers,omitempty"`
	Score         float64                   `bson:"score"`
	Passed        bool                      `bson:"passed"`
}

// attempts is the collection.
type attempts struct {
	*storage.Collection[Attempt, *Attempt]
}

func openAttempts(ctx context.Context, engine storage.Engine) (attempts, error) {
	c, err := storage.Open[Attempt](ctx, engine, storage.Spec{Name: "attempts", Indexes: []storage.Index{
		{Name: "by_learner", Fields: []string{"learner", "created_at"}},
		{Name: "by_module", Fields: []string{"module", "created_at"}},
	}})
	return attempts{c}, err
}

func (c attempts) byLearner(ctx context.Context, learner string) ([]Attempt, error) {
	var out []Attempt
	for a, err := range c.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{learner}}) {
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}
