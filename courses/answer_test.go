package courses

import (
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

func TestAnswerForms(t *testing.T) {
	for text, want := range map[string]Answer{
		`null`:              {},
		`"b"`:               {Text: "b"},
		`true`:              {Truth: truth(true)},
		`false`:             {Truth: truth(false)},
		`["a","b"]`:         {List: []string{"a", "b"}},
		`[]`:                {List: []string{}},
		`{"p":"x","q":"y"}`: {Pairs: map[string]string{"p": "x", "q": "y"}},
	} {
		var a Answer
		if err := json.Unmarshal([]byte(text), &a); err != nil || !reflect.DeepEqual(a, want) {
			t.Errorf("%s is read as %+v, %v", text, a, err)
		}
		if out, err := json.Marshal(a); err != nil || string(out) != text {
			t.Errorf("%s is written as %s, %v", text, out, err)
		}
		var y Answer
		if err := yaml.Unmarshal([]byte(text), &y); err != nil || !reflect.DeepEqual(y, want) {
			t.Errorf("YAML %s is read as %+v, %v", text, y, err)
		}
	}
	for _, text := range []string{`7`, `[1]`, `[["a"]]`, `{"p":1}`, `{"p":["x"]}`, `["a",null,{}]`, `[true]`} {
		var a Answer
		if err := json.Unmarshal([]byte(text), &a); err == nil {
			t.Errorf("%s is taken as %+v", text, a)
		}
	}
	for _, text := range []string{`[[a]]`, `{p: [x]}`, `[{a: b}]`} {
		var a Answer
		if err := yaml.Unmarshal([]byte(text), &a); err == nil {
			t.Errorf("YAML %s is taken as %+v", text, a)
		}
	}
}

// FuzzAnswer: whatever is read is written and read back the same, in JSON and in YAML.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{`null`, `"b"`, `"true"`, `"7"`, `"~"`, `" x "`, `"a: b\n"`, `true`, `["a","b"]`, `[]`, `{}`, `{"p":"x"}`, `["null","1e3"]`, `"\u0000"`, `"2001-01-01"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a Answer
		if !utf8.Valid(data) || json.Unmarshal(data, &a) != nil {
			return
		}
		plain, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var again Answer
		if err := json.Unmarshal(plain, &again); err != nil || !reflect.DeepEqual(a, again) {
			t.Fatalf("%s: JSON gives %+v, then %+v, %v", data, a, again, err)
		}
		written, err := yaml.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var read Answer
		if err := yaml.Unmarshal(written, &read); err != nil || !reflect.DeepEqual(a, read) {
			t.Fatalf("%s: YAML %q gives %+v, not %+v, %v", data, written, read, a, err)
		}
	})
}
