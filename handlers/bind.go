package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"upstander/app/problem"
)

// bindPlan says where each field of an input comes from; it is made once a route. Tags:
//
//	path:"course"               a parameter of the route
//	query:"limit"               a query parameter; an int named limit is 1 to 200 and 50 where absent
//	header:"Idempotency-Key"    a header
//	from:"address"              the caller's network address
//	from:"language"             the language of the answer
//	from:"wanted"               the languages to be read in, best first: "fr-CA,fr"
//	json:"name"                 a member of the JSON body
type bindPlan struct {
	fields   []bindField
	body     bool
	detailed bool // the input has something to say for the record of who did what
}

type bindField struct {
	index  []int
	source string // path, query, header, address
	name   string
	kind   reflect.Kind
}

const (
	defaultLimit = 50
	maxLimit     = 200
	maxParam     = 4096
)

func planFor[In any]() bindPlan {
	var p bindPlan
	t := reflect.TypeFor[In]()
	p.detailed = t.Implements(reflect.TypeFor[detailed]())
	for _, f := range reflect.VisibleFields(t) {
		for _, source := range []string{"path", "query", "header", "from"} {
			if name, ok := f.Tag.Lookup(source); ok {
				p.fields = append(p.fields, bindField{f.Index, source, name, f.Type.Kind()})
			}
		}
		if name, ok := f.Tag.Lookup("json"); ok && name != "-" {
			p.body = true
		}
	}
	return p
}

// bind fills the input from the request; what cannot be read is a problem that names the field.
func (p bindPlan) bind(c *fiber.Ctx, in any) error {
	if p.body {
		if err := bindBody(c, in); err != nil {
			return err
		}
	}
	if len(p.fields) == 0 {
		return nil
	}
	v := reflect.ValueOf(in).Elem()
	for _, f := range p.fields {
		text, err := f.read(c)
		if err != nil {
			return err
		}
		switch f.kind {
		case reflect.Int:
			n := defaultLimit
			if text != "" {
				if n, err = strconv.Atoi(text); err != nil || n < 1 || n > maxLimit {
					return problem.Wrong(f.name, "limit", "n", maxLimit)
				}
			}
			v.FieldByIndex(f.index).SetInt(int64(n))
		default:
			v.FieldByIndex(f.index).SetString(text)
		}
	}
	return nil
}

func (f bindField) read(c *fiber.Ctx) (string, error) {
	var text string
	switch f.source {
	case "path":
		plain, err := url.PathUnescape(c.Params(f.name))
		if err != nil || !clean(plain) {
			return "", problem.Missing("not_found")
		}
		return plain, nil
	case "query":
		text = c.Query(f.name)
	case "header":
		text = c.Get(f.name)
	case "from":
		if f.name == "language" {
			return tongue(c), nil
		}
		if f.name == "wanted" {
			return wanted(c), nil
		}
		return c.IP(), nil
	}
	if !clean(text) {
		return "", problem.Wrong(f.name, "characters")
	}
	return text, nil
}

func clean(s string) bool {
	return len(s) <= maxParam && utf8.ValidString(s) && strings.IndexByte(s, 0) < 0
}

// bindBody reads a JSON body strictly. An empty one is an empty object: what is required is for the use case to say.
func bindBody(c *fiber.Ctx, in any) error {
	body, err := rawBody(c)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	media, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";")
	if media = strings.ToLower(strings.TrimSpace(media)); media != "" && media != fiber.MIMEApplicationJSON {
		return problem.New(problem.UnsupportedType, "content_type")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(in); err != nil {
		return bodyProblem(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return problem.New(problem.Malformed, "malformed")
	}
	return nil
}

func bodyProblem(err error) error {
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return problem.New(problem.Malformed, "malformed")
	case errors.As(err, &mistyped):
		if mistyped.Field == "" {
			return problem.New(problem.Malformed, "not_object")
		}
		return problem.Wrong(mistyped.Field, "type")
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		name = strings.Trim(name, `"`)
		if len(name) > 64 || !utf8.ValidString(name) {
			name = ""
		}
		return problem.Wrong(name, "unknown_field")
	}
	return problem.Wrong("", "type")
}

// rawBody is the body as it came. A packed one is refused: Fiber would unpack it without a bound.
func rawBody(c *fiber.Ctx) ([]byte, error) {
	if coding := c.Get(fiber.HeaderContentEncoding); coding != "" && coding != "identity" {
		return nil, problem.New(problem.UnsupportedType, "content_coding")
	}
	return c.BodyRaw(), nil
}
