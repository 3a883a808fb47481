package certificates

import (
	"context"
	"errors"
	"net/http"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/storage"
)

// LogoRef names a logo in a path.
type LogoRef struct {
	ID string `json:"-" path:"id"`
}

// Logo gives a logo that certificates carry to whoever knows its id: the page of a shared certificate shows it to anybody, and it says
// nothing about a holder. It never changes.
func (s *Service) Logo(ctx context.Context, _ access.Actor, in LogoRef) (Document, error) {
	data, err := s.pictures.get(ctx, in.ID)
	if errors.Is(err, storage.ErrNotFound) || err == nil && data == nil {
		return Document{}, problem.Missing("not_found")
	}
	return Document{ContentType: http.DetectContentType(data), Data: data}, err
}

// logoHref is where a logo is shown; "" for none.
func logoHref(id string) string {
	if id == "" {
		return ""
	}
	return "/certificate-logos/" + id
}
