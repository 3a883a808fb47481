package command

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"upstander/app/boot"
	"upstander/app/certificates"
	signing "upstander/app/certificates/keys"
	"upstander/app/certificates/wrap"
	"upstander/app/config"
)

// keys is "keys rotate": new keys sign from now on; what the old ones signed can still be checked. Or "keys forget".
func keys(ctx context.Context, args []string, c console) error {
	if len(args) > 0 && args[0] == "forget" {
		return forget(ctx, args[1:], c)
	}
	args, err := second("keys", "rotate", args, c)
	if err != nil {
		return err
	}
	cfg, err := settings("keys rotate", args, c, nil)
	if err != nil {
		return err
	}
	return with(ctx, cfg, c, func(a *boot.Application) error {
		names, err := a.Issuer.Keys.Rotate(ctx)
		for _, name := range names {
			fmt.Fprintf(c.out, "signs from now on: %s\n", name)
		}
		return err
	})
}

// forget is "keys forget": private keys that no secret at hand opens are given up, and new ones take their place. Others are left alone.
func forget(ctx context.Context, args []string, c console) error {
	cfg, err := settings("keys forget", args, c, nil)
	if err != nil {
		return err
	}
	engine, err := boot.OpenEngine(ctx, cfg.Database)
	if err != nil {
		return err
	}
	defer engine.Close()
	box, err := wrap.New(cfg.Secrets)
	if err != nil {
		return err
	}
	names, err := signing.Forget(ctx, engine, box, time.Now())
	for _, name := range names {
		fmt.Fprintf(c.out, "given up: %s\n", name)
	}
	if err != nil {
		return err
	}
	seal, err := certificates.ForgetSeal(ctx, engine, box)
	if seal && err == nil {
		fmt.Fprintln(c.out, "given up: the key that seals files")
	}
	if len(names) == 0 && !seal && err == nil {
		fmt.Fprintln(c.out, "Every key opens: nothing is given up.")
	}
	return err
}

// issueLog is "log verify": it reads the whole log of what was issued, and fails when something in it was removed or changed. Heads that
// were saved from GET /api/v1/certificates/log/head or /heads, as the JSON or a bare token, find also what was rewritten or cut off at the end.
func issueLog(ctx context.Context, args []string, c console) error {
	args, err := second("log", "verify", args, c)
	if err != nil {
		return err
	}
	var heads []string
	cfg, err := settings("log verify", args, c, func(f *flag.FlagSet) {
		f.Func("head", "`FILE` with a signed head kept elsewhere, or a list of them; may be repeated", func(path string) error {
			data, err := os.ReadFile(path)
			if err == nil {
				heads = append(heads, headTokens(data)...)
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	return with(ctx, cfg, c, func(a *boot.Application) error {
		report, err := a.Issuer.VerifyLog(ctx, heads)
		if err != nil {
			return err
		}
		for _, fault := range report.Faults {
			fmt.Fprintln(c.out, fault)
		}
		fmt.Fprintf(c.out, "%d entries, compared with %d signed heads\n", report.Entries, report.Heads)
		if n := len(report.Faults); n > 0 {
			return fmt.Errorf("%d faults", n)
		}
		return nil
	})
}

// headTokens finds the tokens in what was saved: a head, a list of heads, or a bare token.
func headTokens(data []byte) []string {
	type head struct {
		Token string `json:"token"`
	}
	var saved struct {
		head
		Items []head `json:"items"`
	}
	if json.Unmarshal(data, &saved) != nil {
		return []string{strings.TrimSpace(string(data))}
	}
	tokens := []string{saved.Token}
	if saved.Items != nil {
		tokens = nil
	}
	for _, h := range saved.Items {
		tokens = append(tokens, h.Token)
	}
	return tokens
}

// second takes the word that must follow a command.
func second(name, word string, args []string, c console) ([]string, error) {
	if len(args) == 0 || args[0] != word {
		fmt.Fprintf(c.err, "usage: upstander %s %s [FLAGS]\n", name, word)
		return nil, errUsage
	}
	return args[1:], nil
}

// with opens the application for one task.
func with(ctx context.Context, cfg config.Config, c console, do func(*boot.Application) error) error {
	engine, err := boot.OpenEngine(ctx, cfg.Database)
	if err != nil {
		return err
	}
	defer engine.Close()
	a, err := boot.Open(ctx, cfg, engine, boot.NewLog(c.err, cfg.LogFormat), time.Now)
	if err != nil {
		return err
	}
	return do(a)
}
