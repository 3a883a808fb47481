package authoring

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"upstander/app/access"
	"upstander/app/authoring/difference"
	"upstander/app/ident"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/courses/tongues"
	"upstander/courses/translation"
	"upstander/storage"
)

// NewTranslation is the input of Translate.
type NewTranslation struct {
	ID       string `json:"-" path:"id"` // slug of a published module
	Language string `json:"language"`    // BCP 47
}

// Translate begins the translation of a published module into a language, or finds the draft in which it has begun: of one module there is
// one draft a language, which its owner may share. What an earlier translation says is taken over.
func (s *Service) Translate(ctx context.Context, who access.Actor, in NewTranslation) (ModuleEntry, error) {
	tag, ok := tongues.Canonical(in.Language)
	if !ok {
		return ModuleEntry{}, problem.Wrong("language", "language_tag")
	}
	v, err := s.published.Module(ctx, in.ID, 0)
	if err != nil {
		return ModuleEntry{}, err
	}
	source := v.Source()
	if tag == source.Language {
		return ModuleEntry{}, problem.Wrong("language", "own_language")
	}
	before := v.Translations[tag]
	d := s.newDraft(who, Module, "", "translated", tag)
	d.ID = draftPrefix + ident.Of("translation", v.Slug, tag, before.Draft)
	d.Slug, d.Base = v.Slug, v.Version
	d.Translation = &translation.Translation{From: source.Language, Pairs: before.Pairs, Draft: d.ID}
	if there := v.Languages[tag]; there != nil && before.From == "" {
		d.Translation.Pairs = translation.FromModule(source, there)
	}
	rows := translation.Rows(source, d.Translation.Pairs)
	if d.Module, err = translation.Module(source, tag, rows); err != nil {
		return ModuleEntry{}, err
	}
	made, err := s.drafts.Insert(ctx, d)
	if errors.Is(err, storage.ErrExists) {
		if made, err = s.draft(ctx, who, Module, d.ID); err != nil && problem.From(err).Kind == problem.NotFound {
			return ModuleEntry{}, problem.New(problem.Conflict, "translation_begun")
		}
	}
	if err != nil {
		return ModuleEntry{}, err
	}
	return s.moduleEntry(ctx, who, &made)
}

// TranslationView is a translation beside its source.
type TranslationView struct {
	ID           string             `json:"id"`
	Rev          int64              `json:"rev"`
	State        State              `json:"state"`
	Slug         string             `json:"slug"`
	Language     string             `json:"language"`
	LanguageName string             `json:"language_name"`
	Dir          string             `json:"dir"`  // "ltr" or "rtl"
	From         string             `json:"from"` // the source's language
	Of           int64              `json:"of"`   // the source's version
	Counts       translation.Counts `json:"counts"`
	Rows         []TranslationRow   `json:"rows"`
	Lessons      []Named            `json:"lessons"` // of the source
	May          Abilities          `json:"may"`
}

// Named is a part of a module.
type Named struct {
	Slug  string `json:"slug"`
	Title string `json:"title"`
}

// TranslationRow is one paragraph. Changes, of an outdated one, lead from the source that it was made from to the source as it is.
type TranslationRow struct {
	Key     string            `json:"key"`
	Path    string            `json:"path"`
	Source  string            `json:"source"`
	Text    string            `json:"text"`
	State   translation.State `json:"state"`
	Odd     translation.Odd   `json:"odd,omitempty"`
	Changes []difference.Span `json:"changes,omitempty"`
	Long    bool              `json:"long"`
	Mark    string            `json:"mark"` // tells whether the text has changed since; see TranslationText
}

// Translation shows a draft beside its source as it is now.
func (s *Service) Translation(ctx context.Context, who access.Actor, in Ref) (TranslationView, error) {
	d, err := s.translationDraft(ctx, who, in.ID)
	if err != nil {
		return TranslationView{}, err
	}
	return s.translationView(ctx, who, &d)
}

func (s *Service) translationDraft(ctx context.Context, who access.Actor, id string) (Draft, error) {
	d, err := s.draft(ctx, who, Module, id)
	if err == nil && d.Translation == nil {
		err = problem.Missing("no_translation")
	}
	return d, err
}

