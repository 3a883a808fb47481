package handlers

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/certificates"
	"upstander/app/pictures"
	"upstander/courses"
)

// openAPI makes the document at the first request, from the route table and the types of its inputs and outputs (OpenAPI 3.1, JSON
// Schema 2020-12).
func (s *Server) openAPI() fiber.Handler {
	made := sync.OnceValues(func() ([]byte, error) { return json.MarshalIndent(s.OpenAPI(), "", " ") })
	return func(c *fiber.Ctx) error {
		data, err := made()
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
		return sendCompressed(c, data)
	}
}

// object is a JSON object in the making.
type object = map[string]any

var routeParam = regexp.MustCompile(`:(\w+)`)

// OpenAPI makes the document.
func (s *Server) OpenAPI() any {
	b := &schemas{defs: object{}}
	paths := map[string]object{}
	for _, r := range s.Routes() {
		if r.page || r.in == nil {
			continue
		}
		path := routeParam.ReplaceAllString(r.Path, "{$1}")
		if paths[path] == nil {
			paths[path] = object{}
		}
		paths[path][strings.ToLower(r.Method)] = b.operation(r)
	}
	b.ref(reflect.TypeFor[Problem]())
	return object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Upstander", "version": "1",
			"description": "Errors are application/problem+json (RFC 9457). Lists take limit and cursor and give items and next_cursor. Names are snake_case, times RFC 3339 in UTC.",
			"license":     object{"name": "Apache-2.0", "identifier": "Apache-2.0"},
		},
		"servers":    []any{object{"url": s.BaseURL}},
		"paths":      paths,
		"webhooks":   b.webhooks(),
		"components": object{"schemas": b.defs, "securitySchemes": securitySchemes},
	}
}

type schemas struct{ defs object }

func (b *schemas) operation(r Route) object {
	op := object{"operationId": r.Name, "summary": r.Help, "responses": b.responses(r)}
	var params []any
	body := false
	for _, f := range reflect.VisibleFields(r.in) {
		for _, in := range []string{"path", "query", "header"} {
			if name, ok := f.Tag.Lookup(in); ok {
				params = append(params, object{"name": name, "in": in, "required": in == "path", "schema": b.param(f.Type)})
			}
		}
		if name, ok := f.Tag.Lookup("json"); ok && name != "-" {
			body = true
		}
	}
	if params != nil {
		op["parameters"] = params
	}
	if body {
		op["requestBody"] = object{"required": true, "content": object{"application/json": object{"schema": b.ref(r.in)}}}
	}
	if r.Needs != access.Public {
		op["security"] = security(r)
	}
	return op
}

func (b *schemas) param(t reflect.Type) object {
	if t.Kind() == reflect.Int {
		return object{"type": "integer", "minimum": 1, "maximum": maxLimit, "default": defaultLimit}
	}
	return object{"type": "string"}
}

func (b *schemas) responses(r Route) object {
	out := object{}
	ok := object{"description": "Done."}
	switch r.out {
	case reflect.TypeFor[accounts.Nothing]():
	case reflect.TypeFor[pictures.Picture]():
		ok["content"] = object{"image/png": object{}, "image/jpeg": object{}}
	case reflect.TypeFor[certificates.Document]():
		ok["content"] = object{"application/pdf": object{}}
	default:
		ok["content"] = object{"application/json": object{"schema": b.ref(r.out)}}
	}
	out[strconv.Itoa(r.status)] = ok
	if _, own := reflect.New(r.out).Elem().Interface().(interface{ Status() int }); own {
		out["201"] = ok
	}
	failed := object{"description": "A problem.", "content": object{"application/problem+json": object{"schema": b.ref(reflect.TypeFor[Problem]())}}}
	out["default"] = failed
	return out
}

// ref gives the schema of a type; structs with a name go to the components.
func (b *schemas) ref(t reflect.Type) object {
	switch t {
	case reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case reflect.TypeFor[[]byte]():
		return object{"type": "string", "contentEncoding": "base64"}
	case reflect.TypeFor[courses.Answer]():
		return object{"description": "The form depends on the question's kind: an id, a list of ids, true or false, ids by id, or a text; null is not answered.",
			"type": []any{"string", "array", "boolean", "object", "null"}, "items": object{"type": "string"}, "additionalProperties": object{"type": "string"}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		inner := b.ref(t.Elem())
		if kind, ok := inner["type"].(string); ok {
			inner["type"] = []any{kind, "null"}
			return inner
		}
		return object{"anyOf": []any{inner, object{"type": "null"}}}
	case reflect.Slice:
		return object{"type": "array", "items": b.ref(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": b.ref(t.Elem())}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Interface:
		return object{}
	}
	name := schemaName(t)
	if _, ok := b.defs[name]; !ok {
		b.defs[name] = object{} // ends recursion
		b.defs[name] = b.structure(t)
	}
	return object{"$ref": "#/components/schemas/" + name}
}

// schemaName is the type's name with its package's, without which two would be one.
func schemaName(t reflect.Type) string {
	clean := strings.NewReplacer("[", "_", "]", "", "upstander/", "", "/", ".", "*", "").Replace(t.Name())
	pkg := t.PkgPath()
	return strings.ReplaceAll(pkg[strings.LastIndexByte(pkg, '/')+1:], "-", "_") + "." + clean
}

func (b *schemas) structure(t reflect.Type) object {
	props := object{}
	required := []string{}
	b.fields(t, props, &required)
	out := object{"type": "object", "properties": props}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

func (b *schemas) fields(t reflect.Type, props object, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			b.fields(f.Type, props, required)
		case name == "" || name == "-":
		default:
			props[name] = b.ref(f.Type)
			if options != "omitempty" {
				*required = append(*required, name)
			}
		}
	}
}
