package certificates

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"upstander/app/certificates/issuelog"
	"upstander/storage"
)

// VerifyLog checks the issue log, and both ways whether it and the certificates tell the same. heads are tokens of heads that somebody
// kept elsewhere.
func (s *Service) VerifyLog(ctx context.Context, heads []string) (issuelog.Report, error) {
	keys, err := s.Keys.Public(ctx)
	if err != nil {
		return issuelog.Report{}, err
	}
	var faults []string
	report, err := s.log.Verify(ctx, keys, heads, func(e issuelog.Entry) error {
		_, id, _ := strings.Cut(e.Event, ":")
		said, err := s.said(ctx, id, e)
		if said != "" {
			faults = append(faults, fmt.Sprintf("entry %d: %s %s", e.Number, e.Serial, said))
		}
		return err
	})
	if err != nil {
		return report, err
	}
	for c, err := range s.certificates.Find(ctx, storage.Query{}) {
		if err != nil {
			return report, err
		}
		missing, err := s.unlogged(ctx, &c)
		if err != nil {
			return report, err
		}
		if missing != "" {
			faults = append(faults, fmt.Sprintf("%s: the log has no entry %q", c.Serial, missing))
		}
	}
	report.Faults = append(report.Faults, faults...)
	return report, nil
}

// said tells how an entry and its certificate differ, "" when they do not.
func (s *Service) said(ctx context.Context, id string, e issuelog.Entry) (string, error) {
	c, err := s.certificates.Get(ctx, id)
	if errors.Is(err, storage.ErrNotFound) {
		return "is in the log and not among the certificates", nil
	}
	if err != nil {
		return "", err
	}
	r, err := s.records.Get(ctx, id)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return "has lost its record", nil
	case err != nil:
		return "", err
	case e.Serial != c.Serial:
		return "has another serial now: " + c.Serial, nil
	case e.Kind == issuelog.Issue && r.Token != "" && issuelog.Digest(r.Token) != e.Digest:
		return "has another credential now", nil
	case e.Kind == issuelog.Issue && r.Token == "" && !c.erased():
		return "has lost its credential", nil
	case e.Kind == issuelog.Revoke && (c.Revoked == nil || !r.Revoked && !r.Pending):
		return "was revoked, and is not any more", nil
	case e.Kind == issuelog.Supersede && (c.Superseded == nil || issuelog.Digest(c.Superseded.By) != e.Digest):
		return "was superseded, and is not any more", nil
	}
	return "", nil
}

// unlogged gives the first kind of entry that a certificate should have and lacks. One that is pending, or was issued before there was a log
// and has not been asked for since, is not at fault.
func (s *Service) unlogged(ctx context.Context, c *Certificate) (issuelog.Kind, error) {
	r, err := s.records.Get(ctx, c.ID)
	if errors.Is(err, storage.ErrNotFound) || err == nil && r.Pending {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	want := []issuelog.Kind{issuelog.Issue}
	if c.Superseded != nil {
		want = append(want, issuelog.Supersede)
	}
	if c.Revoked != nil {
		want = append(want, issuelog.Revoke)
	}
	for _, kind := range want {
		if has, err := s.log.Has(ctx, kind, c.ID); err != nil || !has {
			return kind, err
		}
	}
	return "", nil
}
