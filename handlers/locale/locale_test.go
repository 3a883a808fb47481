package locale_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"upstander/app/access"
	"upstander/courses"
	"upstander/handlers/locale"
)

// used collects where each key is used.
type used map[string]string

// TestEveryKeyHasWords: each key that Go code or a template names has words.
func TestEveryKeyHasWords(t *testing.T) {
	found := used{}
	for _, root := range []string{"../../app", "../../handlers"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil || entry.IsDir():
			case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
				goKeys(t, found, path)
			case strings.HasSuffix(path, ".html"):
				templateKeys(t, found, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(found) < 150 {
		t.Fatalf("only %d keys are found", len(found))
	}
	for key, where := range found {
		if !locale.Has(key) {
			t.Errorf("%s has no words (%s)", key, where)
		}
	}
}

// goKeys reads the keys that a Go file gives to problems, faults, messages and translations as literals.
func goKeys(t *testing.T, found used, path string) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	note := func(prefix string, node ast.Expr) {
		if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			key, err := strconv.Unquote(literal.Value)
			if err == nil && !strings.HasSuffix(key, ".") { // one that ends so is put together
				found[prefix+key] = set.Position(node.Pos()).String()
			}
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		name, of := callee(call)
		n := len(call.Args)
		switch {
		case of == "problem" && name == "New" && n >= 2, of == "problem" && name == "Wrong" && n >= 2:
			note(map[string]string{"New": "problem.", "Wrong": "fault."}[name], call.Args[1])
		case of == "problem" && (name == "Missing" || name == "Wait") && n >= 1:
			note("problem.", call.Args[0])
		case of == "f" && name == "Add" && n >= 2 && !strings.Contains(path, "paper"):
			note("fault.", call.Args[1])
		case name == "flash" && n == 2:
			note("flash.", call.Args[1])
		case name == "T" && n >= 1, name == "words" && of == "" && n >= 1, name == "w" && of == "" && n >= 1:
			note("", call.Args[0])
		}
		return true
	})
}

// callee gives a call's function and what it is called on.
func callee(call *ast.CallExpr) (name, of string) {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name, ""
	case *ast.SelectorExpr:
		if on, ok := f.X.(*ast.Ident); ok {
			of = on.Name
		}
		return f.Sel.Name, of
	}
	return "", ""
}

var templateKey = regexp.MustCompile(`\.T "([^"]+)"`)

func templateKeys(t *testing.T, found used, path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range templateKey.FindAllStringSubmatch(string(data), -1) {
		found[m[1]] = path
	}
}

// TestKeysPutTogether: the keys that end in a value have words for each value.
func TestKeysPutTogether(t *testing.T) {
	var keys []string
	for _, a := range courses.Audiences() {
		keys = append(keys, "audience."+string(a)+".title", "audience."+string(a)+".text")
	}
	for _, r := range access.Roles() {
		keys = append(keys, "role."+string(r))
	}
	for _, k := range courses.QuestionKinds {
		keys = append(keys, "quiz.kind."+string(k), "quiz.how."+string(k))
	}
	for _, k := range []courses.LessonKind{courses.Reading, courses.Scenarios, courses.Reflection} {
		keys = append(keys, "lesson.kind."+string(k))
	}
	for _, k := range courses.SourceKinds {
		keys = append(keys, "sources.kind."+k)
	}
	for _, k := range courses.SourceChecks {
		keys = append(keys, "sources.checked."+k)
	}
	for _, status := range []string{"400", "403", "404", "405", "409", "413", "415", "422", "429", "500", "503"} {
		keys = append(keys, "page.error.title."+status, "page.error.help."+status)
	}
	for _, state := range []string{"valid", "expired", "revoked"} {
		keys = append(keys, "certificate."+state, "verified."+state, "verified."+state+"_text")
	}
	for _, state := range []string{"enrolled", "in_progress", "completed"} {
		keys = append(keys, "state."+state)
	}
	for _, fault := range []string{"answer_form", "answer_option", "answer_twice"} {
		keys = append(keys, "fault."+fault)
	}
	for _, p := range []string{"internal", "not_found", "conflict", "exists", "unavailable", "invalid", "forbidden", "email_taken"} {
		keys = append(keys, "problem."+p)
	}
	for month := range 12 {
		keys = append(keys, "date.month."+strconv.Itoa(month+1))
	}
	for _, key := range keys {
		if !locale.Has(key) {
			t.Errorf("%s has no words", key)
		}
	}
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// TestParity: every language has the keys of the default one, no other, and fills in the same values.
func TestParity(t *testing.T) {
	english := locale.For(locale.Default)
	want := locale.Keys(locale.Default)
	if len(want) < 200 {
		t.Fatalf("%d keys", len(want))
	}
	for _, tag := range locale.Languages() {
		words := locale.For(tag)
		if got := locale.Keys(tag); !slices.Equal(got, want) {
			t.Errorf("%s: %d keys, not the %d of %s", tag, len(got), len(want), locale.Default)
		}
		for _, key := range want {
			here, there := placeholder.FindAllString(words(key), -1), placeholder.FindAllString(english(key), -1)
			slices.Sort(here)
			slices.Sort(there)
			if !slices.Equal(slices.Compact(here), slices.Compact(there)) || strings.TrimSpace(words(key)) == "" {
				t.Errorf("%s: %s is %q", tag, key, words(key))
			}
		}
	}
	for _, key := range want {
		if other, ok := strings.CutSuffix(key, ".one"); ok && !slices.Contains(want, other+".other") {
			t.Errorf("%s has no plural", key)
		}
	}
}

func TestWords(t *testing.T) {
	words := locale.For("xx") // no such language: the default one
	if got := words("no.such.key"); got != "no.such.key" {
		t.Errorf("an unknown key is %q", got)
	}
	if one, many := words("minutes", "n", 1), words("minutes", "n", 5); one == many || !strings.Contains(many, "5") || strings.Contains(many, "{") {
		t.Errorf("counts: %q, %q", one, many)
	}
	if locale.Languages()[0] != locale.Default {
		t.Error("the default language is not the first")
	}
}
