package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"upstander/courses/bundle"
)

// bundleTree is a folder or an archive with one bundle or several, and what is wrong with it before any is read.
type bundleTree struct {
	files    fs.FS
	folders  []string
	problems []bundle.Problem // named from the place on
}

// maxArchive bounds what is read of an archive, in bytes: one more than what may be unpacked is enough to refuse it.
const maxArchive = bundle.MaxArchive + 1

// openTree opens what a person names: a folder, or else a zip.
func openTree(place string) (bundleTree, error) {
	info, err := os.Stat(place)
	if err != nil {
		return bundleTree{}, fmt.Errorf("%s cannot be read: %w", place, errors.Unwrap(err))
	}
	var t bundleTree
	switch {
	case info.IsDir():
		t.files = os.DirFS(place)
	case !info.Mode().IsRegular():
		return t, fmt.Errorf("%s is neither a folder nor a file", place)
	default:
		file, err := os.Open(place)
		if err != nil {
			return t, err
		}
		defer file.Close()
		data, err := io.ReadAll(io.LimitReader(file, maxArchive))
		if err != nil {
			return t, err
		}
		if t.files, t.problems = bundle.UnpackAll(data); len(t.problems) > 0 {
			break
		}
	}
	if len(t.problems) == 0 {
		t.folders, t.problems = bundle.Folders(t.files)
	}
	for i := range t.problems {
		t.problems[i].File = path.Join(place, t.problems[i].File)
	}
	return t, nil
}

// writeTree writes files as a zip, where the name ends so, or into a new folder. The name is taken only by what is whole; a folder that
// holds something is left alone.
func writeTree(place string, files []bundle.File) error {
	temporary := filepath.Clean(place) + ".part"
	if strings.EqualFold(filepath.Ext(place), ".zip") {
		data, err := bundle.Zip(files)
		if err != nil {
			return err
		}
		if err := os.WriteFile(temporary, data, 0o644); err != nil {
			return err
		}
		return placed(temporary, place)
	}
	if held, err := os.ReadDir(place); err == nil && len(held) > 0 {
		return fmt.Errorf("%s is not empty: name a new folder", place)
	}
	if err := os.Mkdir(temporary, 0o755); err != nil {
		return err
	}
	for _, file := range files {
		name := filepath.Join(temporary, filepath.FromSlash(file.Name))
		err := os.MkdirAll(filepath.Dir(name), 0o755)
		if err == nil {
			err = os.WriteFile(name, file.Data, 0o644)
		}
		if err != nil {
			return errors.Join(err, os.RemoveAll(temporary))
		}
	}
	return placed(temporary, place)
}

// placed gives what was written its name, or takes it away.
func placed(temporary, place string) error {
	if err := os.Rename(temporary, place); err != nil {
		return errors.Join(err, os.RemoveAll(temporary))
	}
	return nil
}
