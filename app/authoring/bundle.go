package authoring

import (
	"context"
	"fmt"
	"io/fs"
	"slices"

	"upstander/app/access"
	"upstander/app/pictures"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/courses/bundle"
)

// Archive is a file to download.
type Archive struct {
	Name string
	Type string
	Data []byte
}

// BundleRef is the input of Bundle.
type BundleRef struct {
	ID       string `json:"-" path:"id"`
	Version  string `json:"-" query:"version"`  // of a published module; empty: the one that holds
	Language string `json:"-" query:"language"` // of a published module; empty: English
}

// Bundle packs a module, a draft or a published version, to be taken elsewhere.
func (s *Service) Bundle(ctx context.Context, who access.Actor, in BundleRef) (Archive, error) {
	e, err := s.bundled(ctx, who, in)
	if err != nil {
		return Archive{}, err
	}
	files, err := s.bundleFiles(ctx, &e.Source)
	if err != nil {
		return Archive{}, err
	}
	data, err := bundle.Zip(files)
	name := e.Source.Slug + "-" + e.Source.Language
	if e.Version > 0 {
		name += fmt.Sprintf("-v%d", e.Version)
	}
	return Archive{name + ".zip", "application/zip", data}, err
}

// Import is the input of ImportBundle.
type Import struct {
	Data       []byte
	Key        string // of the request: the same key gives the same draft
	DryRun     bool   // report only
	Incomplete bool   // take also what is unfinished, as a draft may be; what cannot be read is refused all the same
}

// Imported is what became of a bundle. Faults that kept it out have file and line; then there is no draft, and nothing is stored.
type Imported struct {
	Draft     *ModuleEntry     `json:"draft,omitempty"`
	Slug      string           `json:"slug"`
	Title     string           `json:"title"`
	Lessons   int              `json:"lessons"`
	Questions int              `json:"questions"`
	Faults    []bundle.Problem `json:"faults"` // those that refuse it
	Advice    []bundle.Problem `json:"advice"` // for an editor to judge
	DryRun    bool             `json:"dry_run"`
}

// Refused reports whether something kept the bundle out.
func (i Imported) Refused() bool { return len(i.Faults) > 0 }

// ImportBundle reads a packed bundle and makes a draft of it. Sources and terms that the bundle does not carry are taken from the built-in
// library, as everywhere. The copy of a published module starts from the version that holds.
func (s *Service) ImportBundle(ctx context.Context, who access.Actor, in Import) (Imported, error) {
	if len(in.Key) > maxKey {
		return unread(in.DryRun), problem.Wrong("Idempotency-Key", "too_long", "n", maxKey)
	}
	files, problems := bundle.Unpack(in.Data)
	if len(problems) > 0 {
		out := unread(in.DryRun)
		out.Faults = problems
		return out, nil
	}
	out, m, images := readBundle(files, in.DryRun, in.Incomplete)
	if out.Refused() || in.DryRun {
		return out, nil
	}
	made, err := s.imported(ctx, who, in.Key, m, images)
	out.Draft = &made
	return out, err
}

func unread(dryRun bool) Imported {
	return Imported{Faults: []bundle.Problem{}, Advice: []bundle.Problem{}, DryRun: dryRun}
}

// readBundle reads a bundle's files and tells what is wrong with them.
func readBundle(files fs.FS, dryRun, incomplete bool) (Imported, *courses.Module, []pictures.Picture) {
	out := unread(dryRun)
	b := bundle.Read(files, library(publishing.DefaultLanguage))
	out.Slug, out.Title, out.Lessons, out.Questions = b.Module.Slug, b.Module.Title, len(b.Module.Lessons), len(b.Module.Questions)
	images, refused := importImages(b)
	out.Faults = append(append(out.Faults, b.Problems...), refused...)
	tidy(&b.Module)
	if err := limits(&b.Module); err != nil {
		for _, f := range problem.From(err).Fields {
			out.Faults = append(out.Faults, b.Locate(courses.Fault{Path: f.Name, Code: f.Key, Message: "cannot be stored"}))
		}
	}
	wrong := refuses(&b.Module)
	for _, f := range moduleFaults(&b.Module) {
		if wrong(f) && !incomplete {
			out.Faults = append(out.Faults, b.Locate(f))
		} else {
			out.Advice = append(out.Advice, b.Locate(f))
		}
	}
	return out, &b.Module, images
}

// imported makes the draft of a module that was read. Its images come first: a draft without them would be worse than they without a draft.
func (s *Service) imported(ctx context.Context, who access.Actor, key string, m *courses.Module, images []pictures.Picture) (ModuleEntry, error) {
	if err := s.keepImages(ctx, images); err != nil {
		return ModuleEntry{}, err
	}
	d := s.newDraft(who, Module, key, "imported", "")
	d.Module = m
	h, err := s.published.ModuleHead(ctx, m.Slug)
	if err == nil {
		d.Base = h.Latest
	} else if problem.From(err).Kind != problem.NotFound {
		return ModuleEntry{}, err
	}
	return s.insertModule(ctx, who, d)
}

// refuses tells, of the faults of m, one that makes a bundle wrong from one that is a matter of style: what the model asks for, and what leads
// nowhere.
func refuses(m *courses.Module) func(courses.Fault) bool {
	structural := m.Faults()
	return func(f courses.Fault) bool {
		switch f.Code {
		case "source_unknown", "term_unknown", "figure_unknown", "raw_html", "link_unsafe", "image_alt", "image_address", "image_unknown":
			return true
		}
		return f.Severity == courses.Error && slices.Contains(structural, f)
	}
}
