package command

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"text/tabwriter"

	"upstander/app/config"
	"upstander/courses"
	"upstander/courses/bundle"
	"upstander/courses/catalogue"
	"upstander/courses/lint"
)

// check prints what is wrong in module bundles, by file and line, and their figures. It fails on errors; warnings are for the editor.
// With --table it writes the built-in catalogue as a Markdown page instead.
func check(_ context.Context, args []string, c console) error {
	switch {
	case len(args) == 0:
		return checkBuiltIn(c)
	case args[0] == "--table" && len(args) == 1:
		all, problems := catalogue.Load(catalogue.Languages[0])
		fmt.Fprint(c.out, lint.Markdown(all.Courses, all.Modules))
		return verdict(report(c, problems), 0)
	case strings.HasPrefix(args[0], "-"):
		fmt.Fprintln(c.err, "usage: upstander check [--table | FOLDER|FILE.zip…]")
		return errUsage
	}
	shared, problems := catalogue.Library(catalogue.Languages[0])
	var modules []courses.Module
	for _, place := range args {
		tree, err := openTree(place)
		if err != nil {
			return err
		}
		problems = append(problems, tree.problems...)
		for _, folder := range tree.folders {
			files, err := fs.Sub(tree.files, folder)
			if err != nil {
				return err
			}
			b := bundle.Read(files, shared)
			found := b.Problems
			for _, f := range lint.Module(&b.Module, catalogue.Figure) {
				found = append(found, b.Locate(f))
			}
			for _, p := range found {
				p.File = path.Join(place, folder, p.File)
				problems = append(problems, p)
			}
			modules = append(modules, b.Module)
		}
	}
	errors := report(c, problems)
	figures(c, modules)
	return verdict(errors, len(problems)-errors)
}

func checkBuiltIn(c console) error {
	errors, all := 0, 0
	for _, tag := range catalogue.Languages {
		held, problems := catalogue.Load(tag)
		problems = append(problems, held.Faults()...)
		errors += report(c, problems)
		all += len(problems)
		figures(c, held.Modules)
		fmt.Fprintf(c.out, "%s: %d courses, %d modules\n", tag, len(held.Courses), len(held.Modules))
	}
	return verdict(errors, all-errors)
}

// report prints problems and counts the errors among them.
func report(c console, problems []bundle.Problem) (errors int) {
	for _, p := range problems {
		if p.Severity == courses.Error {
			errors++
		}
		fmt.Fprintln(c.out, p)
	}
	return errors
}

// figures prints a table of the modules.
func figures(c console, modules []courses.Module) {
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, row := range lint.Table(modules) {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	w.Flush()
}

func verdict(errors, warnings int) error {
	if errors > 0 {
		return fmt.Errorf("%d errors, %d warnings", errors, warnings)
	}
	return nil
}

// reference prints the configuration reference as Markdown; docs/configuration.md is made from it.
func reference(_ context.Context, _ []string, c console) error {
	fmt.Fprint(c.out, config.Reference())
	return nil
}
