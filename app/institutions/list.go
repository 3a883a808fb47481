package institutions

// PageInput asks for a page. Limit is 1 to 200 and 50 where absent; the cursor is one that a page before gave.
type PageInput struct {
	Limit  int    `json:"-" query:"limit"`
	Cursor string `json:"-" query:"cursor"`
}

// List is a page of a list.
type List[T any] struct {
	Items      []T     `json:"items"`
	NextCursor *string `json:"next_cursor"`
}

// pageOf gives a page as the API shows it; next is "" for the last.
func pageOf[T any](items []T, next string) List[T] {
	if items == nil {
		items = []T{}
	}
	out := List[T]{Items: items}
	if next != "" {
		out.NextCursor = &next
	}
	return out
}
