package command

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"upstander/app/boot"
	"upstander/app/problem"
	"upstander/handlers/locale"
)

// admin makes or promotes an administrator. A new account's password comes from UPSTANDER_ADMIN_PASSWORD or a prompt.
func admin(ctx context.Context, args []string, c console) error {
	var email string
	cfg, err := settings("admin", args, c, func(f *flag.FlagSet) { f.StringVar(&email, "email", "", "address of the administrator") })
	if err != nil {
		return err
	}
	if email == "" {
		fmt.Fprintln(c.err, "admin needs --email")
		return errUsage
	}
	engine, err := boot.OpenEngine(ctx, cfg.Database)
	if err != nil {
		return err
	}
	defer engine.Close()
	app, err := boot.Open(ctx, cfg, engine, boot.NewLog(c.err, cfg.LogFormat), time.Now)
	if err != nil {
		return err
	}
	// Try as if there were an account, and ask for a password only where there is none.
	password, given := c.lookup("UPSTANDER_ADMIN_PASSWORD")
	created, err := app.Accounts.MakeAdmin(ctx, email, password)
	if err != nil && !given && missingPassword(err) {
		if password, err = askPassword(c); err != nil {
			return err
		}
		created, err = app.Accounts.MakeAdmin(ctx, email, password)
	}
	if err != nil {
		return plain(err)
	}
	if created {
		fmt.Fprintf(c.out, "%s has a new account and is an administrator.\n", email)
	} else {
		fmt.Fprintf(c.out, "%s is an administrator.\n", email)
	}
	return nil
}

func missingPassword(err error) bool {
	p := problem.From(err)
	return len(p.Fields) == 1 && p.Fields[0].Name == "password" && p.Fields[0].Key == "required"
}

func askPassword(c console) (string, error) {
	fmt.Fprint(c.err, "Password for the new administrator: ")
	if file, ok := c.in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		data, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(c.err)
		return string(data), err
	}
	line, err := bufio.NewReader(c.in).ReadString('\n')
	if line == "" && err != nil {
		return "", errors.New("no password was given: set UPSTANDER_ADMIN_PASSWORD or type one")
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// plain says a problem in words.
func plain(err error) error {
	p := problem.From(err)
	if p.Kind == problem.Internal || p.Kind == problem.Unavailable {
		return err
	}
	words := locale.For(locale.Default)
	text := words("problem."+p.Key, p.Args...)
	for _, f := range p.Fields {
		text += fmt.Sprintf(" %s: %s", f.Name, words("fault."+f.Key, f.Args...))
	}
	return errors.New(text)
}
