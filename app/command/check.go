package command

import (
	"context"
	"fmt"
	"os"

	"upstander/app/config"
	"upstander/courses"
	"upstander/courses/bundle"
	"upstander/courses/catalogue"
	"upstander/courses/lint"
)

// check prints what is wrong in module bundles, by file and line.
func check(_ context.Context, args []string, c console) error {
	if len(args) == 0 {
		return checkBuiltIn(c)
	}
	shared, problems := catalogue.Library(catalogue.Languages[0])
	found := report(c, "library", problems)
	for _, folder := range args {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return fmt.Errorf("%s is not a folder", folder)
		}
		b := bundle.Read(os.DirFS(folder), shared)
		found += report(c, folder, append(b.Problems, located(b)...))
		fmt.Fprintf(c.out, "%s: %d lessons, %d questions\n", folder, len(b.Module.Lessons), len(b.Module.Questions))
	}
	return faults(found)
}

func checkBuiltIn(c console) error {
	found := 0
	for _, tag := range catalogue.Languages {
		all, problems := catalogue.Load(tag)
		found += report(c, "catalogue", problems)
		for i := range all.Modules {
			m := &all.Modules[i]
			found += report(c, m.Slug, listed(lint.Module(m, catalogue.Figure)))
		}
		fmt.Fprintf(c.out, "%s: %d courses, %d modules\n", tag, len(all.Courses), len(all.Modules))
	}
	return faults(found)
}

func faults(n int) error {
	if n > 0 {
		return fmt.Errorf("%d faults", n)
	}
	return nil
}

// located gives the module's own faults their files and lines.
func located(b *bundle.Bundle) []bundle.Problem {
	var out []bundle.Problem
	for _, f := range lint.Module(&b.Module, catalogue.Figure) {
		out = append(out, b.Locate(f))
	}
	return out
}

func listed(list []courses.Fault) []bundle.Problem {
	var out []bundle.Problem
	for _, f := range list {
		out = append(out, bundle.Problem{File: f.Path, Line: f.Line, Message: f.Message})
	}
	return out
}

func report(c console, where string, problems []bundle.Problem) int {
	for _, p := range problems {
		fmt.Fprintf(c.out, "%s/%s\n", where, p)
	}
	return len(problems)
}

// reference prints the configuration reference as Markdown; docs/configuration.md is made from it.
func reference(_ context.Context, _ []string, c console) error {
	fmt.Fprint(c.out, config.Reference())
	return nil
}
