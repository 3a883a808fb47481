package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"upstander/app/learning"
	"upstander/storage"
	"upstander/storage/sqlite"
)

// seededPeople are the real learners among the seeded enrolments, whose pages are loaded.
const seededPeople = 200

// seed fills a database with enrolments through the storage port. The server has made it before, so courses and indexes are there.
func seed(binary, database string, n int) {
	start(binary, database).stop()
	engine, err := sqlite.Open(database)
	must(err)
	defer engine.Close()
	ctx := context.Background()
	enrolments, err := storage.Open[learning.Enrolment](ctx, engine, learning.EnrolmentSpec)
	must(err)
	began := time.Now()
	var group sync.WaitGroup
	const writers = 256
	for w := range writers {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := w; i < n; i += writers {
				who := fmt.Sprintf("seeded%d", i)
				_, err := enrolments.Insert(ctx, learning.Enrolment{
					Meta: storage.Meta{ID: learning.EnrolmentID(who, "diplomats")}, Learner: who, Course: "diplomats", Version: 1, Language: "en",
					EnrolledAt: time.Now(), ActiveAt: time.Now(), Modules: map[string]*learning.ModuleProgress{
						"c1-atrocity-crimes": {Lessons: []learning.LessonDone{{Slug: "genocide", At: time.Now()}}},
					},
				})
				must(err)
			}
		}()
	}
	group.Wait()
	fmt.Fprintf(os.Stderr, "seeded %d enrolments in %v\n", n, time.Since(began).Round(time.Millisecond))
}

// seeded signs learners up and gives their pages.
func (s *server) seeded() []visitor {
	var out []visitor
	for range seededPeople {
		l := s.learner()
		if len(out) == 0 {
			out = append(out, visitor{l.someLesson(), l.cookie()})
			continue
		}
		out = append(out, visitor{out[0].path, l.cookie()})
	}
	return out
}
