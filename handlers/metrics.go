package handlers

import (
	"bytes"
	"fmt"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/gofiber/fiber/v2"
)

// meters count requests by route, never by person or address.
type meters struct {
	set    *metrics.Set
	routes sync.Map // "GET /path 200" → *routeMeter
}

type routeMeter struct {
	requests *metrics.Counter
	seconds  *metrics.Histogram
}

// observe notes a request that has been answered.
func (m *meters) observe(c *fiber.Ctx, began time.Time) {
	type key struct {
		method, route string
		status        int
	}
	k := key{c.Method(), c.Route().Path, c.Response().StatusCode()}
	held, ok := m.routes.Load(k)
	if !ok {
		labels := fmt.Sprintf(`{method=%q,route=%q,status="%d"}`, k.method, k.route, k.status)
		held, _ = m.routes.LoadOrStore(k, &routeMeter{
			requests: m.set.GetOrCreateCounter("upstander_requests_total" + labels),
			seconds:  m.set.GetOrCreateHistogram("upstander_request_seconds" + labels),
		})
	}
	meter := held.(*routeMeter)
	meter.requests.Inc()
	meter.seconds.UpdateDuration(began)
}

// MetricsApp serves /metrics in Prometheus' text format, for a listener of its own off the public network.
func (s *Server) MetricsApp() *fiber.App {
	app := fiber.New(fiber.Config{DisableStartupMessage: true, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout})
	app.Get("/metrics", func(c *fiber.Ctx) error {
		var out bytes.Buffer
		s.meters.set.WritePrometheus(&out)
		metrics.WriteProcessMetrics(&out)
		c.Set(fiber.HeaderContentType, "text/plain; version=0.0.4; charset=utf-8")
		return c.Send(out.Bytes())
	})
	return app
}
