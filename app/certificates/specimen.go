package certificates

import (
	"errors"
	"fmt"

	"upstander/app/certificates/paper"
	"upstander/app/problem"
	"upstander/courses"
)

// Specimen says what a specimen shows: the certificate of a course that nobody holds.
type Specimen struct {
	Course  courses.Course
	Modules []string // titles
	Version int64
	Paper   string // as in PaperInput
	Picture bool   // an SVG for the screen in place of a PDF
}

// specimenSerial is no serial: looking it up finds nothing.
const specimenSerial = "SPECIMEN"

// Specimen draws how the certificates of a course will look, without a holder and marked as a specimen. It is not signed, stored or entered
// anywhere, and checking it finds that it is not ours.
func (s *Service) Specimen(in Specimen) (Document, error) {
	size, err := paperSize(in.Paper)
	if err != nil {
		return Document{}, err
	}
	now := s.Now().UTC()
	c := Certificate{Serial: specimenSerial, IssuedAt: now, Facts: s.courseFacts(&in.Course, now)}
	c.Facts.Version, c.Facts.Modules, c.Facts.VerifyURL = in.Version, in.Modules, s.BaseURL+"/verify/"+specimenSerial
	c.Facts.CompletedAt = now
	facts := c.paper(nil)
	facts.Specimen, facts.Size = true, size
	if facts.CourseTitle == "" { // a draft that has none yet
		facts.CourseTitle = in.Course.Slug
	}
	doc := Document{Name: specimenSerial + ".pdf", ContentType: "application/pdf"}
	draw := paper.Render
	if in.Picture {
		doc, draw = Document{Name: specimenSerial + ".svg", ContentType: "image/svg+xml"}, paper.SVG
	}
	doc.Data, err = draw(facts)
	var fault *paper.FieldError
	if errors.As(err, &fault) {
		err = problem.New(problem.Invalid, "specimen_unprintable", "what", fmt.Sprint(fault.Field, ": ", fault.Reason))
	}
	return doc, err
}

// UnprintableWords lists the parts of a course's wording for which no face is at hand, as paths of faults.
func UnprintableWords(c courses.Certificate) []string {
	var out []string
	for _, part := range []struct{ path, text string }{
		{"certificate.title", c.Title}, {"certificate.wording", c.Wording}, {"certificate.signatory", c.Signatory}, {"certificate.signatory_title", c.SignatoryTitle},
	} {
		if !paper.Covers(part.text) {
			out = append(out, part.path)
		}
	}
	return out
}
