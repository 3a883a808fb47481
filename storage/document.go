package storage

import (
	"bytes"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Meta is what every document carries. Embed it inline:
//
//	type Enrolment struct {
//		storage.Meta `bson:",inline"`
//		Learner      string `bson:"learner"`
//	}
//
// Times are kept as BSON dates: UTC, cut to the millisecond. A field of type `any` comes back with BSON's own types
// (bson.D, bson.A, int32 …), so give fields concrete types where they matter.
type Meta struct {
	ID  string `bson:"_id" json:"-"`
	Rev int64  `bson:"rev" json:"-"` // 1 after Insert, one more with each change
}

func (m *Meta) meta() *Meta { return m }

// Document is a pointer to a struct that embeds Meta.
type Document interface{ meta() *Meta }

func encode(v any) (Doc, error) {
	b, err := bson.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("%w: encode: %w", ErrInvalid, err)
	}
	return b, nil
}

func decode[T any](doc Doc) (T, error) {
	var v T
	if err := bson.Unmarshal(doc, &v); err != nil {
		return v, fmt.Errorf("decode document: %w", err)
	}
	return v, nil
}

// same tells whether two documents hold the same. Maps are encoded in no fixed order, so differing bytes may still be the
// same document.
func same(a, b Doc) bool {
	if bytes.Equal(a, b) {
		return true
	}
	if len(a) != len(b) {
		return false
	}
	ae, err1 := a.Elements()
	be, err2 := b.Elements()
	if err1 != nil || err2 != nil || len(ae) != len(be) {
		return false
	}
	for i, e := range ae {
		v, w := e.Value(), be[i].Value()
		if be[i].Key() != e.Key() {
			var err error
			if w, err = b.LookupErr(e.Key()); err != nil {
				return false
			}
		}
		if !sameValue(v, w) {
			return false
		}
	}
	return true
}

func sameValue(v, w bson.RawValue) bool {
	switch {
	case v.Type != w.Type:
		return false
	case v.Type == bson.TypeEmbeddedDocument || v.Type == bson.TypeArray:
		return same(Doc(v.Value), Doc(w.Value))
	default:
		return bytes.Equal(v.Value, w.Value)
	}
}
