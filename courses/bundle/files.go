package bundle

import "upstander/courses"

// The files of a bundle, as YAML shapes.

type moduleFile struct {
	Slug        string   `yaml:"slug"`
	Language    string   `yaml:"language"`
	Title       string   `yaml:"title"`
	Summary     string   `yaml:"summary"`
	Minutes     int      `yaml:"minutes"`
	ContentNote string   `yaml:"content_note"`
	Review      string   `yaml:"review,omitempty"`
	Objectives  []string `yaml:"objectives"`
	Lessons     []string `yaml:"lessons"`
}

type frontMatter struct {
	Title   string             `yaml:"title"`
	Kind    courses.LessonKind `yaml:"kind"`
	Minutes int                `yaml:"minutes"`
}

type scenarioFile struct {
	frontMatter      `yaml:",inline"`
	courses.Scenario `yaml:",inline"`
}

type quizFile struct {
	Questions []courses.Question `yaml:"questions"`
}

const (
	moduleName   = "module.yaml"
	quizName     = "quiz.yaml"
	sourcesName  = "sources.yaml"
	glossaryName = "glossary.yaml"
	lessonsDir   = "lessons"
	imagesDir    = "media" // so that the address of an image in a text is its file's

	maxFile  = 1 << 20 // bytes of one file
	maxFiles = 100
)

// Library is what a module may cite and link without carrying it: the catalogue's shared sources and terms.
type Library struct {
	Sources []courses.Source
	Terms   []courses.Term
}
