package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path"

	"upstander/app/access"
	"upstander/app/authoring"
	"upstander/app/boot"
	"upstander/app/problem"
	"upstander/courses/bundle"
)

// operator is who gives a command on the machine itself. Whoever can read the store may read every text in it.
var operator = access.Actor{ID: "operator", Roles: []access.Role{access.Admin}}

// export writes one module, or every published one, as bundles.
func export(ctx context.Context, args []string, c console) error {
	var out string
	var all bool
	var ref authoring.BundleRef
	cfg, words, err := settingsAndWords("export", args, c, func(f *flag.FlagSet) {
		f.StringVar(&out, "out", "", "where to: a name ending in .zip, or a new folder")
		f.BoolVar(&all, "all", false, "every published module, in all its languages")
		f.StringVar(&ref.Language, "language", "", "of the module; without it, the one it is written in")
		f.StringVar(&ref.Version, "version", "", "of the module; without it, the one that holds")
	})
	switch {
	case err != nil:
		return err
	case out == "" || all && (len(words) > 0 || ref.Language+ref.Version != "") || !all && len(words) != 1:
		fmt.Fprintln(c.err, "usage: upstander export MODULE [--language TAG] [--version N] --out FILE.zip|FOLDER\n       upstander export --all --out FILE.zip|FOLDER")
		return errUsage
	}
	return with(ctx, cfg, c, func(a *boot.Application) error {
		var files []bundle.File
		what := "Every published module is"
		if all {
			files, err = a.Server.Authoring.ExportAll(ctx, operator)
		} else {
			ref.ID, what = words[0], words[0]+" is"
			files, err = a.Server.Authoring.ExportModule(ctx, operator, ref)
		}
		if err != nil {
			return plain(err)
		}
		if err := writeTree(out, files); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s in %s: %d files.\n", what, out, len(files))
		return nil
	})
}

// importBundles makes drafts of bundles, all of them or none, as somebody who writes.
func importBundles(ctx context.Context, args []string, c console) error {
	var email string
	var in authoring.Tree
	cfg, words, err := settingsAndWords("import", args, c, func(f *flag.FlagSet) {
		f.StringVar(&email, "as", "", "address of the trainer or administrator whose drafts they become")
		f.BoolVar(&in.DryRun, "dry-run", false, "only report")
		f.BoolVar(&in.Incomplete, "incomplete", false, "take a module although something is unfinished, as a draft may be")
	})
	switch {
	case err != nil:
		return err
	case len(words) != 1 || email == "":
		fmt.Fprintln(c.err, "usage: upstander import FILE.zip|FOLDER --as EMAIL [--dry-run] [--incomplete]")
		return errUsage
	}
	tree, err := openTree(words[0])
	if err != nil {
		return err
	}
	if len(tree.problems) > 0 {
		return refusal(report(c, tree.problems))
	}
	in.Files, in.Folders = tree.files, tree.folders
	return with(ctx, cfg, c, func(a *boot.Application) error {
		who, err := a.Accounts.ActorByEmail(ctx, email)
		switch {
		case err != nil && problem.From(err).Kind == problem.Invalid:
			return fmt.Errorf("there is no account with the address %q that can be used", email)
		case err != nil:
			return err
		case !access.Can(who, access.WriteModules):
			return fmt.Errorf("%s is neither a trainer nor an administrator", email)
		}
		out, err := a.Server.Authoring.ImportTree(ctx, who, in)
		if err != nil {
			return plain(err)
		}
		return c.imported(words[0], in, out)
	})
}

// imported reports what became of each bundle.
func (c console) imported(place string, in authoring.Tree, out []authoring.Imported) error {
	faults := 0
	for _, i := range out {
		for _, list := range [][]bundle.Problem{i.Faults, i.Advice} {
			for k := range list {
				list[k].File = path.Join(place, list[k].File)
			}
			report(c, list)
		}
		faults += len(i.Faults)
	}
	if faults > 0 {
		return refusal(faults)
	}
	for k, i := range out {
		what := fmt.Sprintf("%s: %s, %d lessons, %d questions", path.Join(place, in.Folders[k]), i.Slug, i.Lessons, i.Questions)
		switch {
		case in.DryRun:
			fmt.Fprintf(c.out, "%s: can be imported\n", what)
		default:
			fmt.Fprintf(c.out, "%s: %s %s\n", what, i.Draft.State, i.Draft.ID)
		}
	}
	return nil
}

func refusal(faults int) error {
	if faults == 1 {
		return errors.New("1 fault: nothing was imported")
	}
	return fmt.Errorf("%d faults: nothing was imported", faults)
}
