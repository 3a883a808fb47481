package render

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"upstander/courses"
)

// allowed is every element that rendering may write, with the attributes that it may carry. The last row is the drawing.
var allowed = map[string]string{
	"p": "class id", "h1": "id", "h2": "id", "h3": "id", "h4": "id", "h5": "id", "h6": "id", "ul": "", "ol": "class start", "li": "id",
	"blockquote": "", "pre": "", "code": "class", "hr": "", "br": "", "em": "", "strong": "class", "a": "class href id rel title aria-label aria-describedby",
	"img": "src alt title width height loading decoding", "span": "class id", "sup": "class", "div": "class tabindex role aria-label", "table": "", "thead": "", "tbody": "",
	"tr": "", "th": "scope class", "td": "class", "aside": "class role aria-labelledby", "details": "class", "summary": "", "figure": "class",
	"figcaption": "", "dl": "class", "dt": "id", "dd": "", "cite": "",
	"svg": "viewbox", "path": "d",
}

// wellFormed fails unless every element is closed where it should be, a browser would build the very tree that is written,
// ids are unique, links within the page arrive, and nothing is outside the allowed list.
func wellFormed(t *testing.T, page string) {
	t.Helper()
	if err := check(page); err != nil {
		t.Errorf("%v in\n%.2000s", err, page)
	}
}

func check(page string) error {
	var open, written []string
	ids, targets := map[string]bool{}, []string(nil)
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		token := z.Token()
		switch kind {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				return z.Err()
			}
			if len(open) > 0 {
				return fmt.Errorf("%v never closed", open)
			}
			for _, target := range targets {
				if !ids[target] {
					return fmt.Errorf("nothing has the id %s", target)
				}
			}
			return sameTree(page, written)
		case html.CommentToken, html.DoctypeToken, html.SelfClosingTagToken:
			return fmt.Errorf("unexpected %s", token)
		case html.StartTagToken:
			written = append(written, fmt.Sprint(len(open), token.Data))
			if token.Data == "a" && slices.Contains(open, "summary") {
				return errors.New("a link in what opens a disclosure")
			}
			if err := checkToken(token, ids, &targets); err != nil {
				return err
			}
			if !slices.Contains([]string{"br", "hr", "img"}, token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				return fmt.Errorf("</%s> closes %v", token.Data, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func checkToken(token html.Token, ids map[string]bool, targets *[]string) error {
	attributes, ok := allowed[token.Data]
	if !ok {
		return fmt.Errorf("<%s> is not allowed", token.Data)
	}
	seen := map[string]bool{}
	for _, a := range token.Attr {
		if !slices.Contains(strings.Fields(attributes), a.Key) || seen[a.Key] {
			return fmt.Errorf("attribute %s of <%s> is not allowed, or twice", a.Key, token.Data)
		}
		seen[a.Key] = true
		switch a.Key {
		case "id":
			if ids[a.Val] {
				return fmt.Errorf("id %s twice", a.Val)
			}
			ids[a.Val] = true
		case "aria-labelledby", "aria-describedby":
			*targets = append(*targets, a.Val)
		case "src":
			if !strings.HasPrefix(a.Val, "media/") && !strings.HasPrefix(a.Val, "/m/c1/media/") {
				return fmt.Errorf("image from %s", a.Val)
			}
		case "href":
			// What a browser does first: drop tabs, line ends and outer spaces.
			v := strings.ToLower(strings.TrimSpace(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(a.Val)))
			if v == "" {
				return errors.New("link to nothing")
			}
			scheme, _, has := strings.Cut(v, ":")
			if has && !strings.ContainsAny(scheme, "/?#") && !slices.Contains([]string{"http", "https", "mailto"}, scheme) {
				return fmt.Errorf("link to %s", a.Val)
			}
			if strings.HasPrefix(strings.ReplaceAll(v, `\`, "/"), "//") {
				return fmt.Errorf("link to another host: %s", a.Val)
			}
			for _, ours := range []string{"#fn-", "#fnref-", "#term-", "#termref-"} {
				if strings.HasPrefix(v, ours) && seen["class"] {
					*targets = append(*targets, a.Val[1:])
				}
			}
		}
	}
	return nil
}

// sameTree parses as a browser does and compares the elements, in order and each with its depth, with those written.
func sameTree(page string, written []string) error {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(page), body)
	if err != nil {
		return err
	}
	var built []string
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		if n.Type == html.ElementNode {
			built = append(built, fmt.Sprint(depth, n.Data))
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, depth+1)
		}
	}
	for _, n := range nodes {
		walk(n, 0)
	}
	if !slices.Equal(built, written) {
		return fmt.Errorf("a browser builds %v of %v", built, written)
	}
	return nil
}

func FuzzLesson(f *testing.F) {
	for _, seed := range []string{
		"## A\n\n**b** [@convention, art. II] [@convention][@plain] [[genocide|c]]\n\n> q [@plain]\n\n- a\n  1. b\n",
		"::: law for=media,diplomats T [@plain]\na\n\n::: sensitive [[genocide]]\nb\n:::\n:::\n::: figure three-pillars C [@plain]\nd\n:::",
		"|a|[[genocide\\|x]]|\n|:-:|-|\n|[@plain]|`|`|\n", "[a <https://b> ![c [@plain]](media/d.png)](https://e 'f')\n\n[x]: <javascript:1>\n[x]",
		"<div onclick=x>\n<a\nb>`c`</a><!-- -->", "***a **b _c [d***](e)", "> > - > ```\n::: only\n\ta\n    b", "[a](&#106;avascript:x) <javascript:y> [[a]](b)", "a  \nb\\\nc\x00\xff\r\nd",
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, markdown string, one bool) {
		c := testContext()
		if !one {
			c.Audience = ""
		}
		out, err := Lesson(markdown, c)
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, out.HTML+out.Notes+out.Glossary)
		for _, fault := range out.Faults {
			if fault.Line < 1 || fault.Line > 1+strings.Count(strings.ReplaceAll(markdown, "\r", "\n"), "\n") {
				t.Errorf("fault outside the text: %v", fault)
			}
		}
		c.Audience = courses.Business
		for name, fn := range map[string]func(string, Context) (string, []Fault){"text": Text, "inline": Inline} {
			page, _ := fn(markdown, c)
			if err := check(page); err != nil {
				t.Errorf("%s: %v in\n%s", name, err, page)
			}
		}
		again, _ := Lesson(markdown, testContext())
		if one && again.HTML != out.HTML {
			t.Error("twice the same text, two results")
		}
		Words(Plain(markdown))
	})
}
