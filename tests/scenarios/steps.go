package scenarios

import (
	"fmt"
	"strings"
	"sync"
)

// The steps that learners take again and again.

func (c *client) enrol(course string) *answer {
	c.s.t.Helper()
	return c.api("PUT", "/courses/"+course+"/enrolment", nil).want(200, 201)
}

func (c *client) complete(course, module, lesson string) *answer {
	c.s.t.Helper()
	return c.api("PUT", fmt.Sprintf("/courses/%s/modules/%s/lessons/%s/completion", course, module, lesson), nil).want(200)
}

// begin starts an attempt at the fixture's quiz and gives its id.
func (c *client) begin() string {
	c.s.t.Helper()
	return c.api("POST", "/courses/"+course+"/modules/"+moduleOne+"/attempts", nil).want(201).text("id")
}

func (c *client) submit(attempt string, answers map[string]any) *answer {
	c.s.t.Helper()
	return c.api("POST", "/attempts/"+attempt+"/submission", map[string]any{"answers": answers})
}

// readAll completes the lessons of the fixture course.
func (c *client) readAll() {
	c.s.t.Helper()
	c.enrol(course)
	for _, lesson := range []string{"read", "decide", "reflect"} {
		c.complete(course, moduleOne, lesson)
	}
	c.complete(course, moduleTwo, "read")
}

// finish completes the fixture course and gives the certificate's serial.
func (c *client) finish() string {
	c.s.t.Helper()
	c.readAll()
	serial := c.submit(c.begin(), right()).want(200).is("passed", true).text("enrolment.certificate")
	if !strings.HasPrefix(serial, "UP-") {
		c.s.t.Fatalf("the certificate is %q", serial)
	}
	return serial
}

// atOnce runs n calls together and gives what came back.
func atOnce(n int, call func(i int) *answer) []*answer {
	out := make([]*answer, n)
	ready := make(chan struct{})
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			<-ready
			out[i] = call(i)
		})
	}
	close(ready)
	group.Wait()
	return out
}

// count counts answers by their status; a call that failed on the way counts as 0.
func count(answers []*answer) map[int]int {
	out := map[int]int{}
	for _, a := range answers {
		if a == nil {
			out[0]++
			continue
		}
		out[a.status]++
	}
	return out
}

// many is how many do a thing at once.
const many = 32

// rush makes n equal calls of a person at once.
func (c *client) rush(n int, method, path string, body any) []*answer {
	return atOnce(n, func(int) *answer {
		a, err := c.try(method, "/api/v1"+path, body)
		if err != nil {
			return nil
		}
		return a
	})
}
