package issuelog

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"

	"upstander/app/certificates/credential"
	"upstander/storage"
)

// Report is what a check of the log found.
type Report struct {
	Entries int64
	Heads   int      // signed heads that the log was compared with
	Faults  []string // in English, for the operator; none: the log is whole
}

func (r *Report) fault(format string, args ...any) {
	r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
}

// Verify reads the whole log in order and compares it with the heads kept in the store and with more that somebody kept elsewhere: only
// those find a log that was cut or rewritten together with its heads. visit, where given, sees each entry.
func (l *Log) Verify(ctx context.Context, keys credential.Set, more []string, visit func(Entry) error) (Report, error) {
	var r Report
	heads := map[int64][]string{} // expected hash at each number
	add := func(where, token string) {
		c, err := openHead(token, keys)
		if err != nil {
			r.fault("head %s: %v", where, err)
			return
		}
		r.Heads++
		heads[c.Entries] = append(heads[c.Entries], c.Hash)
	}
	for h, err := range l.heads.Find(ctx, storage.Query{}) {
		if err != nil {
			return r, err
		}
		add("of "+h.ID, h.Token)
	}
	for i, token := range more {
		add(fmt.Sprintf("given (%d)", i+1), token)
	}
	delete(heads, 0) // the head of an empty log says nothing
	var prev []byte
	next := int64(1)
	for e, err := range l.entries.Find(ctx, storage.Query{}) {
		if err != nil {
			return r, err
		}
		r.Entries++
		if e.Number > next {
			r.fault("entries %d to %d are missing", next, e.Number-1)
		} else if !bytes.Equal(e.Prev, prev) {
			r.fault("entry %d does not follow the one before it", e.Number)
		}
		if e.Number < next || e.ID != place(e.Number) || !bytes.Equal(e.Hash, e.sum()) {
			r.fault("entry %s was changed", e.ID)
		}
		for _, want := range heads[e.Number] {
			if base64.RawURLEncoding.EncodeToString(e.Hash) != want {
				r.fault("entry %d is not what a signed head says", e.Number)
			}
		}
		delete(heads, e.Number)
		prev, next = e.Hash, e.Number+1
		if visit != nil {
			if err := visit(e); err != nil {
				return r, err
			}
		}
	}
	for number := range heads {
		r.fault("a signed head knows of entry %d, which is missing", number)
	}
	return r, nil
}
