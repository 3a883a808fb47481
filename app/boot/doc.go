// Package boot puts the application together: configuration, storage, use cases, handlers; and starts, drains and stops it. Nobody
// imports it but main and tests.
package boot
