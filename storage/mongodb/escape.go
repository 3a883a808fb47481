package mongodb

import (
	"encoding/binary"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"upstander/storage"
)

// Field names with `$` and `.` are allowed since MongoDB 5.0 but not everywhere, and `$id`, `$ref` and `$db` have a meaning of their own
// (https://www.mongodb.com/docs/manual/core/dot-dollar-considerations/). Keys of maps come from people, so these signs are escaped.
var (
	escaper   = strings.NewReplacer("%", "%25", "$", "%24", ".", "%2E")
	unescaper = strings.NewReplacer("%25", "%", "%24", "$", "%2E", ".")
)

func escape(doc storage.Doc) storage.Doc   { return rename(doc, "%$.", escaper) }
func unescape(doc storage.Doc) storage.Doc { return rename(doc, "%", unescaper) }

// rename rewrites the keys that hold one of signs, at every depth. A document without such keys is given back as it is.
func rename(doc storage.Doc, signs string, r *strings.Replacer) storage.Doc {
	elems, err := doc.Elements()
	if err != nil {
		return doc // Check has refused it, or the driver will
	}
	out := make(storage.Doc, 4, len(doc)+16)
	changed := false
	for _, e := range elems {
		key, v := e.Key(), e.Value()
		if strings.ContainsAny(key, signs) {
			key, changed = r.Replace(key), true
		}
		value := v.Value
		if v.Type == bson.TypeEmbeddedDocument || v.Type == bson.TypeArray {
			value = rename(value, signs, r)
			changed = changed || &value[0] != &v.Value[0]
		}
		out = append(out, byte(v.Type))
		out = append(append(out, key...), 0)
		out = append(out, value...)
	}
	if !changed {
		return doc
	}
	out = append(out, 0)
	binary.LittleEndian.PutUint32(out, uint32(len(out)))
	return out
}
