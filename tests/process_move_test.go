package tests

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// move: what is exported from one store goes into another as drafts, whole or not at all, and comes out the same.
func move(t *testing.T, binary string) {
	place := t.TempDir()
	in := func(name string) string { return filepath.Join(place, name) }
	run := func(store string, want int, args ...string) string {
		t.Helper()
		command := exec.Command(binary, args...)
		command.Env = []string{"UPSTANDER_DATABASE=sqlite:" + in(store), "UPSTANDER_ADMIN_PASSWORD=" + password}
		out, _ := command.CombinedOutput() // the status says it
		if got := command.ProcessState.ExitCode(); got != want {
			t.Fatalf("%v ends with %d, not %d: %.1000s", args, got, want, out)
		}
		return string(out)
	}
	read := func(name string) []byte {
		t.Helper()
		data, err := os.ReadFile(in(name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	const email = "mover@example.org"
	run("there.db", 0, "admin", "--email", email)
	run("here.db", 0, "export", "--all", "--out", in("all.zip"))
	run("here.db", 0, "export", "--out", in("folder"), "--all")
	if out := run("here.db", 1, "export", "--out", in("folder"), "--all"); !strings.Contains(out, "not empty") {
		t.Errorf("a folder that holds something: %s", out)
	}

	// A link, a stray and a fault: each is named, and nothing of any module is taken.
	quiz := "folder/c1-atrocity-crimes/en/quiz.yaml"
	sound := read(quiz)
	broken := bytes.Replace(sound, []byte("answer: b"), []byte("answer: nowhere"), 1)
	if bytes.Equal(broken, sound) {
		t.Fatal("the quiz has no answer to break")
	}
	for want, spoil := range map[string]func() error{
		"quiz.yaml:":                func() error { return os.WriteFile(in(quiz), broken, 0o600) },
		"is not a plain file":       func() error { return os.Symlink("/etc/passwd", in(quiz)) },
		"is missing":                func() error { return nil },
		"is not a file of a bundle": func() error { return os.WriteFile(in("folder/c1-atrocity-crimes/en/notes.txt"), nil, 0o600) },
	} {
		_ = os.Remove(in(quiz))
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		out := run("there.db", 1, "import", in("folder"), "--as", email)
		if !strings.Contains(out, "c1-atrocity-crimes/en/") || !strings.Contains(out, want) || !strings.Contains(out, "nothing was imported") {
			t.Errorf("%q is not in %.600s", want, out)
		}
		_ = os.Remove(in("folder/c1-atrocity-crimes/en/notes.txt"))
	}
	_ = os.Remove(in(quiz))
	if err := os.WriteFile(in(quiz), sound, 0o600); err != nil {
		t.Fatal(err)
	}

	// Dry, then for good, then again: the same drafts.
	if out := run("there.db", 0, "import", "--dry-run", in("folder"), "--as", email); strings.Contains(out, "d_") {
		t.Errorf("a dry run made drafts: %.300s", out)
	}
	made := drafts(run("there.db", 0, "import", in("folder"), "--as", email))
	again := drafts(run("there.db", 0, "import", in("all.zip"), "--as", email))
	if len(made) < 10 || strings.Join(made, " ") != strings.Join(again, " ") {
		t.Errorf("imported as %v, then as %v", made, again)
	}
	run("there.db", 0, "export", made[0], "--out", in("one.zip"))
	slug := filepath.Base(filepath.Dir(firstFolder(t, in("folder"))))
	run("here.db", 0, "export", slug, "--out", in("was.zip"))
	if !bytes.Equal(read("one.zip"), read("was.zip")) {
		t.Errorf("%s came back changed", slug)
	}
}

// drafts finds the ids in what import says, in order.
func drafts(text string) []string {
	var out []string
	for _, word := range strings.Fields(text) {
		if strings.HasPrefix(word, "d_") {
			out = append(out, word)
		}
	}
	return out
}

func firstFolder(t *testing.T, root string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(root, "*", "*"))
	if err != nil || len(found) == 0 {
		t.Fatal("nothing was exported")
	}
	return found[0]
}
