package authoring

import (
	"context"
	"io/fs"
	"path"

	"upstander/app/access"
	"upstander/app/ident"
	"upstander/app/pictures"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/courses/bundle"
)

// Tree is the input of ImportTree: folders, each a bundle, as bundle.Folders finds them.
type Tree struct {
	Files      fs.FS
	Folders    []string
	DryRun     bool // report only
	Incomplete bool // take also what is unfinished
}

// ImportTree makes a draft of each bundle, or of none when one of them has faults. The drafts follow from who imports and from the texts:
// importing again what was broken off, or what is there already, finds what was made.
func (s *Service) ImportTree(ctx context.Context, who access.Actor, in Tree) ([]Imported, error) {
	if err := access.Require(who, access.WriteModules); err != nil {
		return nil, err
	}
	var out []Imported
	var modules []*courses.Module
	var images [][]pictures.Picture
	refused := false
	for _, folder := range in.Folders {
		files, err := fs.Sub(in.Files, folder)
		if err != nil {
			return nil, err
		}
		read, m, own := readBundle(files, in.DryRun, in.Incomplete)
		within(folder, read.Faults)
		within(folder, read.Advice)
		refused = refused || read.Refused()
		out, modules, images = append(out, read), append(modules, m), append(images, own)
	}
	if refused || in.DryRun {
		return out, nil
	}
	for i, m := range modules {
		packed, err := bundle.Pack(*m)
		if err != nil {
			return out, err
		}
		made, err := s.imported(ctx, who, ident.Of("import", string(packed)), m, images[i])
		if err != nil {
			return out, err
		}
		out[i].Draft = &made
	}
	return out, nil
}

// within names files by their folder too.
func within(folder string, problems []bundle.Problem) {
	for i := range problems {
		problems[i].File = path.Join(folder, problems[i].File)
	}
}

// ExportAll gives the bundles of every published module, as it holds now, in all its languages: a folder a module, a folder a language.
func (s *Service) ExportAll(ctx context.Context, who access.Actor) ([]bundle.File, error) {
	if err := access.Require(who, access.ReadSources); err != nil {
		return nil, err
	}
	heads, err := s.published.Modules(ctx)
	if err != nil {
		return nil, err
	}
	var out []bundle.File
	for _, h := range heads {
		v, err := s.published.Module(ctx, h.Slug, h.Latest)
		if err != nil {
			return nil, err
		}
		for _, tag := range sortedTags(v.Languages) {
			files, err := s.bundleFiles(ctx, v.Languages[tag])
			if err != nil {
				return nil, err
			}
			for _, file := range files {
				out = append(out, bundle.File{Name: path.Join(h.Slug, tag, file.Name), Data: file.Data})
			}
		}
	}
	return out, nil
}

// ExportModule gives the bundle of one module as its files; see Bundle.
func (s *Service) ExportModule(ctx context.Context, who access.Actor, in BundleRef) ([]bundle.File, error) {
	if err := access.Require(who, access.ReadSources); err != nil {
		return nil, err
	}
	m, err := s.bundled(ctx, who, in)
	if err != nil {
		return nil, err
	}
	if in.Language != "" && m.Source.Language != in.Language {
		return nil, problem.Wrong("language", "unknown")
	}
	return s.bundleFiles(ctx, &m.Source)
}

// bundled gives a module in the language that is asked for, or in the one that it is written in.
func (s *Service) bundled(ctx context.Context, who access.Actor, in BundleRef) (ModuleEntry, error) {
	e, err := s.Module(ctx, who, ModuleRef{in.ID, in.Version})
	if err != nil || in.Language == "" || isDraft(in.ID) {
		return e, err
	}
	v, err := s.published.Module(ctx, e.Slug, e.Version)
	if err == nil {
		e.Source = *v.In(in.Language)
	}
	return e, err
}
