// Package paper sets a certificate on paper: the facts go in, one landscape
// PDF page comes out, the same bytes for the same facts on every day and in
// every process.
//
// The page is real text in real outlines. Each line is shaped by HarfBuzz's
// rules (so Arabic joins, Devanagari reorders, accents sit where they should),
// every cluster of glyphs becomes one glyph of a small font made for this page
// alone, and that glyph carries the characters it stands for. A reader
// therefore searches, copies and hears the name as it was typed, and the file
// needs no font from the machine that opens it.
//
// gofpdf draws the page, its ornament and its QR code; it embeds whole fonts, a
// font at a time and without shaping, so the text font, the document language
// and the structure for screen readers are appended in an incremental update
// (ISO 32000-1, 7.5.6).
//
// Faces come from pinned Go modules and are parsed on first use; importing this
// package costs nothing at start-up.
package paper
