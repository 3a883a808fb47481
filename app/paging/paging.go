// Package paging is the form of every list: a limit and a cursor in, items and the next cursor out.
package paging

import (
	"encoding/base64"
	"slices"

	"upstander/storage"
)

// Input asks for a page. Limit is 1 to 200 and 50 where absent; the cursor is one that a page before gave.
type Input struct {
	Limit  int    `json:"-" query:"limit"`
	Cursor string `json:"-" query:"cursor"`
}

// List is a page of a list.
type List[T any] struct {
	Items      []T     `json:"items"`
	NextCursor *string `json:"next_cursor"`
}

// Of gives a list that is whole.
func Of[T any](items []T) List[T] {
	if items == nil {
		items = []T{}
	}
	return List[T]{Items: items}
}

// Page gives a page of a list; next is "" for the last.
func Page[T any](items []T, next string) List[T] {
	out := Of(items)
	if next != "" {
		out.NextCursor = &next
	}
	return out
}

// Shown gives a page found as the API shows it, each item as view gives it. It takes what storage.Collection.Page gives, its error too.
func Shown[T, V any](found []T, next string, err error, view func(*T) (V, error)) (List[V], error) {
	out := make([]V, len(found))
	for i := range found {
		if err != nil {
			break
		}
		out[i], err = view(&found[i])
	}
	if err != nil {
		return List[V]{}, err
	}
	return Page(out, next), nil
}

// Cut gives a page of a list that is at hand whole. key names an item and is unique; the cursor holds the last one's. An item that has gone
// meanwhile ends the paging with storage.ErrBadCursor.
func Cut[T any](items []T, in Input, key func(T) string) (List[T], error) {
	from := 0
	if in.Cursor != "" {
		last, err := base64.RawURLEncoding.DecodeString(in.Cursor)
		if err != nil {
			return Of[T](nil), storage.ErrBadCursor
		}
		i := slices.IndexFunc(items, func(item T) bool { return key(item) == string(last) })
		if i < 0 {
			return Of[T](nil), storage.ErrBadCursor
		}
		from = i + 1
	}
	items = items[from:]
	if in.Limit == 0 || len(items) <= in.Limit {
		return Of(items), nil
	}
	next := base64.RawURLEncoding.EncodeToString([]byte(key(items[in.Limit-1])))
	return List[T]{Items: items[:in.Limit], NextCursor: &next}, nil
}
