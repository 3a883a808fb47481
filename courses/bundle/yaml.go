package bundle

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// decode reads one YAML document strictly into target: an unknown or repeated field, a second document, an anchor or an
// alias is a problem. The node gives positions for faults found later.
func (r *reader) decode(file string, data []byte, offset int, target any) *yaml.Node {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var node yaml.Node
	if err := decoder.Decode(&node); err != nil {
		if errors.Is(err, io.EOF) {
			r.problem(file, 1, "empty", "is empty")
		} else {
			r.yamlError(file, offset, err)
		}
		return nil
	}
	var second yaml.Node
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		r.problem(file, second.Line+offset, "yaml", "holds more than one document")
		return nil
	}
	if alias := findAlias(&node, 0); alias != nil {
		r.problem(file, alias.Line+offset, "yaml", "uses an anchor or alias, or is nested too deep; write the text out")
		return nil
	}
	strict := yaml.NewDecoder(bytes.NewReader(data))
	strict.KnownFields(true)
	if err := strict.Decode(target); err != nil {
		r.yamlError(file, offset, err)
		return nil
	}
	return node.Content[0]
}

// findAlias finds what makes a small file large: anchors, aliases, and nesting beyond any use.
func findAlias(node *yaml.Node, depth int) *yaml.Node {
	if node.Kind == yaml.AliasNode || node.Anchor != "" || depth > 12 {
		return node
	}
	for _, child := range node.Content {
		if found := findAlias(child, depth+1); found != nil {
			return found
		}
	}
	return nil
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:unmarshal errors:\s*)?line (\d+): (.*)$`)
var yamlType = regexp.MustCompile(` (?:in|into) (?:type )?[\w.\[\]*]+$`)

// yamlError turns the library's error, which may hold several, into problems with lines.
func (r *reader) yamlError(file string, offset int, err error) {
	texts := []string{err.Error()}
	var several *yaml.TypeError
	if errors.As(err, &several) {
		texts = several.Errors
	}
	for _, text := range texts {
		line := 1
		if m := yamlLine.FindStringSubmatch(strings.TrimSpace(text)); m != nil {
			line, _ = strconv.Atoi(m[1])
			text = m[2]
		}
		text = yamlType.ReplaceAllString(strings.TrimPrefix(text, "yaml: "), "")
		r.problem(file, line+offset, "yaml", "%s", text)
	}
}

// lineOf follows a path such as "questions[2].answer" as far as it goes and gives the line of the last node found. Without a node, for a
// file that could be read in part only, that is the first line.
func lineOf(node *yaml.Node, path string) int {
	if node == nil {
		return 1
	}
	line := node.Line
	for _, part := range pathParts(path) {
		next := child(node, part)
		if next == nil {
			break
		}
		node = next
		line = node.Line
	}
	return line
}

// textLine gives the line of the n-th line inside the text at path: block scalars begin on the line after their marker.
func textLine(node *yaml.Node, path string, n int) int {
	for _, part := range pathParts(path) {
		if node = child(node, part); node == nil {
			return n
		}
	}
	if node.Style == yaml.LiteralStyle || node.Style == yaml.FoldedStyle {
		return node.Line + n
	}
	return node.Line + n - 1
}

func child(node *yaml.Node, part string) *yaml.Node {
	if i, err := strconv.Atoi(part); err == nil && node.Kind == yaml.SequenceNode {
		if i < len(node.Content) {
			return node.Content[i]
		}
		return nil
	}
	if node.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == part {
				return node.Content[i+1]
			}
		}
	}
	return nil
}

func pathParts(path string) []string {
	return strings.FieldsFunc(path, func(c rune) bool { return c == '.' || c == '[' || c == ']' })
}

// marshal writes YAML as a person would: two spaces, long texts as blocks.
func marshal(value any) []byte {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(value); err != nil {
		panic(fmt.Sprintf("bundle: %v", err)) // the shapes are ours: only a programming error fails here
	}
	encoder.Close()
	return out.Bytes()
}
