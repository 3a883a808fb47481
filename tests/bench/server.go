package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"syscall"
	"time"

	"github.com/gofiber/fiber/v2"
)

// server is a process of ours.
type server struct {
	address string
	process *exec.Cmd
}

func freePort() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	defer l.Close()
	return l.Addr().String()
}

func start(binary, database string) *server {
	s := &server{address: freePort()}
	s.process = exec.Command(binary, "serve")
	s.process.Env = append(os.Environ(), "UPSTANDER_LISTEN="+s.address, "UPSTANDER_DATABASE=sqlite:"+database, "UPSTANDER_RATE_LIMITS=off")
	s.process.Stderr = io.Discard
	must(s.process.Start())
	s.wait("/readyz")
	return s
}

// startBare serves a body as a handler does that does nothing else.
func startBare(body []byte) *server {
	file, err := os.CreateTemp("", "body")
	must(err)
	_, err = file.Write(body)
	must(err)
	must(file.Close())
	self, err := os.Executable()
	must(err)
	s := &server{address: freePort()}
	s.process = exec.Command(self, "bare", s.address, file.Name())
	s.process.Stderr = os.Stderr
	must(s.process.Start())
	s.wait("/")
	must(os.Remove(file.Name()))
	return s
}

func serveBare(address, file string) {
	body, err := os.ReadFile(file)
	must(err)
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.Send(body)
	})
	must(app.Listen(address))
}

func (s *server) wait(path string) {
	for range 4000 {
		if r, err := http.Get("http://" + s.address + path); err == nil {
			r.Body.Close()
			if r.StatusCode == 200 {
				return
			}
		}
		time.Sleep(time.Millisecond)
	}
	must(fmt.Errorf("no answer from %s", s.address))
}

func (s *server) stop() {
	_ = s.process.Process.Signal(syscall.SIGTERM)
	_ = s.process.Wait()
}

// learner is somebody enrolled.
type learner struct {
	s     *server
	token string
}

var people int

func (s *server) learner() *learner {
	people++
	var out struct {
		Token string `json:"access_token"`
	}
	s.call("POST", "/api/v1/auth/register", "", map[string]string{
		"email": fmt.Sprintf("bench%d-%d@example.org", os.Getpid(), people), "password": "a phrase for benchmarks", "name": "Bench Learner",
	}, &out)
	l := &learner{s, out.Token}
	s.call("PUT", "/api/v1/courses/diplomats/enrolment", l.token, nil, nil)
	return l
}

func (s *server) call(method, path, token string, in, out any) {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		must(err)
		body = bytes.NewReader(data)
	}
	r, err := http.NewRequest(method, "http://"+s.address+path, body)
	must(err)
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(r)
	must(err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	must(err)
	if res.StatusCode >= 400 {
		must(fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, data))
	}
	if out != nil {
		must(json.Unmarshal(data, out))
	}
}

// lessons gives the paths of the course's lessons.
func (l *learner) lessons() []string {
	var course struct {
		Modules []struct {
			Slug    string
			Lessons []struct{ Slug, Kind string }
		}
	}
	l.s.call("GET", "/api/v1/courses/diplomats", "", nil, &course)
	var out []string
	for _, m := range course.Modules {
		for _, lesson := range m.Lessons {
			out = append(out, "/courses/diplomats/modules/"+m.Slug+"/lessons/"+lesson.Slug)
		}
	}
	return out
}

func (l *learner) someLesson() string { return l.lessons()[1] }

// The form cookie is one that a browser would have by then.
func (l *learner) cookie() string {
	return "upstander_access=" + l.token + "; upstander_form=ABCDEFGHIJKLMNOPQRSTUVWXYZ"
}

func (l *learner) page(path, encoding string) []byte {
	r, err := http.NewRequest("GET", "http://"+l.s.address+path, nil)
	must(err)
	r.Header.Set("Cookie", l.cookie())
	r.Header.Set("Accept-Encoding", encoding)
	res, err := http.DefaultTransport.RoundTrip(r)
	must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(err)
	if res.StatusCode != 200 {
		must(fmt.Errorf("GET %s: %d", path, res.StatusCode))
	}
	return body
}

type visit struct{ plain, zipped int }

var assetRef = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`)

// coldVisit adds up the page and what it loads, headers left out.
func (l *learner) coldVisit(path string) visit {
	zipped := l.page(path, "gzip")
	r, err := gzip.NewReader(bytes.NewReader(zipped))
	must(err)
	plain, err := io.ReadAll(r)
	must(err)
	v := visit{len(plain), len(zipped)}
	for _, found := range assetRef.FindAllSubmatch(plain, -1) {
		v.plain += len(l.page(string(found[1]), ""))
		v.zipped += len(l.page(string(found[1]), "gzip"))
	}
	return v
}

func itoa(n int) string { return strconv.Itoa(n) }
