package verifiers

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/boot"
	"upstander/app/certificates"
	"upstander/app/certificates/credential"
	"upstander/app/command"
	"upstander/app/config"
	"upstander/app/learning"
	"upstander/app/paging"
)

var admin = access.Actor{ID: "admin", Roles: []access.Role{access.Learner, access.Admin}}

// issuer is a server on a port, at the address that its credentials name.
type issuer struct {
	*boot.Application
	t        *testing.T
	database string
	holder   string
}

func start(t *testing.T) *issuer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{t: t, database: "sqlite:" + filepath.Join(t.TempDir(), "db")}
	cfg, err := config.Load(func(key string) (string, bool) {
		value := map[string]string{
			"UPSTANDER_DATABASE": i.database, "UPSTANDER_BASE_URL": "http://" + listener.Addr().String(), "UPSTANDER_RATE_LIMITS": "off",
		}[key]
		return value, value != ""
	})
	if err != nil {
		t.Fatal(err)
	}
	engine, err := boot.OpenEngine(t.Context(), cfg.Database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	i.Application, err = boot.Open(t.Context(), cfg, engine, slog.New(slog.NewTextHandler(io.Discard, nil)), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	app := i.Server.App()
	served := make(chan error, 1)
	go func() { served <- app.Listener(listener) }()
	t.Cleanup(func() {
		if err := app.Shutdown(); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	tokens, err := i.Accounts.Register(t.Context(), access.Actor{}, accounts.Registration{
		Email: "amina@mfa.example", Password: "a long enough phrase", Name: "Amina Haddad",
	})
	if err != nil {
		t.Fatal(err)
	}
	i.holder = tokens.User.ID
	return i
}

// issue gives the serial and the credential of a new certificate.
func (i *issuer) issue(enrolment string) (serial, token string) {
	i.t.Helper()
	course, err := i.Server.Published.Latest(i.t.Context(), "diplomats")
	if err != nil {
		i.t.Fatal(err)
	}
	serial, err = i.Issuer.Issue(i.t.Context(), learning.Completion{
		Enrolment: enrolment, Learner: i.holder, Course: course, Language: "en", CompletedAt: time.Now(),
	})
	if err != nil {
		i.t.Fatal(err)
	}
	doc, err := i.Issuer.Credential(i.t.Context(), access.Actor{ID: i.holder}, certificates.CredentialInput{Serial: serial})
	if err != nil {
		i.t.Fatal(err)
	}
	return serial, string(doc.Data)
}

// run runs a command line beside the running server.
func (i *issuer) run(want int, words ...string) string {
	i.t.Helper()
	var out, errs bytes.Buffer
	lookup := func(key string) (string, bool) {
		value := map[string]string{"UPSTANDER_DATABASE": i.database, "UPSTANDER_BASE_URL": i.Config.BaseURL}[key]
		return value, value != ""
	}
	if got := command.Run(i.t.Context(), words, lookup, strings.NewReader(""), &out, &errs); got != want {
		i.t.Errorf("%v: status %d, want %d\n%s%s", words, got, want, &out, &errs)
	}
	return out.String()
}

// findings is what check.mjs prints.
type findings struct {
	Header         map[string]string `json:"header"`
	Claims         bool              `json:"claims"`
	Terms          []string          `json:"terms"`
	ValidRevoked   []bool            `json:"validRevoked"`
	RevokedRevoked []bool            `json:"revokedRevoked"`
	StatusType     string            `json:"statusType"`
	StatusControl  string            `json:"statusControl"`
	ListTerms      []string          `json:"listTerms"`
	ReplacedTerms  []string          `json:"replacedTerms"`
	ListBits       int               `json:"listBits"`
	Code           bool              `json:"code"`
	Altered        string            `json:"altered"`
	Foreign        string            `json:"foreign"`
}

func (i *issuer) check(valid, revoked, code, serial string) findings {
	i.t.Helper()
	input, err := json.Marshal(map[string]string{"valid": valid, "revoked": revoked, "code": code, "serial": serial})
	if err != nil {
		i.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(i.t.Context(), time.Minute)
	defer cancel()
	node := exec.CommandContext(ctx, "node", "check.mjs")
	node.Stdin = bytes.NewReader(input)
	var errs bytes.Buffer
	node.Stderr = &errs
	out, err := node.Output()
	if err != nil {
		i.t.Fatalf("%v\n%s", err, &errs)
	}
	var f findings
	if err := json.Unmarshal(out, &f); err != nil {
		i.t.Fatalf("%v in %s", err, out)
	}
	return f
}

func TestOthersVerifyOurs(t *testing.T) {
	packages(t)
	i := start(t)
	serial, valid := i.issue("kept")
	taken, revoked := i.issue("taken back")
	if _, err := i.Issuer.Revoke(t.Context(), admin, certificates.RevocationInput{Serial: taken, Reason: "issued to the wrong person"}); err != nil {
		t.Fatal(err)
	}
	key, err := i.Issuer.Keys.Signer(t.Context(), credential.ES256)
	if err != nil {
		t.Fatal(err)
	}
	code, err := credential.CompactSign(serial, credential.FactsHash{1, 2, 3}, key)
	if err != nil {
		t.Fatal(err)
	}
	examine := func() {
		f := i.check(valid, revoked, code, serial)
		if f.Header["alg"] != "RS256" || f.Header["typ"] != "JWT" || len(f.Header) != 2 || !f.Claims || !f.Code {
			t.Errorf("%+v", f)
		}
		if strings.Join(f.Terms, " ") != "VerifiableCredential OpenBadgeCredential" || strings.Join(f.ListTerms, " ") != "VerifiableCredential BitstringStatusListCredential" ||
			strings.Join(f.ReplacedTerms, " ") != strings.Join(f.ListTerms, " ") {
			t.Errorf("types by the contexts: %v, %v", f.Terms, f.ListTerms)
		}
		if len(f.ValidRevoked) != 1 || f.ValidRevoked[0] || len(f.RevokedRevoked) != 1 || !f.RevokedRevoked[0] || f.ListBits < 131_072 {
			t.Errorf("revocation: %v, %v of %d", f.ValidRevoked, f.RevokedRevoked, f.ListBits)
		}
		if f.StatusType != "application/vc+jwt" || f.StatusControl != "public, max-age=20" {
			t.Errorf("status list: %s, %s", f.StatusType, f.StatusControl)
		}
		if f.Altered != "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" || f.Foreign != "ERR_JWT_CLAIM_VALIDATION_FAILED" {
			t.Errorf("altered %s, foreign %s", f.Altered, f.Foreign)
		}
	}
	examine()
	if out := i.run(0, "keys", "rotate"); strings.Count(out, "signs from now on") != 2 {
		t.Error(out)
	}
	examine() // what the retired keys signed
	i.run(2, "keys")
}

// packages installs what package-lock.json pins, where that is not done yet.
func packages(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("node_modules/jose/package.json"); err == nil {
		return
	}
	if out, err := exec.Command("npm", "ci", "--silent", "--no-audit", "--no-fund").CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
}

func TestLogByCommand(t *testing.T) {
	i := start(t)
	i.issue("first")
	head, err := i.Issuer.LogHead(t.Context(), access.Actor{}, certificates.None{})
	if err != nil {
		t.Fatal(err)
	}
	saved := filepath.Join(t.TempDir(), "head.json")
	data, err := json.Marshal(head)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(saved, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := i.Issuer.Round(t.Context()); err != nil { // keeps the day's head
		t.Fatal(err)
	}
	heads, err := i.Issuer.LogHeads(t.Context(), access.Actor{}, paging.Input{})
	if err != nil || len(heads.Items) != 1 {
		t.Fatalf("%+v %v", heads, err)
	}
	list := filepath.Join(t.TempDir(), "heads.json")
	if data, err = json.Marshal(heads); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(list, data, 0o600); err != nil {
		t.Fatal(err)
	}
	i.issue("second")
	if out := i.run(0, "log", "verify", "--head", saved, "--head", list); !strings.Contains(out, "2 entries, compared with 3 signed heads") {
		t.Error(out)
	}
	if out := i.run(0, "log", "verify", "--head", saved); !strings.Contains(out, "2 entries, compared with 2 signed heads") {
		t.Error(out)
	}
	if err := i.Engine.Delete(t.Context(), "issue_log", "000000000001", 0); err != nil {
		t.Fatal(err)
	}
	if out := i.run(1, "log", "verify", "--head", saved); !strings.Contains(out, "entries 1 to 1 are missing") {
		t.Error(out)
	}
	i.run(2, "log")
	i.run(2, "log", "verify", "--head", "no such file")
}
