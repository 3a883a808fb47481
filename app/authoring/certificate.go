package authoring

import (
	"context"

	"upstander/app/access"
	"upstander/app/certificates"
	"upstander/app/problem"
	"upstander/courses"
)

// Specimens draws what the certificates of a course will look like.
type Specimens interface {
	Specimen(certificates.Specimen) (certificates.Document, error)
}

// CertificatePreview is the input of PreviewCertificate. The words are those of the course as it is kept, or, when Typed is "true", those sent.
type CertificatePreview struct {
	ID             string `json:"-" path:"id"`
	Typed          string `json:"-" query:"typed"`
	Title          string `json:"-" query:"title"`
	Wording        string `json:"-" query:"wording"`
	Signatory      string `json:"-" query:"signatory"`
	SignatoryTitle string `json:"-" query:"signatory_title"`
	Paper          string `json:"-" query:"paper"`  // a4 (also "") or letter
	Format         string `json:"-" query:"format"` // pdf (also "") or svg, a picture of the same
}

// PreviewCertificate shows the certificate of a course with no holder, marked as a specimen; it saves nothing.
func (s *Service) PreviewCertificate(ctx context.Context, who access.Actor, in CertificatePreview) (certificates.Document, error) {
	if in.Format != "" && in.Format != "pdf" && in.Format != "svg" {
		return certificates.Document{}, problem.Wrong("format", "unknown")
	}
	e, err := s.Course(ctx, who, ModuleRef{ID: in.ID})
	if err != nil {
		return certificates.Document{}, err
	}
	course := e.Source
	if in.Typed == "true" {
		course.Certificate = courses.Certificate{Title: in.Title, Wording: in.Wording, Signatory: in.Signatory, SignatoryTitle: in.SignatoryTitle}
	}
	var f problem.Fields
	hard(&f, course.Certificate.Faults())
	printable(&f, &course)
	if err := f.Err(); err != nil {
		return certificates.Document{}, err
	}
	specimen := certificates.Specimen{Course: course, Version: e.Version, Paper: in.Paper, Picture: in.Format == "svg"}
	if e.Version == 0 {
		specimen.Version = e.Latest + 1 // that it would be published as
	}
	for _, m := range e.Modules {
		specimen.Modules = append(specimen.Modules, m.Title)
	}
	return s.specimens.Specimen(specimen)
}

// printable refuses words for which no face is at hand: nobody could be given the certificate.
func printable(f *problem.Fields, c *courses.Course) {
	for _, path := range certificates.UnprintableWords(c.Certificate) {
		f.Add(path, "unprintable")
	}
}
