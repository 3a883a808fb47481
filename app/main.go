// Command upstander is the e-learning platform: a server, and the tasks of those who run it.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"upstander/app/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(command.Run(ctx, os.Args[1:], os.LookupEnv, os.Stdin, os.Stdout, os.Stderr))
}
