package bundle

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"upstander/courses"
)

// MaxZip bounds a packed bundle, in bytes: the images of a module, which do not pack, and its texts, which do.
const MaxZip = courses.MaxImageBytes + 1<<20

// MaxArchive bounds an archive of several bundles, in bytes.
const MaxArchive = 128 << 20

// limits of an archive. Text packs to a tenth or so; what unpacks to far more is made to exhaust who unpacks it.
type limits struct {
	packed   int   // bytes
	unpacked int64 // bytes, of all files
	files    int
	depth    int // parts of a name
}

// maxRatio is what a file unpacks to, at most, for each packed byte.
const maxRatio = 200

var (
	oneBundle   = limits{packed: MaxZip, unpacked: MaxZip + 7<<20, files: 2 * maxFiles, depth: 2}
	manyBundles = limits{packed: MaxArchive, unpacked: 256 << 20, files: 20_000, depth: 4}
)

// packedAt is the time that every file of a packed bundle carries, so that one module always gives the same bytes.
var packedAt = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Pack gives the module's bundle as a zip that Unpack and Read give back to the same module. One module gives the same bytes always.
func Pack(m courses.Module) ([]byte, error) { return Zip(Write(m)) }

// Zip packs files, in their order.
func Zip(files []File) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, file := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: file.Name, Method: zip.Deflate, Modified: packedAt})
		if err != nil {
			return nil, fmt.Errorf("packing %s: %w", file.Name, err)
		}
		if _, err := w.Write(file.Data); err != nil {
			return nil, fmt.Errorf("packing %s: %w", file.Name, err)
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// Unpack gives the files of a packed bundle, for Read, within limits that hold whatever the archive says of itself. The files may lie in one
// folder, as archives of a folder have it; folders by themselves are passed over. A name that is odd in any way is a problem, and so is
// a name given twice, a link, a file that is encrypted or damaged.
func Unpack(data []byte) (fs.FS, []Problem) { return unpack(data, oneBundle, commonFolder) }

// UnpackAll is Unpack for an archive of several bundles, each in folders of its own, within wider limits: it is for those who run the
// server, not for those who send it something. Folders tells where in it the bundles are.
func UnpackAll(data []byte) (fs.FS, []Problem) {
	return unpack(data, manyBundles, func([]*zip.File) string { return "" })
}

func unpack(data []byte, most limits, rootOf func([]*zip.File) string) (fs.FS, []Problem) {
	u := unpacker{most: most, files: fstest.MapFS{}}
	if len(data) > most.packed {
		u.problem(".", "too_large", "the archive is larger than %d bytes", most.packed)
		return u.files, u.problems
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		u.problem(".", "zip", "is not a zip archive, or a damaged one")
		return u.files, u.problems
	}
	if len(z.File) > most.files {
		u.problem(".", "too_many", "the archive holds more than %d files", most.files)
		return u.files, u.problems
	}
	root := rootOf(z.File)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") && f.UncompressedSize64 == 0 {
			continue
		}
		u.file(f, root)
		if len(u.problems) > 20 {
			break
		}
	}
	return u.files, u.problems
}

type unpacker struct {
	most     limits
	files    fstest.MapFS
	problems []Problem
	total    int64
}

func (u *unpacker) problem(file, code, format string, args ...any) {
	u.problems = append(u.problems, Problem{File: file, Line: 1, Code: code, Message: fmt.Sprintf(format, args...)})
}

func (u *unpacker) file(f *zip.File, root string) {
	shown := strings.ToValidUTF8(f.Name, "?")
	if len(shown) > 100 {
		shown = shown[:100]
	}
	name := strings.TrimPrefix(f.Name, root)
	switch {
	case !goodName(name, u.most.depth):
		u.problem(shown, "name", "is not a name of a file in a bundle")
	case !f.Mode().IsRegular():
		u.problem(shown, "name", "is not a plain file")
	case f.Flags&1 != 0:
		u.problem(shown, "zip", "is encrypted")
	case u.files[name] != nil:
		u.problem(shown, "twice", "stands in the archive twice")
	default:
		u.read(f, name)
	}
}

// read unpacks one file, counting what really comes out: the sizes in an archive are the sender's word.
func (u *unpacker) read(f *zip.File, name string) {
	r, err := f.Open()
	if err != nil {
		u.problem(name, "zip", "cannot be unpacked")
		return
	}
	defer r.Close()
	limit := min(maxFile, u.most.unpacked-u.total, maxRatio*int64(f.CompressedSize64)+4096)
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	u.total += int64(len(data))
	switch {
	case int64(len(data)) > limit:
		u.problem(name, "too_large", "unpacks to more than a bundle may hold")
	case err != nil:
		u.problem(name, "zip", "is damaged")
	default:
		u.files[name] = &fstest.MapFile{Data: data, Mode: 0o444}
	}
}

// goodName: plain characters only, no way out of the folder, no name that some system reads in its own way.
func goodName(name string, depth int) bool {
	if name == "" || len(name) > 200 || !utf8.ValidString(name) || !fs.ValidPath(name) || strings.Count(name, "/") >= depth {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '.' && r != '_' && r != '/'
	})
}

// commonFolder is the one folder that holds module.yaml, or "" when it lies at the top.
func commonFolder(files []*zip.File) string {
	root := ""
	for _, f := range files {
		switch dir, base := path.Split(f.Name); {
		case f.Name == moduleName:
			return ""
		case base == moduleName && strings.Count(dir, "/") == 1:
			root = dir
		}
	}
	for _, f := range files {
		if !strings.HasPrefix(f.Name, root) {
			return ""
		}
	}
	return root
}
