package storage

import (
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// MaxDocument is the greatest size of a document in bytes: MongoDB's limit, less room for what an engine adds.
const MaxDocument = 15 << 20

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)

// Validate tells what is wrong with a declaration; the error is ErrInvalid.
func (s Spec) Validate() error {
	if !nameForm.MatchString(s.Name) {
		return fmt.Errorf("%w: collection name %q", ErrInvalid, s.Name)
	}
	seen := map[string]bool{}
	for n, ix := range s.Indexes {
		if slices.ContainsFunc(s.Indexes[:n], func(o Index) bool { return slices.Equal(o.Fields, ix.Fields) }) {
			return fmt.Errorf("%w: index %q of %s is over the fields of another", ErrInvalid, ix.Name, s.Name)
		}
		if !nameForm.MatchString(ix.Name) || seen[ix.Name] || len(ix.Fields) == 0 {
			return fmt.Errorf("%w: index %q of %s: bad or repeated name, or no fields", ErrInvalid, ix.Name, s.Name)
		}
		seen[ix.Name] = true
		for i, f := range ix.Fields {
			if !nameForm.MatchString(f) || f == "rev" || slices.Contains(ix.Fields[:i], f) {
				return fmt.Errorf("%w: index %s of %s: field %q", ErrInvalid, ix.Name, s.Name, f)
			}
		}
	}
	return nil
}

// Index finds a declared index by its name.
func (s Spec) Index(name string) (Index, bool) {
	i := slices.IndexFunc(s.Indexes, func(ix Index) bool { return ix.Name == name })
	if i < 0 {
		return Index{}, false
	}
	return s.Indexes[i], true
}

// Fields lists the indexed fields, each once, in order of first mention.
func (s Spec) Fields() []string {
	var out []string
	for _, ix := range s.Indexes {
		for _, f := range ix.Fields {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

// Check is what every engine asks before it writes doc with the revision rev, so that all refuse the same documents. It gives the
// document's id and the values of Fields, as string, int64, bool or time.Time; the error is ErrInvalid.
func (s Spec) Check(doc Doc, rev int64) (id string, values []any, err error) {
	bad := func(format string, args ...any) (string, []any, error) {
		return "", nil, fmt.Errorf("%w: document %q: %s", ErrInvalid, id, fmt.Sprintf(format, args...))
	}
	if err := doc.Validate(); err != nil {
		return bad("%v", err)
	}
	if len(doc) > MaxDocument {
		return bad("%d bytes are more than %d", len(doc), MaxDocument)
	}
	id, _ = doc.Lookup("_id").StringValueOK()
	if id == "" || len(id) > 1000 || !utf8.ValidString(id) {
		return bad("_id is not a text of 1 to 1000 bytes")
	}
	if have, ok := doc.Lookup("rev").Int64OK(); !ok || have != rev {
		return bad("rev is not the int64 %d", rev)
	}
	fields := s.Fields()
	values = make([]any, len(fields))
	for i, f := range fields {
		raw, err := doc.LookupErr(f)
		if err != nil {
			return bad("indexed field %s is missing", f)
		}
		var ok bool
		if values[i], ok = scalar(raw); !ok {
			return bad("indexed field %s is a %v", f, raw.Type)
		}
	}
	for _, ix := range s.Indexes {
		for _, f := range ix.Fields {
			if ix.Unique && values[slices.Index(fields, f)] == "" {
				return bad("field %s of the unique index %s is empty", f, ix.Name)
			}
		}
	}
	return id, values, nil
}

// scalar gives an indexable value as string, int64, bool or time.Time (UTC). A Go `int` is a BSON int32 when it is small; it counts as int64.
func scalar(v bson.RawValue) (any, bool) {
	switch v.Type {
	case bson.TypeString:
		s, ok := v.StringValueOK()
		return s, ok && utf8.ValidString(s)
	case bson.TypeInt64:
		return v.Int64OK()
	case bson.TypeInt32:
		n, ok := v.Int32OK()
		return int64(n), ok
	case bson.TypeBoolean:
		return v.BooleanOK()
	case bson.TypeDateTime:
		ms, ok := v.DateTimeOK()
		return time.UnixMilli(ms).UTC(), ok
	}
	return nil, false
}
