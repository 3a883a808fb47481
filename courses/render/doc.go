// Package render turns the Markdown of lessons, scenarios and questions into safe, accessible HTML, and tells a writer in
// plain words, line by line, what is not right.
//
// The way through is one: goldmark parses the text with three syntaxes of our own (blocks, citations, glossary terms); a
// resolver walks the tree once, checks it, and replaces everything that depends on the reader or on the page (audience,
// sources, terms, links, images) by nodes that carry finished HTML; goldmark's renderer then only writes. No HTML of the
// author ever reaches a page, and no page asks a third party for anything.
//
// All functions are deterministic and safe for concurrent use.
package render
