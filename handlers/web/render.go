package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"reflect"
	"strconv"
	"sync"
)

//go:embed templates
var files embed.FS

// ExitSite is where "Leave this page" leads: a page that anybody might have open.
const ExitSite = "https://www.wikipedia.org/"

var funcs = template.FuncMap{
	"asset":   assetPath,
	"on":      func(f Frame, it any) on { return on{f, it} },
	"field":   newField,
	"choice":  newChoice,
	"strokes": strokes,
	"position": func(index, chosen int) Option {
		return Option{Value: strconv.Itoa(index + 1), Selected: index+1 == chosen}
	},
	"answer": func(f Frame, lines []AnswerLine, ordered, judged bool) on {
		return on{f, answer{lines, ordered, judged}}
	},
	"exit": func() string { return ExitSite },
}

// answer is what the partial answer lists; Judged says of each line whether it is right.
type answer struct {
	Lines           []AnswerLine
	Ordered, Judged bool
}

type set struct {
	base  *template.Template            // layout and partials
	pages map[string]*template.Template // base with one page each
}

// templates are parsed once; they are embedded, so a fault in them is a fault of the build and stops the program.
var templates = sync.OnceValue(func() set {
	base := template.Must(template.New("").Funcs(funcs).ParseFS(files, "templates/*.html", "templates/partials/*.html"))
	s := set{pages: map[string]*template.Template{}}
	for name := range registry {
		page := template.Must(base.Clone())
		s.pages[name] = template.Must(page.ParseFS(files, "templates/pages/"+name+".html"))
	}
	s.base = base
	return s
})

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes the page name with its struct, or a pointer to it. Nothing is written when the template fails. It fails for an
// unknown name, and for another struct than the page takes.
func Render(w io.Writer, name string, page any) error {
	want, known := registry[name]
	if !known {
		return fmt.Errorf("web: no page %q", name)
	}
	if got := reflect.Indirect(reflect.ValueOf(page)); !got.IsValid() || got.Type() != reflect.TypeOf(want) {
		return fmt.Errorf("web: page %q takes %T, not %T", name, want, page)
	}
	return execute(w, templates().pages[name], "layout", page)
}

// Fragment draws one of the small templates that a Skeleton is filled with:
//
//	account-nav      it is nil: who is signed in, from frame.User, or how to sign in
//	flash            it is nil: the message of frame.Flash, or nothing
//	done-mark        it is a bool: the lesson is done
//	progress         it is a Progress
//	complete-button  it is a Complete
func Fragment(name string, frame Frame, it any) (template.HTML, error) {
	var buf bytes.Buffer
	if err := execute(&buf, templates().base, name, on{frame, it}); err != nil {
		return "", err
	}
	return template.HTML(buf.String()), nil
}

func execute(w io.Writer, t *template.Template, name string, data any) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := t.ExecuteTemplate(buf, name, data); err != nil {
		return fmt.Errorf("web: %w", err)
	}
	_, err := w.Write(buf.Bytes())
	return err
}