func (s *Service) translationView(ctx context.Context, who access.Actor, d *Draft) (TranslationView, error) {
	v, err := s.published.Module(ctx, d.Slug, 0)
	if err != nil {
		return TranslationView{}, err
	}
	source := v.In(d.Translation.From)
	rows := translation.Rows(source, d.Translation.Pairs)
	tag := d.Module.Language
	out := TranslationView{
		ID: d.ID, Rev: d.Rev, State: d.State, Slug: d.Slug, Language: tag, LanguageName: tongues.Name(tag), Dir: tongues.Dir(tag), From: d.Translation.From, Of: v.Version,
		Counts: translation.Count(rows), Rows: []TranslationRow{}, May: abilities(d, who),
	}
	for _, l := range source.Lessons {
		out.Lessons = append(out.Lessons, Named{l.Slug, l.Title})
	}
	for _, r := range rows {
		row := TranslationRow{Key: r.Key, Path: r.Path, Source: r.Source, Text: r.Text, State: r.State, Odd: r.Odd, Long: r.Long, Mark: mark(r.Text)}
		if r.State == translation.Outdated {
			row.Changes = difference.Texts(r.Was, r.Source)
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// mark tells two texts apart.
func mark(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// TranslationText is the input of SaveTranslation: paragraphs by the keys of their rows.
type TranslationText struct {
	ID    string            `json:"-" path:"id"`
	Of    int64             `json:"of"`    // the version of the source that the keys are of
	Texts map[string]string `json:"texts"` // an empty text takes it back
	// Marks are those of the rows that were changed, as they were read. Where another has changed a paragraph since, nothing is saved.
	Marks map[string]string `json:"marks"`
	Still []string          `json:"still,omitempty"` // keys of outdated rows whose text still holds
}

// SaveTranslation puts texts into a draft. Those of different paragraphs never meet, so several may work on one translation at once.
func (s *Service) SaveTranslation(ctx context.Context, who access.Actor, in TranslationText) (TranslationView, error) {
	d, err := s.translationDraft(ctx, who, in.ID)
	if err != nil {
		return TranslationView{}, err
	}
	if in.Of < 1 {
		return TranslationView{}, problem.Wrong("of", "required")
	}
	v, err := s.published.Module(ctx, d.Slug, in.Of)
	if err != nil {
		return TranslationView{}, problem.Wrong("of", "unknown")
	}
	source := v.In(d.Translation.From)
	saved, err := s.change(ctx, who, Module, in.ID, 0, func(d *Draft) error {
		switch {
		case !d.changedBy(who):
			return problem.Denied()
		case d.State != Writing:
			return problem.New(problem.Conflict, "not_a_draft")
		}
		rows := translation.Rows(source, d.Translation.Pairs)
		if err := in.put(rows); err != nil {
			return err
		}
		d.Translation.Pairs = translation.Pairs(rows)
		made, err := translation.Module(source, d.Module.Language, rows)
		if err != nil {
			return err
		}
		if err := limits(made); err != nil {
			return err
		}
		if d.Module = made; !slices.Contains(d.Authors, who.ID) {
			d.Authors = append(d.Authors, who.ID)
		}
		return nil
	})
	if err != nil {
		return TranslationView{}, err
	}
	return s.translationView(ctx, who, &saved)
}

// put writes what was sent into rows.
func (in *TranslationText) put(rows []translation.Row) error {
	var f problem.Fields
	var both []string
	known := map[string]bool{}
	for i := range rows {
		r := &rows[i]
		known[r.Key] = true
		text, sent := in.Texts[r.Key]
		text = strings.Trim(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
		if sent && strings.TrimSpace(text) == "" {
			text = ""
		}
		switch {
		case !sent || text == r.Text:
		case in.Marks[r.Key] != mark(r.Text):
			both = append(both, r.Key)
			continue
		case len(text) > courses.MaxMarkdown:
			f.Add("texts."+r.Key, "too_long", "n", courses.MaxMarkdown)
		case text == "":
			r.Text, r.State = "", translation.Missing
		default:
			r.Text, r.State = text, translation.Done
		}
		if slices.Contains(in.Still, r.Key) && r.State == translation.Outdated {
			r.State = translation.Done
		}
	}
	for key := range in.Texts {
		if !known[key] {
			f.Add("texts", "unknown")
			break
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	if len(both) > 0 {
		p := problem.New(problem.Conflict, "translation_overlap")
		for _, key := range both {
			p.Fields = append(p.Fields, problem.Field{Name: "texts." + key, Key: "changed_since"})
		}
		return p
	}
	return nil
}

// follow puts the module in its place after it was made anew from source and pairs.
func (d *Draft) follow(made *courses.Module) error {
	if d.State == Writing {
		d.Module = made
	}
	return nil
}

// followed brings a loaded translation onto the source as it is now, and tells what keeps it from learners: what is missing, what
// frames it otherwise than the source, and, unless that is accepted, what is outdated.
func (s *Service) followed(ctx context.Context, d *Draft, outdated bool) error {
	v, err := s.published.Module(ctx, d.Slug, 0)
	if err != nil {
		return err
	}
	language := d.Module.Language
	if there := v.Translations[language]; there.Draft != d.ID && v.Version != d.Base {
		was, err := s.published.Module(ctx, d.Slug, d.Base)
		if err != nil {
			return err
		}
		if was.Translations[language].Draft != there.Draft { // another translation came between
			return problem.New(problem.Conflict, "base_moved", "n", v.Version)
		}
	}
	source := v.In(d.Translation.From)
	rows := translation.Rows(source, d.Translation.Pairs)
	var f problem.Fields
	for _, r := range rows {
		switch {
		case r.State == translation.Missing:
			f.Add(r.Path, "untranslated")
		case r.Odd == translation.OddBlocks:
			f.Add(r.Path, "odd_blocks")
		case r.State == translation.Outdated && !outdated:
			f.Add(r.Path, "outdated")
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	if d.Module, err = translation.Module(source, language, rows); err != nil {
		return err
	}
	d.Translation.Pairs, d.Base = translation.Pairs(rows), v.Version
	return nil
}
