package paging

import (
	"errors"
	"slices"
	"testing"

	"upstander/storage"
)

func TestPagesMakeUpTheList(t *testing.T) {
	all := []string{"a", "b", "c", "d", "e"}
	self := func(s string) string { return s }
	for limit := 1; limit <= 6; limit++ {
		var got []string
		in := Input{Limit: limit}
		for pages := 0; ; pages++ {
			page, err := Cut(all, in, self)
			if err != nil || pages > len(all) {
				t.Fatalf("limit %d: %v after %d pages", limit, err, pages)
			}
			got = append(got, page.Items...)
			if page.NextCursor == nil {
				break
			}
			in.Cursor = *page.NextCursor
		}
		if !slices.Equal(got, all) {
			t.Errorf("limit %d gave %v", limit, got)
		}
	}
}

func TestAForeignCursorIsRefused(t *testing.T) {
	for _, cursor := range []string{"?", "Zm9yZWlnbg"} {
		if _, err := Cut([]string{"a"}, Input{Limit: 1, Cursor: cursor}, func(s string) string { return s }); !errors.Is(err, storage.ErrBadCursor) {
			t.Errorf("cursor %q gave %v", cursor, err)
		}
	}
}
