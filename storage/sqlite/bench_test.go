package sqlite_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"upstander/storage"
)

// progress is of the size and form of an enrolment.
type progress struct {
	storage.Meta `bson:",inline"`
	Learner      string            `bson:"learner"`
	N            int64             `bson:"n"`
	Done         map[string]string `bson:"done"`
	Text         string            `bson:"text"`
}

var progresses = storage.Spec{Name: "progresses", Indexes: []storage.Index{{Name: "by_learner", Fields: []string{"learner", "n"}}}}

const benchDocs = 2000

func benchCollection(b *testing.B) (storage.Engine, *storage.Collection[progress, *progress]) {
	e := open(b, file(b))
	c, err := storage.Open[progress](b.Context(), e, progresses)
	if err != nil {
		b.Fatal(err)
	}
	var wg sync.WaitGroup
	for w := range 100 {
		wg.Go(func() {
			for i := w; i < benchDocs; i += 100 {
				p := progress{Meta: storage.Meta{ID: fmt.Sprint(i)}, Learner: fmt.Sprint(i % 20), N: int64(i), Done: map[string]string{}, Text: strings.Repeat("x", 300)}
				for j := range 12 {
					p.Done[fmt.Sprint("lesson", j)] = "2026-01-02T03:04:05Z"
				}
				if _, err := c.Insert(b.Context(), p); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.ResetTimer()
	return e, c
}

func BenchmarkGetHit(b *testing.B) {
	_, c := benchCollection(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Get(b.Context(), "7"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGetMiss is the engine's read alone; decoding comes on top.
func BenchmarkGetMiss(b *testing.B) {
	e, _ := benchCollection(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := e.Get(b.Context(), "progresses", fmt.Sprint(i%benchDocs)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUpdate16(b *testing.B) {
	_, c := benchCollection(b)
	var next atomic.Int64
	b.SetParallelism(8) // on two cores: 16 goroutines
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			id := fmt.Sprint(next.Add(1) % benchDocs)
			if _, err := c.Update(b.Context(), id, func(p *progress) error { p.N++; return nil }); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
}

func BenchmarkFindPage(b *testing.B) {
	_, c := benchCollection(b)
	b.ReportAllocs()
	for b.Loop() {
		items, _, err := c.Page(b.Context(), storage.Query{Index: "by_learner", Equal: []any{"7"}, Limit: 50}, "")
		if err != nil || len(items) != 50 {
			b.Fatal(len(items), err)
		}
	}
}

// BenchmarkOpen opens a database that is there, with a collection in it.
func BenchmarkOpen(b *testing.B) {
	path := file(b)
	openEntries(b, open(b, path))
	for b.Loop() {
		e := open(b, path)
		openEntries(b, e)
		e.Close()
	}
}
