package institutions

import (
	"context"
	"errors"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/certificates/paper"
	"upstander/app/ident"
	"upstander/app/pictures"
	"upstander/app/problem"
	"upstander/storage"
)

// logoLimits bound a logo: what a certificate takes, at the size of a printed page.
var logoLimits = pictures.Limits{Bytes: paper.MaxLogo, Pixels: 16_000_000, Side: 1200}

// logo is an institution's picture, in a document of its own: hardly anything that reads an institution needs it. The institution's
// mark is written after it and removed before it, so that a mark without a picture lasts no longer than such a change.
type logo struct {
	storage.Meta `bson:",inline"` // follows from the institution
	Type         string           `bson:"type"`
	Width        int              `bson:"width"`
	Height       int              `bson:"height"`
	Data         []byte           `bson:"data"`
}

func logoID(institution string) string { return ident.Of("logo", institution) }

// LogoView says where an institution's logo is, and its size in pixels.
type LogoView struct {
	Href   string `json:"href"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// logoMark is what an institution knows of its logo.
type logoMark struct {
	Mark   string `bson:"mark"` // follows from the picture, so that browsers ask anew for another
	Width  int    `bson:"width"`
	Height int    `bson:"height"`
}

func (i *Institution) logoView() *LogoView {
	if i.Logo == nil {
		return nil
	}
	return &LogoView{Href: "/api/v1/institutions/" + i.ID + "/logo?mark=" + i.Logo.Mark, Width: i.Logo.Width, Height: i.Logo.Height}
}

// LogoInput is the input of PutLogo.
type LogoInput struct {
	ID   string `json:"-" path:"id"`
	Data []byte `json:"-"` // the file as it came
}

// PutLogo gives the institution a logo in place of the one before. Certificates that were issued keep theirs.
func (s *Service) PutLogo(ctx context.Context, who access.Actor, in LogoInput) (View, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return View{}, err
	}
	p, err := pictures.Clean(in.Data, logoLimits)
	if err != nil {
		return View{}, err
	}
	made := logo{Meta: storage.Meta{ID: logoID(in.ID)}, Type: p.Type, Width: p.Width, Height: p.Height, Data: p.Data}
	set := func(l *logo) error {
		l.Type, l.Width, l.Height, l.Data = made.Type, made.Width, made.Height, made.Data
		return nil
	}
	_, err = s.logos.Update(ctx, made.ID, set)
	if errors.Is(err, storage.ErrNotFound) {
		_, err = s.logos.Insert(ctx, made)
	}
	if errors.Is(err, storage.ErrExists) { // another request was first
		_, err = s.logos.Update(ctx, made.ID, set)
	}
	if err != nil {
		return View{}, err
	}
	return s.changed(ctx, who, in.ID, func(i *Institution) {
		i.Logo = &logoMark{Mark: ident.Of(string(p.Data))[:12], Width: p.Width, Height: p.Height}
	})
}

// RemoveLogo takes the logo away. Doing it twice is doing it once.
func (s *Service) RemoveLogo(ctx context.Context, who access.Actor, in Ref) (accounts.Nothing, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return accounts.Nothing{}, err
	}
	if _, err := s.changed(ctx, who, in.ID, func(i *Institution) { i.Logo = nil }); err != nil {
		return accounts.Nothing{}, err
	}
	return accounts.Nothing{}, gone(s.logos.Delete(ctx, logoID(in.ID)))
}

// changed applies a change to an institution and gives what came of it.
func (s *Service) changed(ctx context.Context, who access.Actor, id string, change func(*Institution)) (View, error) {
	i, err := s.institutions.Update(ctx, id, func(i *Institution) error { change(i); return nil })
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, who, &i)
}

// Logo gives the institution's logo to those who manage it.
func (s *Service) Logo(ctx context.Context, who access.Actor, in Ref) (pictures.Picture, error) {
	i, err := s.manage(ctx, who, in.ID)
	if err != nil {
		return pictures.Picture{}, err
	}
	p, err := s.logo(ctx, &i)
	if err == nil && p.Data == nil {
		err = problem.Missing("logo_unknown")
	}
	return p, err
}

// logo gives the picture; none has no data.
func (s *Service) logo(ctx context.Context, i *Institution) (pictures.Picture, error) {
	if i.Logo == nil {
		return pictures.Picture{}, nil
	}
	l, err := s.logos.Get(ctx, logoID(i.ID))
	return pictures.Picture{Type: l.Type, Width: l.Width, Height: l.Height, Data: l.Data}, gone(err)
}

// cleanSignatory brings the signatory into the form in which it is stored. A title without a name would stand under an empty line.
func (c *Change) cleanSignatory(f *problem.Fields, now *Institution) {
	name, title := now.Signatory, now.SignatoryTitle
	if c.Signatory != nil {
		*c.Signatory = accounts.CleanName(f, "signatory", *c.Signatory, false)
		name = *c.Signatory
	}
	if c.SignatoryTitle != nil {
		*c.SignatoryTitle = accounts.CleanName(f, "signatory_title", *c.SignatoryTitle, false)
		title = *c.SignatoryTitle
	}
	if name == "" && title != "" {
		f.Add("signatory", "required")
	}
}
