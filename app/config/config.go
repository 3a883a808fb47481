// Package config is how the program is set up: one typed struct from the environment, secrets also from files, and every fault listed
// at once.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"os"
	"strings"
	"time"
)

// Config is everything that can be set.
type Config struct {
	Listen     string        // address of the public listener
	Metrics    string        // address of the listener for /metrics; "" is none
	Database   string        // sqlite:PATH, mongodb://… or mongodb+srv://…
	BaseURL    string        // how the world reaches us; printed on certificates
	Secrets    []string      // sign tokens; the first signs, all check; none: one is made and kept in the database
	Issuer     string        // name printed on certificates
	SealCert   string        // PEM: signs PDF files, with SealKey; "" has one made and kept
	SealKey    string        // PEM
	Fonts      string        // folder of typefaces for certificates; "" has the built-in ones alone
	Contact    string        // e-mail address shown to people who need help
	SMTP       string        // smtp://user:password@host:port, smtps://…; "" sends no mail
	MailFrom   string        // sender of mail
	RateLimits bool          // off is for load tests, on loopback only
	Proxies    []string      // trusted proxies: addresses or CIDR
	Timeout    time.Duration // of a request's work
	Drain      time.Duration // how long requests under way may take at the end
	LogFormat  string        // text or json
}

// Setting describes one variable; the configuration reference is made from the list.
type Setting struct {
	Name, Default, Help string
	Secret              bool // also read from NAME_FILE
	set                 func(c *Config, value string) error
}

// Settings lists every variable.
func Settings() []Setting {
	return []Setting{
		{"UPSTANDER_LISTEN", "127.0.0.1:8080", "Address that the server listens on.", false, text(func(c *Config) *string { return &c.Listen })},
		{"UPSTANDER_METRICS_LISTEN", "", "Address that serves `/metrics` for Prometheus; empty serves none. Keep it off the public network.", false, text(func(c *Config) *string { return &c.Metrics })},
		{"UPSTANDER_DATABASE", "sqlite:data/upstander.db", "`sqlite:PATH`, or a `mongodb://` or `mongodb+srv://` URI; its path names the database.", true, text(func(c *Config) *string { return &c.Database })},
		{"UPSTANDER_BASE_URL", "", "How the world reaches the server, such as `https://learn.example.org`; printed on certificates. Empty: `http://` and the listening address.", false, text(func(c *Config) *string { return &c.BaseURL })},
		{"UPSTANDER_SECRET", "", "Signs sessions, and encrypts the private keys of certificates in the database: 32 characters or more. Several, separated by commas, rotate: the first signs and encrypts, all check and decrypt. Keep it apart from the backups, and do not lose it. Empty: one is made and kept in the database, where the keys then lie in clear.", true, list(func(c *Config) *[]string { return &c.Secrets })},
		{"UPSTANDER_ISSUER", "Upstander", "Name of the issuer as printed on certificates.", false, text(func(c *Config) *string { return &c.Issuer })},
		{"UPSTANDER_SEAL_CERT", "", "Certificate in PEM that seals the PDF files, with UPSTANDER_SEAL_KEY. Empty: one is made at first use and kept in the database. With another one, files downloaded again differ from earlier ones; both check.", true, text(func(c *Config) *string { return &c.SealCert })},
		{"UPSTANDER_SEAL_KEY", "", "Its private key in PEM, RSA or ECDSA.", true, text(func(c *Config) *string { return &c.SealKey })},
		{"UPSTANDER_FONTS", "", "Folder with typefaces (.ttf, .otf, .ttc) for names on certificates in scripts that the built-in ones lack, such as Simplified Chinese, Korean and Devanagari: the Noto families have them. All are read at the start, and one that is no font stops it; the log names the scripts that can be printed. Keep the folder as it is: with other files, certificates that need them are other files too.", false, text(func(c *Config) *string { return &c.Fonts })},
		{"UPSTANDER_CONTACT", "", "E-mail address shown to people who need help.", false, text(func(c *Config) *string { return &c.Contact })},
		{"UPSTANDER_SMTP_URL", "", "`smtp://USER:PASSWORD@HOST:PORT` (STARTTLS) or `smtps://…`; empty sends no mail, and password resets are then for an administrator.", true, text(func(c *Config) *string { return &c.SMTP })},
		{"UPSTANDER_MAIL_FROM", "", "Sender of mail; needed with UPSTANDER_SMTP_URL.", false, text(func(c *Config) *string { return &c.MailFrom })},
		{"UPSTANDER_RATE_LIMITS", "on", "`off` is for load tests, and refused on any listener but loopback.", false, onOff(func(c *Config) *bool { return &c.RateLimits })},
		{"UPSTANDER_TRUSTED_PROXIES", "", "Addresses or CIDR ranges of proxies whose `X-Forwarded-For` counts, separated by commas.", false, list(func(c *Config) *[]string { return &c.Proxies })},
		{"UPSTANDER_REQUEST_TIMEOUT", "10s", "How long the work of one request may take.", false, span(func(c *Config) *time.Duration { return &c.Timeout })},
		{"UPSTANDER_DRAIN_TIMEOUT", "20s", "How long requests under way may take after SIGTERM.", false, span(func(c *Config) *time.Duration { return &c.Drain })},
		{"UPSTANDER_LOG_FORMAT", "text", "`text` or `json`.", false, text(func(c *Config) *string { return &c.LogFormat })},
	}
}

