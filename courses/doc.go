// Package courses is the model of what is learnt: courses, modules, lessons, scenarios, questions and how an answer is
// marked. It is pure: no storage, no clock, no HTTP. The authoring format is in courses/bundle, the rendering of Markdown
// in courses/render, the built-in courses in courses/catalogue.
package courses
