package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/boot"
	"upstander/app/config"
	"upstander/app/institutions"
	"upstander/app/learning"
	"upstander/storage"
)

const (
	staff       = 10_000 // each with three courses
	invitations = 50_000
	signatories = 40 // accounts whose names stand on the certificates
	rootEmail   = "bench-root@example.org"
	rootPhrase  = "a long phrase for the benchmark's root"
)

// institution measures what a ministry asks at once: its report, its certificates, its invitations.
func institution(binary, database string) {
	id, states := seedInstitution(database)
	s := start(binary, database)
	defer s.stop()
	var root struct {
		Token string `json:"access_token"`
	}
	s.call("POST", "/api/v1/auth/login", "", map[string]string{"email": rootEmail, "password": rootPhrase}, &root)
	base := "/api/v1/institutions/" + id
	for _, order := range []string{"", "&sort=-score", "&query=person+00"} {
		reportOf(s, root.Token, base, order, states)
	}
	archiveOf(s, root.Token, base)
	file := []byte("email,name,cohort,language\n")
	for i := range invitations {
		file = fmt.Appendf(file, "new-%d@example.org,\"Person, number %d\",Cohort %d,en\n", i, i, i%30)
	}
	began := time.Now()
	answer := s.send("POST", base+"/invitations?dry_run=true", root.Token, "text/csv", file)
	took := time.Since(began)
	exact := bytes.Contains(answer, []byte(`"invited":`+strconv.Itoa(invitations)))
	note("file of 50,000 invitations checked", fmt.Sprintf("%.1f s%s", took.Seconds(), wrong(exact)), "≤ 10 s", exact && took <= 10*time.Second)
}

func wrong(exact bool) string {
	if exact {
		return ", exact"
	}
	return ", WRONG"
}

// reportOf asks for the first page of the report with its summary, and compares its counts with what was seeded.
func reportOf(s *server, token, base, order string, states map[string]int) {
	var times []float64
	exact := true
	for range rounds {
		var out institutions.Results
		began := time.Now()
		s.call("GET", base+"/report?limit=200"+order, token, nil, &out)
		times = append(times, time.Since(began).Seconds())
		exact = exact && len(out.Items) == 200 && out.Summary.Learners > 0
		if !strings.Contains(order, "query") {
			exact = exact && out.Summary.Rows == 3*staff && out.Summary.Learners == staff
			for state, n := range states {
				exact = exact && out.Summary.States[state] == n
			}
		}
	}
	note("report over 10,000 learners × 3 courses, first page "+order, fmt.Sprintf("%.2f s%s", median(times), wrong(exact)), "≤ 1 s, exact", exact && median(times) <= 1)
}

// archiveOf downloads all certificates while learners read, and compares their waiting and the server's memory with before.
func archiveOf(s *server, token, base string) {
	reader := s.learner()
	page := visitor{reader.someLesson(), reader.cookie()}
	paced(s.address, page, time.Second, nil) // warm
	before := paced(s.address, page, 5*time.Second, nil)
	small, ends := s.resident(), make(chan struct{})
	most := small
	var watch sync.WaitGroup
	watch.Go(func() {
		for {
			select {
			case <-ends:
				return
			case <-time.After(50 * time.Millisecond):
				most = max(most, s.resident())
			}
		}
	})
	var meanwhile run
	watch.Go(func() { meanwhile = paced(s.address, page, time.Hour, ends) })
	used := s.processor()
	began := time.Now()
	data := s.send("GET", base+"/certificates.zip", token, "", nil)
	took := time.Since(began)
	used = s.processor() - used
	close(ends)
	watch.Wait()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(err)
	exact := len(z.File) == staff+1
	rate := staff / took.Seconds()
	note("certificates a second in a ZIP of 10,000", fmt.Sprintf("%.0f/s (%.0f MB; %.1f ms of processor each, pages meanwhile included)%s", rate, float64(len(data))/(1<<20), 1000*used.Seconds()/staff, wrong(exact)),
		"≥ 500/s", exact && rate >= 500)
	grown := float64(most-small) / (1 << 20)
	note("memory, resident, grown meanwhile", fmt.Sprintf("%.0f MiB (from %.0f)", grown, float64(small)/(1<<20)), "≤ 64 MiB", grown <= 64)
	ratio := float64(meanwhile.at(.99)) / float64(before.at(.99))
	note("lesson page p99 meanwhile, of that before, 200 a second", fmt.Sprintf("%.1f × (%v from %v)", ratio, meanwhile.at(.99).Round(10*time.Microsecond), before.at(.99).Round(10*time.Microsecond)), "≤ 3 ×", ratio <= 3)
}

