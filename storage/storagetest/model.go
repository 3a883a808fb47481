package storagetest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"upstander/storage"
)

// model is an engine in a few lines, over things: what the real ones are measured against. It reads Go fields, not BSON, and
// shares no code with storage.
type model struct {
	things map[string]thing
	revs   map[string]int64
}

func newModel() *model { return &model{map[string]thing{}, map[string]int64{}} }

func (m *model) taken(x thing) bool {
	for id, y := range m.things {
		if id != x.ID && y.Email == x.Email {
			return true
		}
	}
	return false
}

func (m *model) insert(x thing) error {
	if _, ok := m.things[x.ID]; ok || m.taken(x) {
		return storage.ErrExists
	}
	m.things[x.ID], m.revs[x.ID] = x, 1
	return nil
}

func (m *model) replace(x thing, rev int64) error {
	if err := m.at(x.ID, rev); err != nil {
		return err
	}
	if m.taken(x) {
		return storage.ErrExists
	}
	m.things[x.ID], m.revs[x.ID] = x, rev+1
	return nil
}

func (m *model) remove(id string, rev int64) error {
	if rev == 0 {
		rev = m.revs[id]
	}
	if err := m.at(id, rev); err != nil {
		return err
	}
	delete(m.things, id)
	delete(m.revs, id)
	return nil
}

func (m *model) at(id string, rev int64) error {
	switch have, ok := m.revs[id]; {
	case !ok:
		return storage.ErrNotFound
	case have != rev:
		return storage.ErrConflict
	}
	return nil
}

func (x thing) field(name string) any {
	switch name {
	case "_id":
		return x.ID
	case "kind":
		return x.Kind
	case "kind_of":
		return "k" + x.Kind
	case "n":
		return x.N
	case "flag":
		return x.Flag
	case "at":
		return x.At
	case "email":
		return x.Email
	}
	panic("no field " + name)
}

func compare(a, b any) int {
	switch a := a.(type) {
	case string:
		return strings.Compare(a, b.(string)) // by bytes
	case int64:
		return cmp.Compare(a, b.(int64))
	case time.Time:
		return cmp.Compare(a.UnixMilli(), b.(time.Time).UnixMilli())
	case bool:
		switch {
		case a == b.(bool):
			return 0
		case a:
			return 1
		}
		return -1
	}
	panic("no order")
}

// find gives the ids that a query should give.
func (m *model) find(q storage.Query) []string {
	fields := []string{}
	for _, ix := range things.Indexes {
		if ix.Name == q.Index {
			fields = ix.Fields
		}
	}
	order := append(slices.Clone(fields[len(q.Equal):]), "_id")
	sign := 1
	if q.Desc {
		sign = -1
	}
	var found []thing
	for _, x := range m.things {
		ok := (q.Min == nil || compare(x.field(order[0]), q.Min) >= 0) && (q.Max == nil || compare(x.field(order[0]), q.Max) < 0)
		for i, v := range q.Equal {
			ok = ok && compare(x.field(fields[i]), v) == 0
		}
		if len(q.After) > 0 {
			c := 0
			for i := 0; i < len(order) && c == 0; i++ {
				c = sign * compare(x.field(order[i]), q.After[i])
			}
			ok = ok && c > 0
		}
		if ok {
			found = append(found, x)
		}
	}
	slices.SortFunc(found, func(a, b thing) int {
		for _, f := range order {
			if c := compare(a.field(f), b.field(f)); c != 0 {
				return sign * c
			}
		}
		return 0
	})
	if q.Limit > 0 && len(found) > q.Limit {
		found = found[:q.Limit]
	}
	out := make([]string, len(found))
	for i, x := range found {
		out[i] = x.ID
	}
	return out
}
