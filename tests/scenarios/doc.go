// Package scenarios is what people and programs do with Upstander, played through the real server on a TCP port. Run plays all of it
// over a database of any kind, so that every engine is held to the same behaviour.
package scenarios
