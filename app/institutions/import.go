package institutions

import (
	"context"
	"errors"
	"slices"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/app/problem"
	"upstander/storage"
)

// Import is the input of Import.
type Import struct {
	ID     string
	Key    string // Idempotency-Key: the same key and rows give the same answer
	DryRun bool   // says what would become of each row, and saves nothing
	Rows   []Invitee
}

// Report says what each row became.
type Report struct {
	Rows       []RowReport `json:"rows"`
	Invited    int         `json:"invited"`
	NewCohorts []string    `json:"new_cohorts"` // of a dry run: names of cohorts that it would make
	DryRun     bool        `json:"dry_run"`
}

// RowReport is one row's fate.
type RowReport struct {
	Line    int    `json:"line"`
	Email   string `json:"email"`
	Outcome string `json:"outcome"` // invited, already_member, duplicate, invalid
	Reason  string `json:"reason"`  // a code; "" for invited
}

// The outcomes.
const (
	Invited   = "invited"
	IsMember  = "already_member"
	Duplicate = "duplicate"
	Wrong     = "invalid"
)

// importTime is how long an import may take; a request's own deadline is for less.
const importTime = 5 * time.Minute

// Import invites the rows. Each is checked for itself, and what can be invited is. Repeating an import that was cut short finishes it.
func (s *Service) Import(ctx context.Context, who access.Actor, in Import) (Report, error) {
	inst, err := s.manage(ctx, who, in.ID)
	if err != nil {
		return Report{}, err
	}
	if len(in.Rows) == 0 {
		return Report{}, problem.Wrong("email", "required")
	}
	if len(in.Rows) > MaxRows {
		return Report{}, problem.Wrong("file", "too_many_rows", "n", MaxRows)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), importTime)
	defer cancel()
	run := ident.New()
	if in.Key != "" {
		run = ident.Of("import", inst.ID, who.ID, in.Key)
	}
	known, err := s.known(ctx, inst.ID, len(in.Rows))
	if err != nil {
		return Report{}, err
	}
	cohorts, err := s.cohortNames(ctx, inst.ID)
	if err != nil {
		return Report{}, err
	}
	out := Report{Rows: make([]RowReport, len(in.Rows)), NewCohorts: []string{}, DryRun: in.DryRun}
	seen := map[string]bool{}
	var invite []int
	for n := range in.Rows {
		row := &in.Rows[n]
		if row.Line == 0 {
			row.Line = n + 1
		}
		outcome, reason := s.judge(row, seen)
		if outcome == Invited {
			if outcome, reason, err = known(row.Email, run); err != nil {
				return Report{}, err
			}
		}
		if c := cohorts[key(row.Cohort)]; outcome == Invited && c != nil && c.ClosedAt != nil {
			outcome, reason = Wrong, "cohort_closed"
		}
		out.Rows[n] = RowReport{row.Line, row.Email, outcome, reason}
		if outcome != Invited {
			continue
		}
		out.Invited++
		invite = append(invite, n)
		if name := key(row.Cohort); row.Cohort != "" && cohorts[name] == nil {
			cohorts[name] = &Cohort{Name: row.Cohort}
			out.NewCohorts = append(out.NewCohorts, row.Cohort)
		}
	}
	if in.DryRun {
		return out, nil
	}
	for _, name := range out.NewCohorts {
		c, err := s.makeCohort(ctx, inst.ID, name)
		if err != nil {
			return Report{}, err
		}
		cohorts[key(name)] = &c
	}
	out.NewCohorts = []string{} // a second try would find them made, and its answer is to be the same
	err = inParallel(ctx, values(invite), func(ctx context.Context, n int) error {
		_, _, err := s.invite(ctx, &inst, run, in.Rows[n], cohorts[key(in.Rows[n].Cohort)])
		return err
	})
	s.stir()
	return out, err
}

// judge cleans a row and says what is wrong with it, or that it repeats an earlier one.
func (s *Service) judge(row *Invitee, seen map[string]bool) (outcome, reason string) {
	if row.fault != "" {
		return Wrong, row.fault
	}
	var f problem.Fields
	row.Email = accounts.CleanEmail(&f, row.Email)
	row.Name = accounts.CleanName(&f, "name", row.Name, false)
	row.Cohort = accounts.CleanName(&f, "cohort", row.Cohort, false)
	if row.Language == "" {
		row.Language = s.Languages[0]
	} else if !slices.Contains(s.Languages, row.Language) {
		f.Add("language", "unknown")
	}
	if row.Role == "" {
		row.Role = access.Learner
	} else if row.Role != access.Learner && row.Role != access.Manager {
		f.Add("role", "unknown")
	}
	if len(f) > 0 {
		if f[0].Name == "email" && f[0].Key == "email" {
			return Wrong, "email"
		}
		return Wrong, f[0].Name + "_" + f[0].Key
	}
	if seen[row.Email] {
		return Duplicate, "earlier_row"
	}
	seen[row.Email] = true
	return Invited, ""
}

// lookup says how an address stands with the institution already.
type lookup func(email, run string) (outcome, reason string, err error)

// known gives a lookup. For few rows it asks for each; for many it reads all members and invitations once.
func (s *Service) known(ctx context.Context, institution string, rows int) (lookup, error) {
	now := s.now()
	member := func(email string) (bool, error) {
		n, err := s.members.Count(ctx, storage.Query{Index: "by_email", Equal: []any{institution, email}})
		return n > 0, err
	}
	invitation := func(email string) (*Invitation, error) {
		i, err := s.invitations.Get(ctx, invitationID(institution, email))
		if errors.Is(err, storage.ErrNotFound) {
			return nil, nil
		}
		return &i, err
	}
	if rows > 200 {
		members, invitations := map[string]bool{}, map[string]*Invitation{}
		for m, err := range s.members.Find(ctx, storage.Query{Index: "by_email", Equal: []any{institution}}) {
			if err != nil {
				return nil, err
			}
			members[m.Email] = true
		}
		for i, err := range s.invitations.Find(ctx, storage.Query{Index: "by_institution", Equal: []any{institution}}) {
			if err != nil {
				return nil, err
			}
			invitations[i.Email] = &i
		}
		member = func(email string) (bool, error) { return members[email], nil }
		invitation = func(email string) (*Invitation, error) { return invitations[email], nil }
	}
	return func(email, run string) (string, string, error) {
		i, err := invitation(email)
		if err != nil {
			return "", "", err
		}
		if i != nil && i.Import == run {
			return Invited, "", nil // by the first try of this very import
		}
		if is, err := member(email); err != nil || is {
			return IsMember, "member", err
		}
		if i != nil && i.state(now) == stateOpen {
			return Duplicate, "already_invited", nil
		}
		return Invited, "", nil
	}, nil
}