// paced loads a page 200 times a second, as readers do who do not wait for each other, until the span is over or ends is closed.
func paced(address string, v visitor, span time.Duration, ends <-chan struct{}) run {
	const apart = 5 * time.Millisecond
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	var mu sync.Mutex
	var group sync.WaitGroup
	out := run{}
	began := time.Now()
	beat := time.NewTicker(apart)
	defer beat.Stop()
	for time.Since(began) < span {
		select {
		case <-ends:
			span = 0
			continue
		case <-beat.C:
		}
		group.Go(func() {
			r, err := http.NewRequest("GET", "http://"+address+v.path, nil)
			must(err)
			r.Header.Set("Cookie", v.cookie)
			sent := time.Now()
			res, err := client.Do(r)
			must(err)
			_, err = io.Copy(io.Discard, res.Body)
			must(err)
			res.Body.Close()
			mu.Lock()
			out.times = append(out.times, time.Since(sent))
			mu.Unlock()
		})
	}
	group.Wait()
	sort.Slice(out.times, func(i, j int) bool { return out.times[i] < out.times[j] })
	out.took = time.Since(began)
	return out
}

func (s *server) send(method, path, token, kind string, body []byte) []byte {
	r, err := http.NewRequest(method, "http://"+s.address+path, bytes.NewReader(body))
	must(err)
	r.Header.Set("Authorization", "Bearer "+token)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	res, err := http.DefaultClient.Do(r)
	must(err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	must(err)
	if res.StatusCode != http.StatusOK {
		must(fmt.Errorf("%s %s: %d %.300s", method, path, res.StatusCode, data))
	}
	return data
}

// resident is the server's memory in bytes, as the kernel counts it (proc_pid_status(5)).
func (s *server) resident() int {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	must(err)
	_, rest, _ := strings.Cut(string(data), "VmRSS:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	must(err)
	return kb << 10
}

// processor is the time that the server has computed (proc_pid_stat(5); a tick is a hundredth of a second).
func (s *server) processor() time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.process.Process.Pid))
	must(err)
	fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
	user, err := strconv.Atoi(fields[11])
	must(err)
	system, err := strconv.Atoi(fields[12])
	must(err)
	return time.Duration(user+system) * 10 * time.Millisecond
}

// seedInstitution fills a database with an institution of 10,000, each with a certificate and two courses more, through the same services that
// the server runs. It gives the institution's id and how many rows are in each state.
func seedInstitution(database string) (id string, states map[string]int) {
	ctx := context.Background()
	began := time.Now()
	engine, err := boot.OpenEngine(ctx, "sqlite:"+database)
	must(err)
	defer engine.Close()
	app, err := boot.Open(ctx, config.Config{BaseURL: base, Issuer: "Upstander"}, engine, slog.New(slog.DiscardHandler), time.Now)
	must(err)
	_, err = app.Accounts.MakeAdmin(ctx, rootEmail, rootPhrase)
	must(err)
	var holders []string
	for i := range signatories {
		name := scripts[i%len(scripts)]
		made, err := app.Accounts.Register(ctx, access.Actor{}, accounts.Registration{
			Email: fmt.Sprintf("holder-%d@example.org", i), Password: "a phrase for benchmarks", Name: name.given[i%len(name.given)] + " " + name.family[i%len(name.family)],
		})
		must(err)
		holders = append(holders, made.User.ID)
	}
	root := access.Actor{ID: "bench", Roles: []access.Role{access.Learner, access.Admin}}
	ministry, err := app.Institutions.Create(ctx, root, institutions.Draft{Name: "Ministry of Foreign Affairs"})
	must(err)
	cohort, err := app.Institutions.CreateCohort(ctx, root, institutions.CohortDraft{ID: ministry.ID, Name: "All"})
	must(err)
	course, err := app.Server.Published.Latest(ctx, "diplomats")
	must(err)
	standings, err := storage.Open[institutions.Standing](ctx, engine, institutions.StandingSpec)
	must(err)
	now, never := time.Now().UTC(), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	states = map[string]int{institutions.Completed: staff, institutions.InProgress: staff, institutions.Overdue: staff}
	put := func(i int, slug, assignment string, fill func(t *institutions.Standing)) {
		name := fmt.Sprintf("person %06d", i)
		score := float64(i%100) / 100
		t := institutions.Standing{
			Meta: storage.Meta{ID: fmt.Sprintf("standing-%s-%d", slug, i)}, Institution: ministry.ID, Cohort: cohort.ID, Course: slug, Assignment: assignment, Place: name,
			Learner: name, Name: name, NameKey: name, Email: fmt.Sprintf("person-%d@example.org", i), AssignedAt: now, RemindAt: never, Share: score, Score: &score,
		}
		fill(&t)
		_, err := standings.Insert(ctx, t)
		must(err)
	}
	const writers = 64
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := w; i < staff; i += writers {
				serial, err := app.Issuer.Issue(ctx, learning.Completion{Enrolment: fmt.Sprintf("bench-%d", i), Learner: holders[i%len(holders)], Course: course, Language: "en", CompletedAt: now})
				must(err)
				put(i, "diplomats", "a", func(t *institutions.Standing) { t.CompletedAt, t.IssuedAt, t.Certificate = &now, &now, serial })
				put(i, "business", "b", func(t *institutions.Standing) { t.Started = true })
				put(i, "security", "c", func(t *institutions.Standing) { t.DueAt = &now })
			}
		})
	}
	group.Wait()
	fmt.Fprintf(os.Stderr, "seeded an institution of %d in %v\n", staff, time.Since(began).Round(time.Millisecond))
	return ministry.ID, states
}
