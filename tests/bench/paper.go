package main

import (
	"fmt"
	"runtime"
	"time"

	"upstander/app/certificates/paper"
)

// certificatesOnPaper renders certificates on one core, by script of the name.
func certificatesOnPaper() {
	was := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(was)
	for _, name := range []struct {
		script, holder string
		wanted         float64
	}{{"Latin", "Ana Kovač-Nguyễn", 1000}, {"Arabic", "ليلى حسن", 400}} {
		day := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
		facts := paper.Facts{
			Holder: name.holder, CourseTitle: "Prevention for diplomats", AudienceTitle: "Diplomats", Hours: 7.5, Version: 1, IssuedAt: day, CompletedAt: day,
			Modules: []string{"What atrocity crimes are", "How they come about"}, Serial: "UP-0000-0000-0000", Issuer: "Upstander",
			VerifyURL: "https://learn.example.org/verify/UP-0000-0000-0000", Language: "en", Criteria: "All lessons and quizzes.", Layout: 1,
		}
		data, err := paper.Render(facts)
		must(err)
		began, n := time.Now(), 0
		for time.Since(began) < 2*time.Second {
			_, err := paper.Render(facts)
			must(err)
			n++
		}
		rate := float64(n) / time.Since(began).Seconds()
		note("certificates a second on one core, "+name.script+" name", fmt.Sprintf("%.0f/s (%.1f KB each)", rate, float64(len(data))/1024), fmt.Sprintf("≥ %.0f/s", name.wanted), rate >= name.wanted)
	}
}
