package paper

import (
	"bytes"
	"fmt"

	"github.com/jung-kurt/gofpdf"
)

// sheet is a paper size in millimetres, lying on its long side.
type sheet struct{ width, height float64 }

var sizes = map[string]sheet{
	"":       {297, 210},
	"A4":     {297, 210},
	"Letter": {279.4, 215.9},
}

// Render sets the facts on one landscape page and returns the PDF. Equal facts
// give equal bytes; many goroutines may render at once. A fact that cannot be
// printed is a *FieldError; nothing that a caller can pass makes it panic.
func Render(f Facts) (pdf []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			pdf, err = nil, fmt.Errorf("certificate: %v", r)
		}
	}()
	p, err := lay(f)
	if err != nil {
		return nil, err
	}
	pdf, err = p.canvas.finish(p.base, borders[p.Size](), p.title, p.lang, p.IssuedAt)
	p.canvas.release()
	return pdf, err
}

// laid is a certificate with everything in its place.
type laid struct {
	Facts       // checked
	canvas      *canvas
	base        []byte // gofpdf's file: the ground and the rules
	size        sheet
	title, lang string
}

func lay(f Facts) (laid, error) {
	var err error
	if f, err = f.checked(); err != nil {
		return laid{}, err
	}
	if f, err = f.printable(); err != nil {
		return laid{}, err
	}
	if f.Size == "" {
		f.Size = "A4"
	}
	size := sizes[f.Size]

	page := gofpdf.NewCustom(&gofpdf.InitType{
		OrientationStr: "L", UnitStr: "mm",
		Size: gofpdf.SizeType{Wd: size.height, Ht: size.width},
	})
	page.SetCatalogSort(true)
	page.SetCreationDate(f.IssuedAt.UTC())
	page.SetModificationDate(f.IssuedAt.UTC())
	// Little is left to compress: the text has a stream of its own.
	page.SetCompression(false)
	page.SetMargins(0, 0, 0)
	page.SetAutoPageBreak(false, 0)
	page.AddPage()

	m, lang := f.messages()
	c := newCanvas(page, size, m.mirrored)
	c.archival = designs[f.Layout].archival
	s := shapers.Get().(*shaper)
	defer shapers.Put(s)
	if err := c.compose(f, m, lang, size, s); err != nil {
		return laid{}, err
	}
	var out bytes.Buffer
	if err := page.Output(&out); err != nil {
		return laid{}, fmt.Errorf("certificate: %w", err)
	}
	title := f.heading(m) + ": " + f.Holder + ", " + f.CourseTitle
	if f.Specimen {
		title = m.specimen + ", " + title
	}
	return laid{f, c, out.Bytes(), size, title, lang}, nil
}

// printable refuses text that no face covers, so that nobody receives a name in
// empty boxes; a holder's name in Latin letters stands in where it is given.
func (f Facts) printable() (Facts, error) {
	if _, missing := uncovered(serif, f.Holder); missing && f.HolderLatin != "" {
		if len([]rune(f.HolderLatin)) > MaxHolder {
			return f, &FieldError{"HolderLatin", "too long"}
		}
		f.Holder = f.HolderLatin
	}
	type printed struct {
		field string
		style style
		text  string
	}
	all := []printed{
		{"Holder", serif, f.Holder}, {"Institution", serif, f.Institution},
		{"CourseTitle", serifBold, f.CourseTitle}, {"AudienceTitle", serif, f.AudienceTitle},
		{"Serial", mono, f.Serial}, {"Issuer", serif, f.Issuer}, {"Criteria", serifItalic, f.Criteria},
		{"Title", serif, f.Title}, {"Wording", serif, f.Wording},
		{"Signatory", serif, f.Signatory.Name}, {"Signatory", serifItalic, f.Signatory.Title},
		{"InstitutionSignatory", serif, f.InstitutionSignatory.Name}, {"InstitutionSignatory", serifItalic, f.InstitutionSignatory.Title},
	}
	for _, m := range f.Modules {
		all = append(all, printed{"Modules", serif, m})
	}
	for _, p := range all {
		if r, missing := uncovered(p.style, p.text); missing {
			return f, &FieldError{p.field, fmt.Sprintf("no face for %U", r)}
		}
	}
	return f, nil
}