func text(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error { *field(c) = v; return nil }
}

func list(field func(*Config) *[]string) func(*Config, string) error {
	return func(c *Config, v string) error {
		for _, part := range strings.Split(v, ",") {
			if part = strings.TrimSpace(part); part != "" {
				*field(c) = append(*field(c), part)
			}
		}
		return nil
	}
}

func onOff(field func(*Config) *bool) func(*Config, string) error {
	return func(c *Config, v string) error {
		if v != "on" && v != "off" {
			return errors.New("is on or off")
		}
		*field(c) = v == "on"
		return nil
	}
}

func span(field func(*Config) *time.Duration) func(*Config, string) error {
	return func(c *Config, v string) error {
		d, err := time.ParseDuration(v)
		if err != nil || d <= 0 || d > time.Hour {
			return errors.New("is a time such as 10s, at most 1h")
		}
		*field(c) = d
		return nil
	}
}

// Load reads the settings through lookup (os.LookupEnv) and checks them.
func Load(lookup func(string) (string, bool)) (Config, error) {
	var c Config
	var faults []error
	for _, s := range Settings() {
		value, err := s.value(lookup)
		if err == nil {
			err = s.set(&c, value)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s %w", s.Name, err))
		}
	}
	if c.BaseURL == "" {
		c.BaseURL = "http://" + c.Listen
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	return c, errors.Join(append(faults, c.Validate()...)...)
}

func (s Setting) value(lookup func(string) (string, bool)) (string, error) {
	value, ok := lookup(s.Name)
	if s.Secret {
		if file, set := lookup(s.Name + "_FILE"); set && file != "" {
			if ok && value != "" {
				return "", errors.New("and its _FILE are both set; use one")
			}
			data, err := os.ReadFile(file)
			return strings.TrimSpace(string(data)), err
		}
	}
	if !ok || value == "" {
		value = s.Default
	}
	return value, nil
}

// Validate lists every fault.
func (c *Config) Validate() []error {
	var faults []error
	add := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		add("UPSTANDER_LISTEN is HOST:PORT: %w", err)
	} else if !c.RateLimits && !loopback(host) {
		add("UPSTANDER_RATE_LIMITS may be off on a loopback address only, not on %q", c.Listen)
	}
	if !strings.HasPrefix(c.Database, "sqlite:") && !strings.HasPrefix(c.Database, "mongodb://") && !strings.HasPrefix(c.Database, "mongodb+srv://") {
		add("UPSTANDER_DATABASE is sqlite:PATH, mongodb://… or mongodb+srv://…")
	} else if c.Database == "sqlite:" {
		add("UPSTANDER_DATABASE names no file")
	}
	if u, err := url.Parse(c.BaseURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" {
		add("UPSTANDER_BASE_URL is an address such as https://learn.example.org")
	}
	if (c.SealCert == "") != (c.SealKey == "") {
		add("UPSTANDER_SEAL_CERT and UPSTANDER_SEAL_KEY go together")
	}
	for _, s := range c.Secrets {
		if len(s) < 32 {
			add("UPSTANDER_SECRET is shorter than 32 characters")
		}
	}
	if c.SMTP != "" {
		if u, err := url.Parse(c.SMTP); err != nil || u.Host == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
			add("UPSTANDER_SMTP_URL is smtp://USER:PASSWORD@HOST:PORT or smtps://…")
		}
		if _, err := mail.ParseAddress(c.MailFrom); err != nil {
			add("UPSTANDER_MAIL_FROM is an e-mail address, needed with UPSTANDER_SMTP_URL")
		}
	}
	for _, p := range c.Proxies {
		if _, _, err := net.ParseCIDR(p); err != nil && net.ParseIP(p) == nil {
			add("UPSTANDER_TRUSTED_PROXIES: %q is neither an address nor a range", p)
		}
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		add("UPSTANDER_LOG_FORMAT is text or json")
	}
	return faults
}

// OnLoopback reports whether only this machine can reach the public listener.
func (c *Config) OnLoopback() bool {
	host, _, err := net.SplitHostPort(c.Listen)
	return err == nil && loopback(host)
}

// ForItself reports whether the site is for this machine alone: it listens on loopback, and is not known to the world by another address, as it
// is behind a proxy.
func (c *Config) ForItself() bool {
	u, err := url.Parse(c.BaseURL)
	return err == nil && u.Scheme == "http" && loopback(u.Hostname()) && c.OnLoopback()
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
