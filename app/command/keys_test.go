package command

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// TestSecretOfKeys: the whole program with a secret, without it, from a backup, and after it is lost.
func TestSecretOfKeys(t *testing.T) {
	folder := t.TempDir()
	one, two := strings.Repeat("1", 32), strings.Repeat("2", 32)
	run := func(want int, database, secret string, words ...string) string {
		t.Helper()
		var out bytes.Buffer
		lookup := func(key string) (string, bool) {
			v := map[string]string{"UPSTANDER_DATABASE": "sqlite:" + filepath.Join(folder, database), "UPSTANDER_SECRET": secret}[key]
			return v, v != ""
		}
		if got := Run(t.Context(), words, lookup, strings.NewReader(""), &out, &out); got != want {
			t.Fatalf("%v: status %d, want %d\n%s", words, got, want, &out)
		}
		return out.String()
	}
	backup := filepath.Join(folder, "backup")
	run(0, "a.db", "", "keys", "rotate")
	run(0, "a.db", one, "log", "verify") // wraps what lay in clear
	run(0, "a.db", one, "backup", "--file", backup)
	for _, secret := range []string{"", two} {
		if says := run(1, "a.db", secret, "keys", "rotate"); !strings.Contains(says, "UPSTANDER_SECRET") || !strings.Contains(says, "keys forget") {
			t.Errorf("the error says %q", says)
		}
	}
	run(0, "b.db", one, "restore", "--file", backup)
	run(1, "b.db", two, "log", "verify")
	run(0, "b.db", one, "log", "verify")
	run(0, "b.db", two+","+one, "keys", "rotate")
	run(0, "b.db", two, "keys", "rotate")
	if says := run(0, "b.db", two, "keys", "forget"); !strings.Contains(says, "nothing is given up") {
		t.Error(says)
	}
	if says := run(0, "b.db", one, "keys", "forget"); strings.Count(says, "given up: ") != 2 {
		t.Error(says)
	}
	run(0, "b.db", one, "keys", "rotate")
}
