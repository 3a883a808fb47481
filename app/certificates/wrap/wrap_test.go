package wrap

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

var first, second = strings.Repeat("a", 32), strings.Repeat("b", 32)

func box(t *testing.T, secrets ...string) *Box {
	t.Helper()
	b, err := New(secrets)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWrap(t *testing.T) {
	key := []byte("-----BEGIN PRIVATE KEY-----")
	stored := box(t, first).Wrap("one", key)
	if bytes.Contains(stored, key) || bytes.Equal(stored, box(t, first).Wrap("one", key)) {
		t.Errorf("stored as %q", stored)
	}
	flipped := bytes.Clone(stored)
	flipped[len(flipped)-1] ^= 1
	for label, c := range map[string]struct {
		box     *Box
		name    string
		stored  []byte
		opens   bool
		current bool
	}{
		"the same secret":         {box(t, first), "one", stored, true, true},
		"a newer one before it":   {box(t, second, first), "one", stored, true, false},
		"a newer one alone":       {box(t, second), "one", stored, false, false},
		"no secret":               {box(t), "one", stored, false, false},
		"in another's place":      {box(t, first), "two", stored, false, false},
		"changed":                 {box(t, first), "one", flipped, false, false},
		"cut":                     {box(t, first), "one", stored[:len(prefix)+3], false, false},
		"plain, as before":        {box(t, first), "one", key, true, false},
		"plain, without a secret": {box(t), "one", key, true, true},
	} {
		got, current, err := c.box.Open(c.name, c.stored)
		if (err == nil) != c.opens || current != c.current || c.opens && !bytes.Equal(got, key) || !c.opens && !errors.Is(err, ErrSecret) {
			t.Errorf("%s: %q, current %v, %v", label, got, current, err)
		}
	}
	if got := box(t).Wrap("one", key); !bytes.Equal(got, key) {
		t.Errorf("without a secret: %q", got)
	}
}
