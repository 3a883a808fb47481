package handlers

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/apikeys"
	"upstander/app/institutions"
	"upstander/handlers/web"
)

// keyring is what the page of keys shows.
type keyring struct {
	institutions.View
	keys []apikeys.View
}

func (s *Server) keyring(ctx context.Context, who access.Actor, in institutions.Ref) (v keyring, err error) {
	if v.View, err = s.Institutions.Get(ctx, who, in); err != nil {
		return v, err
	}
	list, err := s.Keys.List(ctx, who, in)
	v.keys = list.Items
	return v, err
}

// keyLives are the days that the form offers for a key's life.
var keyLives = []int{30, 90, 180, 365}

func (s *Server) keysPage() endpoint {
	return Page(s, "institution-keys", s.keyring, func(c *fiber.Ctx, f web.Frame, _ institutions.Ref, v keyring) any {
		page := web.KeysPage{InstitutionFrame: institutionFrame(f, v.View, "keys.title"), Form: s.form(c, "", typed(c, "name", "expires_at")), Nonce: rand.Text()}
		made := once[apikeys.View](c)
		if page.Secret = made.Secret; page.Secret != "" {
			page.Form.Values = map[string]string{}
		}
		chosen := formList(c, "scopes")
		for _, scope := range access.Scopes() {
			page.Scopes = append(page.Scopes, web.Option{Value: string(scope), Text: f.T("keys.scope." + string(scope)), Selected: page.Secret == "" && slices.Contains(chosen, string(scope))})
		}
		for _, days := range keyLives {
			ends := s.Now().UTC().AddDate(0, 0, days)
			page.Lives = append(page.Lives, web.Option{Value: ends.Format(time.DateOnly), Text: f.T("keys.until", "n", days, "date", day(f, ends).Text), Selected: days == 90})
		}
		for _, k := range v.keys {
			row := web.KeyRow{Name: k.Name, Hint: k.Hint, State: k.State, MadeBy: k.MakerName, Expires: day(f, k.ExpiresAt), New: k.ID == made.ID}
			for _, scope := range k.Scopes {
				row.Scopes = append(row.Scopes, f.T("keys.scope."+string(scope)))
			}
			if k.UsedOn != nil {
				used, _ := time.Parse(time.DateOnly, *k.UsedOn)
				row.Used = day(f, used)
			}
			if k.State == apikeys.Active || k.State == apikeys.Stopped {
				row.Action = page.Base + "/keys/" + k.ID + "/revocation"
			}
			page.Keys = append(page.Keys, row)
		}
		return page
	})
}

// formList reads the values of a field that may come several times.
func formList(c *fiber.Ctx, name string) []string {
	var out []string
	for _, v := range c.Request().PostArgs().PeekMulti(name) {
		out = append(out, string(v))
	}
	return out
}

func (s *Server) keyForm() endpoint {
	read := func(c *fiber.Ctx) apikeys.Draft {
		in := apikeys.Draft{Name: formText(c, "name"), ExpiresAt: formText(c, "expires_at")}
		for _, scope := range formList(c, "scopes") {
			in.Scopes = append(in.Scopes, access.Scope(scope))
		}
		return in
	}
	// A browser sends no Idempotency-Key: the form's own field is put in its place.
	act := func(ctx context.Context, who access.Actor, in keyFormInput) (apikeys.View, error) {
		in.Draft.ID, in.Draft.Key = in.ID, in.nonce
		return s.Keys.Create(ctx, who, in.Draft)
	}
	return Once(s, func(c *fiber.Ctx) keyFormInput { return keyFormInput{nonce: formText(c, "nonce"), Draft: read(c)} }, act, s.keysPage().serve)
}

// keyFormInput is the form of a new key.
type keyFormInput struct {
	ID    string        `path:"id"`
	Draft apikeys.Draft `json:"-"`
	nonce string
}

func (s *Server) revokeKeyForm() endpoint {
	read := func(*fiber.Ctx) apikeys.KeyRef { return apikeys.KeyRef{} }
	return Form(s, read, s.Keys.Revoke, toInstitution[accounts.Nothing](s, "key_revoked", "/keys"), nil)
}
