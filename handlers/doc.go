// Package handlers is how the application is reached: one route table (routes.go) for the JSON API and the pages, the adapters
// that turn a use case into either (action.go, page.go), binding of input, errors, and middleware. No rule of the domain
// lives here.
package handlers
