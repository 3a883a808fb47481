// Package bundle is the authoring format: a folder (or zip) of Markdown and YAML for a module, and back, without loss.
// docs/authoring.md describes it for those who write. Reading is strict, and each fault names file, line and reason.
package bundle
