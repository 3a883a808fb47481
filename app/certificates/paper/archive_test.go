package paper

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
)

// TestWordsAreApart: programs that join a piece's text in the order of the page find a space wherever the page has a break.
func TestWordsAreApart(t *testing.T) {
	f := languageSample("en")
	f.Wording = strings.TrimSpace(strings.Repeat("judgement and nerve ", 14))
	pdf := render(t, f)
	said := run(t, pdf, "pdfinfo", "-struct-text", "FILE")
	for _, want := range []string{
		`"Completed 12 March 2026"`, `"Serial UP-7K3M-Q9XD-2R4T"`, `"Issued by Upstander Institute"`,
		`"Dr Adaeze Okonkwo Director of studies Upstander Institute"`, `"` + f.Wording + `"`,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("no %s in\n%s", want, said)
		}
	}
	f.Wording = strings.Repeat("山", 150) // breaks where there is no space
	if said = run(t, render(t, f), "pdfinfo", "-struct-text", "FILE"); !strings.Contains(said, f.Wording) {
		t.Errorf("a space inside a word:\n%s", said)
	}
}

func TestBookmarks(t *testing.T) {
	object := regexp.MustCompile(`(?s)/Title (<FEFF[0-9A-F]+>) /Parent \d+ 0 R(?: /Prev \d+ 0 R)?(?: /Next \d+ 0 R)? /Dest \[3 0 R /XYZ 0 ([\d.]+) null\] /SE (\d+) 0 R>>`)
	for tag, m := range languages {
		f := languageSample(tag)
		for _, f.Logo = range [][]byte{nil, asPNG(t, emblem(30, 20))} {
			pdf := render(t, f)
			found := object.FindAllSubmatch(pdf, -1)
			if len(found) != 3 || !bytes.Contains(pdf, []byte("/Count 3>>")) {
				t.Fatalf("%s: %d bookmarks", tag, len(found))
			}
			last := 1000.0
			for i, title := range []string{m.heading, m.factsMark, m.checkMark} {
				var top float64
				fmt.Sscan(string(found[i][2]), &top)
				if string(found[i][1]) != textString(title) || top >= last || top <= 0 {
					t.Errorf("%s: bookmark %d is %s at %.0f, below %.0f", tag, i, found[i][1], top, last)
				}
				last = top
				if !bytes.Contains(pdf, fmt.Appendf(nil, "\n%s 0 obj\n<</Type /StructElem ", found[i][3])) {
					t.Errorf("%s: bookmark %d leads to no piece of the page", tag, i)
				}
			}
			if out := run(t, pdf, "qpdf", "--check", "FILE"); strings.Contains(out, "WARNING") {
				t.Error(out)
			}
		}
	}
}

func TestMetadata(t *testing.T) {
	f := languageSample("fr")
	f.Title = `Diplôme <"A" & B>`
	packet := run(t, render(t, f), "pdfinfo", "-meta", "FILE")
	var got struct {
		Description struct {
			Created  string   `xml:"CreateDate,attr"`
			Changed  string   `xml:"ModifyDate,attr"`
			Title    string   `xml:"title>Alt>li"`
			Creator  []string `xml:"creator>Seq>li"`
			Language []string `xml:"language>Bag>li"`
		} `xml:"RDF>Description"`
	}
	if err := xml.Unmarshal([]byte(packet), &got); err != nil {
		t.Fatalf("%v\n%s", err, packet)
	}
	d := got.Description
	if d.Title != clean(f.Title+": "+f.Holder+", "+f.CourseTitle) || fmt.Sprint(d.Creator, d.Language) != "[Upstander] [fr]" ||
		d.Created != "2026-03-14T09:30:00Z" || d.Changed != d.Created {
		t.Errorf("%+v", d)
	}
	for _, claim := range []string{"pdfuaid", "pdfaid"} {
		if strings.Contains(packet, claim) {
			t.Errorf("it claims %s", claim)
		}
	}
}

// TestProfile reads the table of the profile and holds that white is white: the primaries add up to it.
func TestProfile(t *testing.T) {
	p := profile()
	if len(p) > 1000 || binary.BigEndian.Uint32(p) != uint32(len(p)) || string(p[36:40]) != "acsp" {
		t.Fatalf("%d bytes, head % x", len(p), p[:40])
	}
	elements := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint32(p[128:])) {
		entry := p[132+12*i:]
		at, n := binary.BigEndian.Uint32(entry[4:]), binary.BigEndian.Uint32(entry[8:])
		if at%4 != 0 || int(at+n) > len(p) {
			t.Fatalf("%s: %d bytes at %d", entry[:4], n, at)
		}
		elements[string(entry[:4])] = p[at : at+n]
	}
	for _, need := range []string{"desc", "cprt", "wtpt", "chad", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"} {
		if len(elements[need]) < 20 {
			t.Fatalf("no %s", need)
		}
	}
	for i := range 3 {
		value := func(name string) float64 {
			return float64(int32(binary.BigEndian.Uint32(elements[name][8+4*i:]))) / 65536
		}
		if sum, white := value("rXYZ")+value("gXYZ")+value("bXYZ"), value("wtpt"); math.Abs(sum-white) > 0.0005 {
			t.Errorf("the primaries make %.4f of %.4f", sum, white)
		}
	}
	if !bytes.Contains(render(t, branded(t, "Ana Lima")), []byte("/S /GTS_PDFA1")) {
		t.Error("no output intent")
	}
}
