package tests

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const password = "correct horse 7 battery"

// build makes the program; with the settings of the tests, whose compiled packages it then shares.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "upstander")
	if out, err := exec.Command("go", "build", "-o", binary, "../app").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// process is the program running.
type process struct {
	*exec.Cmd
	url   string
	ended chan error
	log   *bytes.Buffer // to be read once it has ended
}

// serve runs the program until it says where it is. Its log names the port, for none is asked for.
func serve(t *testing.T, binary, database string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(binary, "serve"), ended: make(chan error, 1), log: &bytes.Buffer{}}
	p.Env = []string{"UPSTANDER_LISTEN=127.0.0.1:0", "UPSTANDER_DATABASE=sqlite:" + database, "UPSTANDER_LOG_FORMAT=json", "UPSTANDER_RATE_LIMITS=off"}
	stderr, err := p.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(stderr)
		for lines.Scan() {
			p.log.Write(append(lines.Bytes(), '\n'))
			var entry struct{ Msg, Address string }
			if json.Unmarshal(lines.Bytes(), &entry) == nil && entry.Msg == "serving" {
				address <- entry.Address
			}
		}
		p.ended <- p.Wait()
	}()
	t.Cleanup(func() { _ = p.Process.Kill() })
	select {
	case found := <-address:
		p.url = "http://" + found
	case err := <-p.ended:
		t.Fatalf("the program ended: %v\n%s", err, p.log)
	case <-time.After(20 * time.Second):
		t.Fatal("the program does not serve")
	}
	return p
}

// call makes an API call with a connection of its own; status 0 is a call that failed on the way.
func (p *process) call(method, path, token string, body any) (status int, answer map[string]any) {
	data, err := json.Marshal(body)
	if err != nil {
		return 0, nil
	}
	r, err := http.NewRequest(method, p.url+"/api/v1"+path, bytes.NewReader(data))
	if err != nil {
		return 0, nil
	}
	r.Close = true
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, nil
	}
	_ = json.Unmarshal(raw, &answer)
	return response.StatusCode, answer
}

func (p *process) join(t *testing.T, email string) (token string) {
	t.Helper()
	status, answer := p.call("POST", "/auth/register", "", map[string]any{"email": email, "password": password, "name": "Somebody"})
	if status != 201 {
		t.Fatalf("signing up: %d %v", status, answer)
	}
	return answer["access_token"].(string)
}

// TestProcess runs the program and ends it in the ways that programs end.
func TestProcess(t *testing.T) {
	binary := build(t)
	t.Run("Drain", func(t *testing.T) { drain(t, binary) })
	t.Run("Kill", func(t *testing.T) { kill(t, binary) })
	t.Run("Move", func(t *testing.T) { move(t, binary) })
	t.Run("Words", func(t *testing.T) { words(t, binary) })
}

// drain: what is under way at SIGTERM is answered, nothing new is taken, and the program ends well.
func drain(t *testing.T, binary string) {
	p := serve(t, binary, filepath.Join(t.TempDir(), "upstander.db"))
	p.join(t, "drain@example.org")
	// Sign-ins queue for the processor, so that most of these are still under way when the signal comes.
	const n = 16
	statuses := make([]int, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			statuses[i], _ = p.call("POST", "/auth/login", "", map[string]any{"email": "drain@example.org", "password": password})
		})
	}
	time.Sleep(100 * time.Millisecond)
	begun := time.Now()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	group.Wait()
	waited := time.Since(begun)
	for _, status := range statuses {
		if status != 200 {
			t.Errorf("requests under way at the end are answered %v", statuses)
			break
		}
	}
	select {
	case err := <-p.ended:
		if err != nil {
			t.Errorf("the program ended with %v\n%s", err, p.log)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the program does not end")
	}
	if status, _ := p.call("GET", "/courses", "", nil); status != 0 {
		t.Errorf("after the end a request is answered with %d", status)
	}
	if waited < 20*time.Millisecond {
		t.Logf("the sign-ins were over %v after the signal: it tells little", waited)
	}
}

