package browser

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const (
	adminEmail    = "admin@example.org"
	adminPassword = "an administrator's long phrase"
	password      = "a long enough phrase"
)

var (
	site    string          // address of the server, http://127.0.0.1:PORT
	browser context.Context // the one Chromium; each tab has its own cookies
	axe     string          // source of axe-core
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "upstander-browser-")
	if err != nil {
		return failed(err)
	}
	defer os.RemoveAll(dir)
	source, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		return failed(fmt.Errorf("axe-core is not here, run npm ci: %w", err))
	}
	axe = string(source)
	stop, err := startServer(dir)
	if err != nil {
		return failed(err)
	}
	defer stop()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.Headless, chromedp.Flag("no-sandbox", true), chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(filepath.Join(dir, "profile")),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("lang", "en"))
	allocator, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	defer endAllocator()
	var endBrowser context.CancelFunc
	browser, endBrowser = chromedp.NewContext(allocator)
	defer endBrowser()
	if err := chromedp.Do(browser); err != nil {
		return failed(err)
	}
	return m.Run()
}

func failed(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// startServer builds the product and runs it over an empty store that knows one administrator.
func startServer(dir string) (stop func(), err error) {
	program := filepath.Join(dir, "upstander")
	build := exec.Command("go", "build", "-C", "../..", "-o", program, "./app")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("building the product: %w", err)
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	site = "http://" + address
	env := append(os.Environ(), "UPSTANDER_LISTEN="+address, "UPSTANDER_DATABASE=sqlite:"+filepath.Join(dir, "upstander.db"),
		"UPSTANDER_RATE_LIMITS=off", "UPSTANDER_ADMIN_PASSWORD="+adminPassword)
	admin := exec.Command(program, "admin", "--email", adminEmail)
	admin.Env, admin.Stderr = env, os.Stderr
	if err := admin.Run(); err != nil {
		return nil, fmt.Errorf("making an administrator: %w", err)
	}
	server := exec.Command(program, "serve")
	server.Env, server.Stderr = env, os.Stderr
	if err := server.Start(); err != nil {
		return nil, err
	}
	stop = func() {
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Wait()
	}
	for range 200 {
		if answer, err := http.Get(site + "/readyz"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return stop, nil
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	return nil, fmt.Errorf("the server at %s does not get ready", site)
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}
