package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func load(values map[string]string) (Config, error) {
	return Load(func(key string) (string, bool) { v, ok := values[key]; return v, ok })
}

func TestDefaults(t *testing.T) {
	c, err := load(nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8080" || c.BaseURL != "http://127.0.0.1:8080" || c.Database != "sqlite:data/upstander.db" || !c.RateLimits || c.Timeout != 10*time.Second || len(c.Secrets) != 0 {
		t.Errorf("%+v", c)
	}
}

func TestValues(t *testing.T) {
	secret := strings.Repeat("s", 32)
	c, err := load(map[string]string{
		"UPSTANDER_BASE_URL": "https://learn.example.org/", "UPSTANDER_SECRET": secret + " , " + secret + "2,", "UPSTANDER_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
		"UPSTANDER_RATE_LIMITS": "off", "UPSTANDER_DATABASE": "mongodb://h/x", "UPSTANDER_DRAIN_TIMEOUT": "1m",
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.BaseURL != "https://learn.example.org" || len(c.Secrets) != 2 || c.Secrets[0] != secret || len(c.Proxies) != 2 || c.RateLimits || c.Drain != time.Minute {
		t.Errorf("%+v", c)
	}
}

// TestFaults: each fault is named by its variable, and all of them at once.
func TestFaults(t *testing.T) {
	for _, c := range []struct{ variable, value string }{
		{"UPSTANDER_LISTEN", "8080"}, {"UPSTANDER_DATABASE", "postgres://h/x"}, {"UPSTANDER_DATABASE", "sqlite:"},
		{"UPSTANDER_BASE_URL", "learn.example.org"}, {"UPSTANDER_BASE_URL", "ftp://learn.example.org"}, {"UPSTANDER_BASE_URL", "https://x.org/?a=b"},
		{"UPSTANDER_SECRET", "short"}, {"UPSTANDER_SMTP_URL", "mail.example.org"}, {"UPSTANDER_RATE_LIMITS", "yes"},
		{"UPSTANDER_TRUSTED_PROXIES", "proxy.example.org"}, {"UPSTANDER_REQUEST_TIMEOUT", "10"}, {"UPSTANDER_REQUEST_TIMEOUT", "-1s"},
		{"UPSTANDER_DRAIN_TIMEOUT", "2h"}, {"UPSTANDER_LOG_FORMAT", "xml"},
	} {
		_, err := load(map[string]string{c.variable: c.value, "UPSTANDER_MAIL_FROM": "learn@example.org"})
		if err == nil || !strings.HasPrefix(err.Error(), c.variable+" ") && !strings.HasPrefix(err.Error(), c.variable+":") {
			t.Errorf("%s=%s: %v", c.variable, c.value, err)
		}
	}
	_, err := load(map[string]string{"UPSTANDER_LOG_FORMAT": "xml", "UPSTANDER_DATABASE": "x", "UPSTANDER_SECRET": "short", "UPSTANDER_REQUEST_TIMEOUT": "soon"})
	if err == nil || strings.Count(err.Error(), "\n") != 3 {
		t.Errorf("four faults: %v", err)
	}
	if _, err := load(map[string]string{"UPSTANDER_SMTP_URL": "smtp://h:25"}); err == nil || !strings.Contains(err.Error(), "UPSTANDER_MAIL_FROM") {
		t.Errorf("mail without a sender: %v", err)
	}
}

// TestRateLimitsOff: only where nobody else can reach the server.
func TestRateLimitsOff(t *testing.T) {
	for address, allowed := range map[string]bool{
		"127.0.0.1:1": true, "127.9.9.9:1": true, "[::1]:1": true, "localhost:1": true, "0.0.0.0:1": false, ":1": false, "192.0.2.1:1": false, "[::]:1": false, "example.org:1": false,
	} {
		if _, err := load(map[string]string{"UPSTANDER_LISTEN": address, "UPSTANDER_RATE_LIMITS": "off", "UPSTANDER_BASE_URL": "http://x"}); (err == nil) != allowed {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestSecretFiles: a secret may come from a file, not from both, and no error tells it.
func TestSecretFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	secret := strings.Repeat("f", 40)
	if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := load(map[string]string{"UPSTANDER_SECRET_FILE": file})
	if err != nil || len(c.Secrets) != 1 || c.Secrets[0] != secret {
		t.Errorf("%v %v", c.Secrets, err)
	}
	_, err = load(map[string]string{"UPSTANDER_SECRET_FILE": file, "UPSTANDER_SECRET": secret})
	if err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("both: %v", err)
	}
	if _, err = load(map[string]string{"UPSTANDER_SECRET_FILE": file + ".gone"}); err == nil || !strings.Contains(err.Error(), "UPSTANDER_SECRET") {
		t.Errorf("no such file: %v", err)
	}
	for _, s := range Settings() {
		if _, err := load(map[string]string{s.Name + "_FILE": file + ".gone"}); (err != nil) != s.Secret {
			t.Errorf("%s_FILE: %v", s.Name, err)
		}
	}
}
