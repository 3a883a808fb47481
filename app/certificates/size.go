package certificates

import (
	"context"

	"upstander/app/access"
	"upstander/app/problem"
)

// PaperInput names a certificate and the paper that it is for.
type PaperInput struct {
	Serial string `json:"-" path:"serial"`
	Paper  string `json:"-" query:"paper"` // "a4" (also "") or "letter"
}

// paperSize gives a size of package paper.
func paperSize(asked string) (string, error) {
	switch asked {
	case "", "a4":
		return "A4", nil
	case "letter":
		return "Letter", nil
	}
	return "", problem.Wrong("paper", "paper")
}

// PDF gives the certificate on paper; the same bytes each time for one size of paper.
func (s *Service) PDF(ctx context.Context, who access.Actor, in PaperInput) (Document, error) {
	size, err := paperSize(in.Paper)
	if err != nil {
		return Document{}, err
	}
	c, err := s.visible(ctx, who, in.Serial)
	if err != nil {
		return Document{}, err
	}
	return s.document(ctx, &c, size)
}

func (s *Service) document(ctx context.Context, c *Certificate, size string) (Document, error) {
	data, err := s.file(ctx, c, size)
	return Document{Name: "certificate-" + c.Serial + ".pdf", ContentType: "application/pdf", Data: data}, err
}

// Paper gives a certificate as Issued does, and its PDF, in one reading of the store. The view stands even where nothing can be printed.
func (s *Service) Paper(ctx context.Context, serial, asked string) (View, Document, error) {
	size, err := paperSize(asked)
	if err != nil {
		return View{}, Document{}, err
	}
	c, err := s.newest(ctx, serial)
	if err != nil {
		return View{}, Document{}, err
	}
	d, err := s.document(ctx, &c, size)
	return s.view(&c), d, err
}

// CheckPaper refuses what is no size of paper, before a long answer begins.
func CheckPaper(size string) error {
	_, err := paperSize(size)
	return err
}
