package scenarios

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

//go:embed testdata
var testdata embed.FS

var updateFolder string

// golden compares with a file of testdata, or writes it anew.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if updateFolder != "" {
		if err := os.WriteFile(filepath.Join(updateFolder, name), []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := testdata.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatalf("%v (make golden writes it)", err)
	}
	if got != string(want) {
		t.Errorf("%s is not as it was; read the difference after make golden. Now:\n%s", name, firstDifference(got, string(want)))
	}
}

// firstDifference shows the first line that differs, as it is and as it was.
func firstDifference(got, want string) string {
	now, was := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range now {
		if i >= len(was) || now[i] != was[i] {
			return fmt.Sprintf("line %d is %q", i+1, now[i])
		}
	}
	return fmt.Sprintf("it ends after line %d", len(now))
}
