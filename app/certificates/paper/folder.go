package paper

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
)

// folder holds the operator's faces, tried after the built-in ones.
var folder atomic.Pointer[[]*source]

// Limits of a folder: a few well-chosen faces, for every one may have to be
// asked before a character is found missing. Files are kept in memory.
const (
	maxFolder   = 64
	maxFontFile = 64 << 20 // bytes; a collection of all of East Asia has 20 MB
)

// AddFolder offers the .ttf, .otf and .ttc files of a folder for scripts that
// the built-in faces lack (Simplified Chinese, Korean, Devanagari and others;
// the Noto families cover them). Files are tried in the order of their names.
// All are read now, and one that is unreadable or no font is an error that
// names it. Call it once, at start: a certificate is the same bytes only with
// the same faces.
func AddFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("certificate fonts: %w", err)
	}
	var extra []*source
	for _, e := range entries { // sorted by name
		kind := strings.ToLower(filepath.Ext(e.Name()))
		if !slices.Contains([]string{".ttf", ".otf", ".ttc"}, kind) {
			continue
		}
		if len(extra) == maxFolder {
			return fmt.Errorf("certificate fonts: more than %d files in %s", maxFolder, dir)
		}
		src, err := openFile(byte(firstFolderID+len(extra)), filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		extra = append(extra, src)
	}
	if len(extra) == 0 {
		return fmt.Errorf("certificate fonts: no .ttf, .otf or .ttc file in %s", dir)
	}
	folder.Store(&extra)
	return nil
}

func openFile(id byte, path string) (*source, error) {
	info, err := os.Stat(path)
	if err == nil && (!info.Mode().IsRegular() || info.Size() > maxFontFile) {
		err = fmt.Errorf("%s is no file of at most %d MB", path, maxFontFile>>20)
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("certificate fonts: %w", err)
	}
	src := open(id, data)
	if src.font() == nil {
		return nil, fmt.Errorf("certificate fonts: %s is not a TrueType or OpenType font", path)
	}
	return src, nil
}

// firstFolderID keeps the operator's faces apart from the built-in ones in the
// cache of shapes.
const firstFolderID = 64

// scripts are those in which many names are written, each with letters that
// any face for it has.
var scripts = []struct{ name, letters string }{
	{"Latin", "AzŁŞƏẤ"}, {"Greek", "Ωώ"}, {"Cyrillic", "ЯіҚ"}, {"Arabic", "محپٹ"}, {"Hebrew", "אש"}, {"Armenian", "Աև"}, {"Georgian", "აჰ"},
	{"Japanese", "あア山田"}, {"Traditional Chinese", "陳國龍"}, {"Simplified Chinese", "陈国龙们"}, {"Korean", "김한글"},
	{"Devanagari", "नमस्ते"}, {"Bengali", "বাংলা"}, {"Gurmukhi", "ਪੰਜਾਬੀ"}, {"Gujarati", "ગુજરાતી"}, {"Tamil", "தமிழ்"}, {"Telugu", "తెలుగు"},
	{"Kannada", "ಕನ್ನಡ"}, {"Malayalam", "മലയാളം"}, {"Sinhala", "සිංහල"}, {"Thai", "ไทย"}, {"Lao", "ລາວ"}, {"Khmer", "ខ្មែរ"}, {"Burmese", "မြန်မာ"},
	{"Tibetan", "བོད"}, {"Ethiopic", "አማርኛ"}, {"Thaana", "ދިވެހި"}, {"Mongolian", "ᠮᠣᠩᠭᠣᠯ"},
}

// Scripts names the scripts in which names can be printed, and those in which
// they cannot: built-in faces and those of the folder together.
func Scripts() (printable, missing []string) {
	for _, s := range scripts {
		if Covers(s.letters) {
			printable = append(printable, s.name)
		} else {
			missing = append(missing, s.name)
		}
	}
	return printable, missing
}
