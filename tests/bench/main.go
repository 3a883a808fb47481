// Command bench measures what the design promises, each figure as a ratio or against a bound within one run on one machine, and prints a
// table; with the word certificates or institution it measures those alone. docs/performance.md explains it. It talks to 127.0.0.1 only and ends what it started.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// figure is a line of the table.
type figure struct{ what, measured, wanted, verdict string }

var table []figure

func note(what, measured, wanted string, holds bool) {
	verdict := "holds"
	if !holds {
		verdict = "falls short"
	}
	table = append(table, figure{what, measured, wanted, verdict})
	fmt.Fprintf(os.Stderr, "%-62s %-34s %s\n", what, measured, verdict)
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "bare" {
		serveBare(os.Args[2], os.Args[3])
		return
	}
	if len(os.Args) < 2 || os.Args[1] != "institution" {
		certificatesOnPaper()
	}
	if len(os.Args) == 2 && os.Args[1] == "certificates" {
		printTable()
		return
	}
	dir, err := os.MkdirTemp("", "bench")
	must(err)
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "upstander")
	build := exec.Command("go", "build", "-o", binary, "./app")
	build.Stderr = os.Stderr
	must(build.Run())
	if len(os.Args) == 2 && os.Args[1] == "institution" {
		institution(binary, filepath.Join(dir, "institution.db"))
		printTable()
		return
	}
	database := filepath.Join(dir, "small.db")
	page := lessonPage(binary, database)
	completions(binary, database)
	startUp(binary, database)
	manyEnrolments(binary, filepath.Join(dir, "large.db"), page)
	institution(binary, filepath.Join(dir, "institution.db"))
	printTable()
}

func printTable() {
	fmt.Println("| figure | measured | wanted | |\n| --- | --- | --- | --- |")
	for _, f := range table {
		fmt.Printf("| %s | %s | %s | %s |\n", f.what, f.measured, f.wanted, f.verdict)
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

const (
	clients = 16
	round   = 3 * time.Second
	rounds  = 5
)

// lessonPage compares a signed-in lesson page with a bare Fiber handler that sends the same bytes, in turn.
func lessonPage(binary, database string) time.Duration {
	s := start(binary, database)
	defer s.stop()
	who := s.learner()
	path := who.someLesson()
	body := who.page(path, "")
	bare := startBare(body)
	defer bare.stop()
	for _, encoding := range []string{"", "gzip"} {
		var ratios, own []float64
		var spread, bareSpread []float64
		other := bare
		if encoding != "" {
			other = startBare(who.page(path, encoding))
			defer other.stop()
		}
		var p50 time.Duration
		for range rounds {
			a := load(s.address, path, who.cookie(), encoding, clients, round)
			b := load(other.address, "/", "", "", clients, round)
			ratios = append(ratios, a.rate()/b.rate())
			own = append(own, a.rate())
			spread = append(spread, float64(a.at(0.99))/float64(a.at(0.5)))
			bareSpread = append(bareSpread, float64(b.at(0.99))/float64(b.at(0.5)))
			p50 = a.at(0.5)
		}
		name := "lesson page, signed in, of a bare handler's requests a second"
		if encoding != "" {
			name += " (gzip, same compressed bytes)"
		}
		note(name, fmt.Sprintf("%.0f %% (%.0f/s)", 100*median(ratios), median(own)), "≥ 50 %", median(ratios) >= 0.5)
		note("p99 of p50 at 16 clients "+encoding, fmt.Sprintf("%.1f × (p50 %v; bare %.1f ×)", median(spread), p50.Round(10*time.Microsecond), median(bareSpread)), "≤ 4 ×", median(spread) <= 4)
	}
	cold := who.coldVisit(path)
	note("bytes of a cold lesson page, styles and script included", fmt.Sprintf("%.1f KB (%.1f KB uncompressed)", float64(cold.zipped)/1024, float64(cold.plain)/1024), "≤ 60 KB", cold.zipped <= 60<<10)
	return load(s.address, path, who.cookie(), "", clients, round).at(0.5)
}

// completions counts first-time lesson completions, each a durable write.
func completions(binary, database string) {
	s := start(binary, database)
	defer s.stop()
	var people []*learner
	for range 60 {
		people = append(people, s.learner())
	}
	var jobs []request
	for _, lesson := range people[0].lessons() {
		for _, who := range people { // at any moment it is different people who complete a lesson
			jobs = append(jobs, request{"PUT", "/api/v1" + lesson + "/completion", who.token})
		}
	}
	began := time.Now()
	failed := runAll(s.address, jobs, clients)
	rate := float64(len(jobs)) / time.Since(began).Seconds()
	if failed > 0 {
		must(fmt.Errorf("%d completions failed", failed))
	}
	note("lesson completions a second, each synced to disk, 16 clients", fmt.Sprintf("%.0f/s (%d in all)", rate, len(jobs)), "≥ 2,000/s", rate >= 2000)
}

// startUp measures from starting the process to its first answer, on a database that is there.
func startUp(binary, database string) {
	var times []float64
	for range 7 {
		began := time.Now()
		s := start(binary, database)
		times = append(times, float64(time.Since(began).Milliseconds()))
		s.stop()
	}
	note("start to first answer on an existing database", fmt.Sprintf("%.0f ms", median(times)), "≤ 300 ms", median(times) <= 300)
}

// manyEnrolments compares the page with 1,000 and with 1,000,000 enrolments stored, in turn, by pages of many learners, so that
// no cache hides the store.
func manyEnrolments(binary, large string, _ time.Duration) {
	small := large + ".small"
	seed(binary, small, 1_000)
	seed(binary, large, 1_000_000)
	a, b := start(binary, small), start(binary, large)
	defer a.stop()
	defer b.stop()
	first, second := a.seeded(), b.seeded()
	var ratios []float64
	var p50 time.Duration
	for range rounds {
		x := loadMany(a.address, first, clients, round)
		y := loadMany(b.address, second, clients, round)
		ratios = append(ratios, float64(y.at(0.5))/float64(x.at(0.5)))
		p50 = y.at(0.5)
	}
	note("page p50 with 1,000,000 enrolments stored, of that with 1,000", fmt.Sprintf("%.2f × (%v)", median(ratios), p50.Round(10*time.Microsecond)), "≤ 1.2 ×", median(ratios) <= 1.2)
}
