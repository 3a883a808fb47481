// Package command is the command line.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"upstander/app/boot"
	"upstander/app/config"
)

// console is where a command reads and writes.
type console struct {
	lookup func(string) (string, bool)
	in     io.Reader
	out    io.Writer
	err    io.Writer
}

type command struct {
	name, help string
	run        func(ctx context.Context, args []string, c console) error
}

func commands() []command {
	return []command{
		{"serve", "run the server", serve},
		{"demo", "run the server with sample people and progress, for a first look", demo},
		{"admin", "make or promote an administrator: --email E", admin},
		{"check", "check module bundles: check FOLDER|FILE.zip…, or without one the built-in catalogue; --table writes its page", check},
		{"export", "write modules as bundles: export MODULE | --all --out FILE.zip|FOLDER [--language TAG] [--version N]", export},
		{"import", "make drafts of bundles: import FILE.zip|FOLDER --as EMAIL [--dry-run] [--incomplete]", importBundles},
		{"verify", "check a certificate with no server: verify FILE.pdf|CREDENTIAL|- --keys jwks.json", verify},
		{"health", "ask the server on this machine whether it is alive", health},
		{"backup", "write everything kept to one file: --file F", saveAll},
		{"restore", "read a backup into a store without accounts: --file F", restoreAll},
		{"keys", "keys rotate: sign certificates with new keys; old ones stay published. keys forget: give up keys whose UPSTANDER_SECRET is lost", keys},
		{"log", "log verify: check that nothing in the log of what was issued was removed or changed", issueLog},
		{"config", "print the configuration reference", reference},
	}
}

// Run runs the command that args name and gives the exit status: 0, 1 when it failed, 2 when the words are off.
func Run(ctx context.Context, args []string, lookup func(string) (string, bool), in io.Reader, out, err io.Writer) int {
	c := console{lookup, in, out, err}
	if len(args) > 0 {
		for _, known := range commands() {
			if known.name == args[0] {
				return status(known.run(ctx, args[1:], c), c)
			}
		}
	}
	fmt.Fprintln(err, "usage: upstander COMMAND [FLAGS]")
	for _, known := range commands() {
		fmt.Fprintf(err, "  %-7s %s\n", known.name, known.help)
	}
	if len(args) == 1 && (args[0] == "help" || args[0] == "--help" || args[0] == "-h") {
		return 0
	}
	return 2
}

// errUsage says that the words are off; the flag package has said why.
var errUsage = errors.New("usage")

func status(err error, c console) int {
	switch {
	case err == nil || errors.Is(err, context.Canceled):
		return 0
	case errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintln(c.err, "upstander:", err)
	return 1
}

// settings reads flags, then the environment, for a command that takes no words.
func settings(name string, args []string, c console, more func(*flag.FlagSet)) (config.Config, error) {
	cfg, words, err := settingsAndWords(name, args, c, more)
	if err == nil && len(words) > 0 {
		fmt.Fprintf(c.err, "%s takes no word %q\n", name, words[0])
		err = errUsage
	}
	return cfg, err
}

// settingsAndWords reads flags, then the environment, and gives the words that are no flags: they may stand before, between and behind
// the flags. Each variable has a flag: UPSTANDER_BASE_URL is --base-url.
func settingsAndWords(name string, args []string, c console, more func(*flag.FlagSet)) (config.Config, []string, error) {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(c.err)
	values := map[string]*string{}
	for _, s := range config.Settings() {
		word := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(s.Name, "UPSTANDER_"), "_", "-"))
		if !s.Secret || s.Name == "UPSTANDER_DATABASE" { // a secret on a command line is seen by everybody on the machine
			values[s.Name] = flags.String(word, "", s.Help+" ("+s.Name+")")
		}
	}
	if more != nil {
		more(flags)
	}
	var words []string
	for {
		if err := flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return config.Config{}, nil, err
			}
			return config.Config{}, nil, errUsage
		}
		if flags.NArg() == 0 {
			break
		}
		words, args = append(words, flags.Arg(0)), flags.Args()[1:]
	}
	cfg, err := config.Load(func(key string) (string, bool) {
		if v := values[key]; v != nil && *v != "" {
			return *v, true
		}
		return c.lookup(key)
	})
	return cfg, words, err
}

func serve(ctx context.Context, args []string, c console) error {
	cfg, err := settings("serve", args, c, nil)
	if err != nil {
		return err
	}
	log := boot.NewLog(c.err, cfg.LogFormat)
	return boot.Serve(ctx, cfg, log, nil, announce(c, cfg, log, time.Now()))
}

// announce tells the person who started the server where it is.
func announce(c console, cfg config.Config, log *slog.Logger, started time.Time) func(string) {
	return func(address string) {
		log.Info("serving", "address", address, "after", time.Since(started).Round(time.Millisecond))
		fmt.Fprintf(c.out, "Upstander is at %s\n", cfg.BaseURL)
	}
}
