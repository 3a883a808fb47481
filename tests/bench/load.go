package main

import (
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

// run is what one round of load gave.
type run struct {
	times []time.Duration // sorted
	took  time.Duration
}

func (r run) rate() float64 { return float64(len(r.times)) / r.took.Seconds() }

func (r run) at(share float64) time.Duration {
	return r.times[min(int(share*float64(len(r.times))), len(r.times)-1)]
}

func median(list []float64) float64 {
	sorted := append([]float64(nil), list...)
	sort.Float64s(sorted)
	return sorted[len(sorted)/2]
}

// visitor is a page with the cookie of one who may see it.
type visitor struct{ path, cookie string }

func load(address, path, cookie, encoding string, clients int, span time.Duration) run {
	return drive(address, []visitor{{path, cookie}}, encoding, clients, span)
}

func loadMany(address string, visitors []visitor, clients int, span time.Duration) run {
	return drive(address, visitors, "", clients, span)
}

// drive sends requests from a number of clients, each waiting for its answer, for a span of time.
func drive(address string, visitors []visitor, encoding string, clients int, span time.Duration) run {
	host := &fasthttp.HostClient{Addr: address, MaxConns: clients}
	defer host.CloseIdleConnections()
	results := make([][]time.Duration, clients)
	var group sync.WaitGroup
	began := time.Now()
	ends := began.Add(span)
	for i := range clients {
		group.Add(1)
		go func() {
			defer group.Done()
			req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
			for n := i; ; n += clients {
				v := visitors[n%len(visitors)]
				req.Reset()
				req.SetRequestURI("http://" + address + v.path)
				if v.cookie != "" {
					req.Header.Set("Cookie", v.cookie)
				}
				if encoding != "" {
					req.Header.Set("Accept-Encoding", encoding)
				}
				sent := time.Now()
				if sent.After(ends) {
					return
				}
				must(host.Do(req, res))
				if res.StatusCode() != 200 {
					must(statusError(res.StatusCode()))
				}
				results[i] = append(results[i], time.Since(sent))
			}
		}()
	}
	group.Wait()
	out := run{took: time.Since(began)}
	for _, times := range results {
		out.times = append(out.times, times...)
	}
	sort.Slice(out.times, func(i, j int) bool { return out.times[i] < out.times[j] })
	return out
}

type statusError int

func (e statusError) Error() string { return "status " + itoa(int(e)) }

type request struct{ method, path, token string }

// runAll sends every request once and counts those that failed.
func runAll(address string, jobs []request, clients int) int64 {
	host := &fasthttp.HostClient{Addr: address, MaxConns: clients}
	defer host.CloseIdleConnections()
	var failed, next atomic.Int64
	var group sync.WaitGroup
	for range clients {
		group.Add(1)
		go func() {
			defer group.Done()
			req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
			for {
				n := int(next.Add(1)) - 1
				if n >= len(jobs) {
					return
				}
				req.Reset()
				req.Header.SetMethod(jobs[n].method)
				req.SetRequestURI("http://" + address + jobs[n].path)
				req.Header.Set("Authorization", "Bearer "+jobs[n].token)
				if err := host.Do(req, res); err != nil || res.StatusCode() >= 400 {
					failed.Add(1)
				}
			}
		}()
	}
	group.Wait()
	return failed.Load()
}
