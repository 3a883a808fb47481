package certificates

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"upstander/app/access"
	"upstander/courses"
)

// Full is a certificate with everything that its page shows.
type Full struct {
	View
	Language string `json:"language"`
	// Wording is the course's own. Signatories are all who sign, the course's first.
	Wording     courses.Certificate `json:"wording,omitzero"`
	Signatories []Signatory         `json:"signatories"`
	Audience    string              `json:"audience"`
	Modules     []string            `json:"modules"`
	Criteria    string              `json:"criteria"`
	Issuer      string              `json:"issuer"`
	CompletedAt time.Time           `json:"completed_at"`
	RevokedAt   *time.Time          `json:"revoked_at,omitempty"`
	Revocation  Class               `json:"revocation_class,omitempty"`
	ReplacedAt  *time.Time          `json:"superseded_at,omitempty"`
	ShareURL    string              `json:"share_url,omitempty"`
	Logo        string              `json:"logo,omitempty"`     // path of the institution's logo
	Mine        bool                `json:"mine"`               // the caller is the holder
	CanReissue  bool                `json:"can_reissue"`        // the holder's present name is another
	LinkedIn    string              `json:"linkedin,omitempty"` // adds the certificate to the holder's profile there
}

// Signatory is who signs a certificate, and for whom.
type Signatory struct {
	Name   string `json:"name"`
	Title  string `json:"title,omitempty"`
	Behalf string `json:"behalf"`
}

func (f *Facts) signatories() []Signatory {
	out := []Signatory{}
	for _, s := range []Signatory{{f.Wording.Signatory, f.Wording.SignatoryTitle, f.Issuer}, {f.Brand.Signatory, f.Brand.SignatoryTitle, f.Institution}} {
		if s.Name != "" {
			out = append(out, s)
		}
	}
	return out
}

func (s *Service) full(c *Certificate) Full {
	f := Full{
		View: s.view(c), Language: c.Facts.Language, Audience: c.Facts.AudienceTitle, Modules: c.Facts.Modules, Criteria: c.Facts.Criteria,
		Issuer: c.Facts.Issuer, CompletedAt: c.Facts.CompletedAt.UTC(), Logo: logoHref(c.Facts.Brand.Logo),
		Wording: c.Facts.Wording, Signatories: c.Facts.signatories(),
	}
	if c.Revoked != nil {
		at := c.Revoked.At.UTC()
		f.RevokedAt, f.Revocation = &at, c.Revoked.class()
	}
	if c.Superseded != nil {
		at := c.Superseded.At.UTC()
		f.ReplacedAt = &at
	}
	return f
}

// Get gives a certificate to its holder or an administrator.
func (s *Service) Get(ctx context.Context, who access.Actor, in SerialRef) (Full, error) {
	c, err := s.own(ctx, who, in.Serial)
	if err != nil {
		return Full{}, err
	}
	full := s.full(&c)
	if full.Mine = c.Holder == who.ID; !full.Mine {
		return full, nil
	}
	if full.ShareURL, err = s.sharedAt(ctx, c.ID); err != nil {
		return full, err
	}
	if c.inForce() {
		full.LinkedIn = linkedIn(&full)
		name, err := s.HolderName(ctx, c.Holder)
		full.CanReissue = err == nil && name != c.Facts.Name
		return full, err
	}
	return full, nil
}

// linkedIn gives the address that adds a certificate to one's profile there. Its parameters are those that LinkedIn documents for
// "Add to profile". The link leads to the shared page where there is one, else to the page for checking, which shows no name.
func linkedIn(f *Full) string {
	q := url.Values{
		"startTask": {"CERTIFICATION_NAME"}, "name": {f.Title}, "organizationName": {f.Issuer}, "certId": {f.Serial}, "certUrl": {f.VerifyLink},
		"issueYear": {strconv.Itoa(f.IssuedAt.Year())}, "issueMonth": {strconv.Itoa(int(f.IssuedAt.Month()))},
	}
	if f.ShareURL != "" {
		q.Set("certUrl", f.ShareURL)
	}
	if f.ExpiresAt != nil {
		q.Set("expirationYear", strconv.Itoa(f.ExpiresAt.UTC().Year()))
		q.Set("expirationMonth", strconv.Itoa(int(f.ExpiresAt.UTC().Month())))
	}
	return "https://www.linkedin.com/profile/add?" + q.Encode()
}