// kill: whatever was acknowledged before kill -9 is there after the next start.
func kill(t *testing.T, binary string) {
	database := filepath.Join(t.TempDir(), "upstander.db")
	p := serve(t, binary, database)
	lessons := everyLesson(t, p)
	const learners = 4
	var tokens [learners]string
	for i := range tokens {
		tokens[i] = p.join(t, fmt.Sprintf("kill%d@example.org", i))
		if status, _ := p.call("PUT", "/courses/"+lessons.course+"/enrolment", tokens[i], nil); status != 201 {
			t.Fatalf("enrolling: %d", status)
		}
	}
	var acknowledged [learners][]string
	var group sync.WaitGroup
	for i := range learners {
		group.Go(func() {
			for _, lesson := range lessons.paths {
				status, _ := p.call("PUT", lesson+"/completion", tokens[i], nil)
				if status != 200 {
					return
				}
				acknowledged[i] = append(acknowledged[i], lesson)
			}
		})
	}
	time.Sleep(40 * time.Millisecond)
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-p.ended
	group.Wait()

	p = serve(t, binary, database)
	total := 0
	for i, token := range tokens {
		status, answer := p.call("GET", "/courses/"+lessons.course+"/enrolment", token, nil)
		if status != 200 {
			t.Fatalf("after the restart: %d", status)
		}
		done := map[string]bool{}
		for _, m := range answer["modules"].([]any) {
			m := m.(map[string]any)
			for _, slug := range m["lessons_done"].([]any) {
				done[fmt.Sprintf("/courses/%s/modules/%s/lessons/%s", lessons.course, m["slug"], slug)] = true
			}
		}
		for _, lesson := range acknowledged[i] {
			if !done[lesson] {
				t.Errorf("%s was acknowledged and is gone", lesson)
			}
		}
		total += len(acknowledged[i])
	}
	if total == 0 {
		t.Error("nothing was acknowledged before the kill")
	}
	t.Logf("%d of %d completions were acknowledged", total, learners*len(lessons.paths))
}

type courseLessons struct {
	course string
	paths  []string
}

// everyLesson lists the lessons of the first course.
func everyLesson(t *testing.T, p *process) courseLessons {
	t.Helper()
	_, list := p.call("GET", "/courses", "", nil)
	out := courseLessons{course: list["items"].([]any)[0].(map[string]any)["slug"].(string)}
	_, detail := p.call("GET", "/courses/"+out.course, "", nil)
	for _, m := range detail["modules"].([]any) {
		m := m.(map[string]any)
		for _, l := range m["lessons"].([]any) {
			out.paths = append(out.paths, fmt.Sprintf("/courses/%s/modules/%s/lessons/%s", out.course, m["slug"], l.(map[string]any)["slug"]))
		}
	}
	return out
}

// words: the command line says what is wrong, with the exit status of its kind, and makes an administrator.
func words(t *testing.T, binary string) {
	database := "UPSTANDER_DATABASE=sqlite:" + filepath.Join(t.TempDir(), "upstander.db")
	for _, c := range []struct {
		args   []string
		env    []string
		status int
		says   string
	}{
		{nil, nil, 2, "usage: upstander"},
		{[]string{"help"}, nil, 0, "serve"},
		{[]string{"fly"}, nil, 2, "usage: upstander"},
		{[]string{"serve", "--no-such-flag"}, nil, 2, "no-such-flag"},
		{[]string{"serve", "word"}, nil, 2, "word"},
		{[]string{"serve"}, []string{"UPSTANDER_LOG_FORMAT=xml", "UPSTANDER_DATABASE=oracle:x"}, 1, "UPSTANDER_LOG_FORMAT"},
		{[]string{"serve"}, []string{"UPSTANDER_LOG_FORMAT=xml", "UPSTANDER_DATABASE=oracle:x"}, 1, "UPSTANDER_DATABASE"},
		{[]string{"serve"}, []string{"UPSTANDER_RATE_LIMITS=off", "UPSTANDER_LISTEN=0.0.0.0:0"}, 1, "UPSTANDER_RATE_LIMITS"},
		{[]string{"admin"}, []string{database}, 2, "--email"},
		{[]string{"admin", "--email", "a@example.org"}, []string{database, "UPSTANDER_ADMIN_PASSWORD=short"}, 1, "password"},
		{[]string{"admin", "--email", "a@example.org"}, []string{database, "UPSTANDER_ADMIN_PASSWORD=" + password}, 0, "new account"},
		{[]string{"admin", "--email", "A@example.org"}, []string{database}, 0, "is an administrator"},
		{[]string{"export"}, []string{database}, 2, "export MODULE"},
		{[]string{"export", "no-such-module", "--out", "x.zip"}, []string{database}, 1, "no such module"},
		{[]string{"import", "."}, []string{database}, 2, "--as EMAIL"},
		{[]string{"import", "no-such-file.zip", "--as", "a@example.org"}, []string{database}, 1, "cannot be read"},
		{[]string{"import", "--as", "a@example.org", "../courses/catalogue/modules/c2-risk-factors", "--dry-run"}, []string{database}, 0, "can be imported"},
		{[]string{"import", "../courses/catalogue/modules/c2-risk-factors", "--as", "nobody@example.org"}, []string{database}, 1, "no account"},
		{[]string{"config"}, nil, 0, "UPSTANDER_BASE_URL"},
	} {
		command := exec.Command(binary, c.args...)
		command.Env = c.env
		if command.Env == nil {
			command.Env = []string{"X=1"}
		}
		out, err := command.CombinedOutput()
		status := 0
		if err != nil {
			status = command.ProcessState.ExitCode()
		}
		if status != c.status || !strings.Contains(string(out), c.says) {
			t.Errorf("%v ends with %d and says %.400s", c.args, status, out)
		}
	}
}
