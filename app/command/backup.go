package command

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"upstander/app/backup"
	"upstander/app/boot"
)

// saveAll writes a backup to the file; it takes the name only when it is whole.
func saveAll(ctx context.Context, args []string, c console) error {
	return withStore(ctx, "backup", args, c, func(file string, r *backup.Recorder) error {
		temporary := file + ".part"
		out, err := os.OpenFile(temporary, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		defer os.Remove(temporary)
		defer out.Close()
		n, err := backup.Write(ctx, r, out, time.Now())
		if err == nil {
			err = out.Sync()
		}
		if err == nil {
			err = out.Close()
		}
		if err == nil {
			err = os.Rename(temporary, file)
		}
		if err == nil {
			fmt.Fprintf(c.out, "%d documents are in %s. It holds personal data, and keys that UPSTANDER_SECRET encrypts where it is set: keep it as you keep the database, and the secret elsewhere.\n", n, file)
		}
		return err
	})
}

// restoreAll reads a backup into a store without accounts.
func restoreAll(ctx context.Context, args []string, c console) error {
	return withStore(ctx, "restore", args, c, func(file string, r *backup.Recorder) error {
		n, err := backup.Read(ctx, r, func() (io.ReadCloser, error) { return os.Open(file) })
		if err == nil {
			fmt.Fprintf(c.out, "%d documents are restored.\n", n)
		}
		return err
	})
}

func withStore(ctx context.Context, name string, args []string, c console, do func(file string, r *backup.Recorder) error) error {
	var file string
	cfg, err := settings(name, args, c, func(f *flag.FlagSet) { f.StringVar(&file, "file", "", "the backup's file") })
	if err != nil {
		return err
	}
	if file == "" {
		fmt.Fprintf(c.err, "%s needs --file\n", name)
		return errUsage
	}
	engine, err := boot.OpenEngine(ctx, cfg.Database)
	if err != nil {
		return err
	}
	defer engine.Close()
	r := &backup.Recorder{Engine: engine}
	if _, err := boot.Open(ctx, cfg, r, boot.NewLog(c.err, cfg.LogFormat), time.Now); err != nil {
		return err
	}
	return do(file, r)
}
