package handlers

import (
	"log/slog"
	"net/url"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/gofiber/fiber/v2"

	"upstander/app/accounts"
	"upstander/app/apikeys"
	"upstander/app/audit"
	"upstander/app/authoring"
	"upstander/app/certificates"
	"upstander/app/focalpoints"
	"upstander/app/institutions"
	"upstander/app/learning"
	"upstander/app/mail"
	"upstander/app/publishing"
	"upstander/app/throttle"
	"upstander/app/webhooks"
	"upstander/handlers/locale"
)

// Server is everything that handlers need. All fields are set by app/boot.
type Server struct {
	Accounts     *accounts.Service
	Learning     *learning.Service
	Certificates *certificates.Service
	Institutions *institutions.Service
	Keys         *apikeys.Service
	Webhooks     *webhooks.Service
	FocalPoints  *focalpoints.Service
	Published    *publishing.Service
	Authoring    *authoring.Service
	Outbox       *mail.Outbox
	Audit        *audit.Service
	Ready        func(c *fiber.Ctx) error // nil when requests can be served
	Log          *slog.Logger
	BaseURL      string   // without a slash at its end
	Contact      string   // e-mail address of those who run the site, or ""
	Secure       bool     // served over https: cookies say so
	Throttled    bool     // limit requests per network address
	Proxies      []string // addresses of trusted proxies, whose X-Forwarded-For counts
	RequestTime  time.Duration
	Now          func() time.Time

	requests *throttle.Limiter
	lessons  lessonPages
	library  shelves
	meters   meters
}

// Limits of the listener. Fiber's own defaults keep a slow client for ever.
const (
	bodyLimit    = 1 << 20
	readLimit    = 4 << 20 // a body between the two is read, so that its sender gets an answer and not a broken connection
	headerLimit  = 16 << 10
	writeBuffer  = 32 << 10 // a whole page goes out in one write, which wakes its reader once
	readTimeout  = 20 * time.Second
	writeTimeout = 60 * time.Second
	idleTimeout  = 75 * time.Second
)

// App makes the Fiber application from the route table.
func (s *Server) App() *fiber.App {
	s.requests = &throttle.Limiter{Window: time.Minute, Now: s.Now}
	if s.Throttled {
		s.requests.Limit = 3000 // a class behind one address, and far below what one machine can serve
	}
	app := fiber.New(fiber.Config{
		AppName: "Upstander", DisableStartupMessage: true, CaseSensitive: true,
		Immutable: true, // strings from a request are kept: Fiber would reuse their memory
		BodyLimit: readLimit, ReadBufferSize: headerLimit, WriteBufferSize: writeBuffer, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		ErrorHandler: s.fail, EnableTrustedProxyCheck: true, TrustedProxies: s.Proxies, ProxyHeader: proxyHeader(s.Proxies),
		EnableIPValidation: true, DisablePreParseMultipartForm: true, // read by those who expect one; else it fails before the path is known
	})
	s.meters.set = metrics.NewSet()
	app.Server().HeaderReceived = exceptions
	app.Use(s.protect)
	s.assets(app)
	for _, r := range s.Routes() {
		app.Add(r.Method, r.Path, s.admit(r), s.recorded(r))
		if r.Method == get { // RFC 9110, 9.1: HEAD goes wherever GET goes
			app.Add(fiber.MethodHead, r.Path, s.admit(r), r.serve)
		}
	}
	return app
}

func proxyHeader(proxies []string) string {
	if len(proxies) == 0 {
		return ""
	}
	return fiber.HeaderXForwardedFor
}

// words gives the words of the request's language.
func (s *Server) words(c *fiber.Ctx) locale.Words { return locale.For(tongue(c)) }

func tongue(c *fiber.Ctx) string {
	if tag, ok := c.Locals(localTongue).(string); ok {
		return tag
	}
	return locale.Default
}

func requestID(c *fiber.Ctx) string {
	id, _ := c.Locals(localRequest).(string)
	return id
}

func queryEscape(s string) string { return url.QueryEscape(s) }
