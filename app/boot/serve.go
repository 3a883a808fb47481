package boot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"upstander/app/config"
	"upstander/app/problem"
	"upstander/storage"
)

// NewLog makes the program's logger.
func NewLog(w io.Writer, format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

// Serve runs the server until ctx ends, then lets requests under way finish. ready, where given, is told the address once requests
// are taken; prepare, where given, runs before that.
func Serve(ctx context.Context, c config.Config, log *slog.Logger, prepare func(context.Context, *Application) error, ready func(address string)) error {
	engine, err := OpenEngine(ctx, c.Database)
	if err != nil {
		return err
	}
	defer engine.Close()
	a, err := openWhenThere(ctx, c, engine, log)
	if err != nil {
		return err
	}
	if prepare != nil {
		if err := prepare(ctx, a); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	collector.relax()
	background, stop := context.WithCancel(context.Background())
	defer stop()
	var working sync.WaitGroup
	working.Go(func() { a.Outbox.Run(background) })
	working.Go(func() { a.Issuer.Run(background, log) })
	working.Go(func() { a.Institutions.Run(background) })
	working.Go(func() { a.Webhooks.Run(background) })
	app := a.Server.App()
	failed := make(chan error, 2)
	go func() { failed <- app.Listener(listener) }()
	if c.Metrics != "" {
		metrics := a.Server.MetricsApp()
		defer func() { _ = metrics.Shutdown() }()
		go func() { failed <- metrics.Listen(c.Metrics) }()
	}
	if ready != nil {
		ready(listener.Addr().String())
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping: requests under way may finish", "within", c.Drain)
	err = app.ShutdownWithTimeout(c.Drain)
	stop()
	working.Wait()
	return err
}

// openWhenThere opens the application, waiting for a store that is away. Meanwhile the listener answers that it is alive and not ready, so
// that whoever watches does not kill a process that only waits.
func openWhenThere(ctx context.Context, c config.Config, engine storage.Engine, log *slog.Logger) (*Application, error) {
	var waiting *fiber.App
	defer func() {
		if waiting != nil {
			_ = waiting.Shutdown()
		}
	}()
	for {
		a, err := Open(ctx, c, engine, log, time.Now)
		if err == nil || !errors.Is(err, storage.ErrUnavailable) {
			return a, err
		}
		log.Warn("the store is away; trying again", "error", err)
		if waiting == nil {
			waiting = waitingRoom()
			go func() { _ = waiting.Listen(c.Listen) }()
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

func waitingRoom() *fiber.App {
	app := fiber.New(fiber.Config{DisableStartupMessage: true, ReadTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second})
	app.Get("/healthz", func(c *fiber.Ctx) error { return c.JSON(fiber.Map{"status": "ok"}) })
	app.Use(func(c *fiber.Ctx) error {
		p := problem.From(storage.ErrUnavailable)
		c.Set(fiber.HeaderRetryAfter, "2")
		c.Status(fiber.StatusServiceUnavailable)
		if err := c.JSON(fiber.Map{"type": c.BaseURL() + "/problems#" + p.Key, "title": "Service Unavailable", "status": 503, "detail": "The store cannot be reached."}); err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, "application/problem+json")
		return nil
	})
	return app
}
