// Package browser drives the product as people do: a real Chromium, and a visitor with forms alone. It builds and runs the server, walks
// every course from its first lesson to the certificate, and holds each page to WCAG 2.2 AA (by axe-core), to the width of a phone, to its
// own host and to a weight that a poor network bears. It is a module of its own, for the product needs none of what drives a browser.
package browser
