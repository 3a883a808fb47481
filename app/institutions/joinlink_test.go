package institutions

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"upstander/app/access"
	"upstander/app/problem"
)

// crowdAt signs up n people. Hashing passwords takes its time, so they come together.
func (h *house) crowdAt(n int) []access.Actor {
	out := make([]access.Actor, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { out[i] = h.person(fmt.Sprintf("Guest %02d", i)) })
	}
	group.Wait()
	return out
}

func (h *house) joinLink(boss access.Actor, in JoinLinkDraft) (JoinLinkView, TokenRef) {
	h.t.Helper()
	l, err := h.CreateJoinLink(h.t.(*testing.T).Context(), boss, in)
	h.ok(err)
	return l, TokenRef{l.Link[strings.LastIndexByte(l.Link, '/')+1:]}
}

func TestALinkIsNeverOversold(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	c, err := h.CreateCohort(ctx, boss, CohortDraft{ID: v.ID, Name: "Open"})
	h.ok(err)
	_, err = h.Assign(ctx, boss, AssignmentDraft{ID: v.ID, Cohort: c.ID, Course: course, DueDays: 30})
	h.ok(err)
	l, token := h.joinLink(boss, JoinLinkDraft{ID: v.ID, Cohort: c.ID, Seats: 10, ExpiresAt: "2026-03-31"})
	guests := h.crowdAt(64)
	faults := make([]error, 2*len(guests))
	var group sync.WaitGroup
	for i := range faults { // each comes twice
		group.Go(func() { _, faults[i] = h.Accept(ctx, guests[i%len(guests)], token) })
	}
	group.Wait()
	let := 0
	for i, err := range faults {
		if err == nil {
			let++
		} else if problem.From(err).Key != "link_full" {
			t.Errorf("guest %d: %v", i, err)
		}
	}
	after, err := h.Get(ctx, boss, Ref{v.ID})
	h.ok(err)
	report, err := h.Report(ctx, boss, ReportInput{ID: v.ID, Limit: 50})
	h.ok(err)
	links, err := h.JoinLinks(ctx, boss, MembersInput{ID: v.ID, Limit: 10})
	h.ok(err)
	if let != 20 || after.Members != 11 || len(report.Items) != 10 || links.Items[0].Taken != 10 || links.Items[0].State != "full" {
		t.Errorf("%d let in, %d members, %d rows, link %+v", let, after.Members, len(report.Items), links.Items[0])
	}
	if stored, err := h.joinLinks.Get(ctx, l.ID); err != nil || stored.Waiting || len(stored.Arriving) != 0 {
		t.Errorf("somebody is still arriving: %+v, %v", stored, err)
	}
}

func TestWhoTookASeatArrives(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	c, err := h.CreateCohort(ctx, boss, CohortDraft{ID: v.ID, Name: "Open"})
	h.ok(err)
	l, token := h.joinLink(boss, JoinLinkDraft{ID: v.ID, Cohort: c.ID, Seats: 3, ExpiresAt: "2026-03-31"})
	// What a process leaves that is killed between the seat and the membership.
	cut := func(who access.Actor) {
		_, err := h.joinLinks.Update(ctx, l.ID, func(l *JoinLink) error {
			l.Taken, l.Arriving, l.Waiting = append(l.Taken, seatID(l.ID, who.ID)), append(l.Arriving, who.ID), true
			return nil
		})
		h.ok(err)
	}
	amina, bilal, chidi := h.person("Amina"), h.person("Bilal"), h.person("Chidi")
	for _, who := range []access.Actor{amina, bilal, chidi} {
		cut(who)
	}
	h.reopen()
	if w, err := h.Accept(ctx, amina, token); err != nil || !w.Mine || w.Cohort == nil { // by trying again
		t.Fatalf("%+v, %v", w, err)
	}
	h.ok(h.part(ctx, v.ID, chidi.ID)) // is taken out before arriving
	h.ok(h.Work(ctx, false))          // by itself
	in, err := h.Cohort(ctx, boss, CohortRef{v.ID, c.ID})
	h.ok(err)
	if len(in.Members) != 2 {
		t.Errorf("in the cohort are %v", in.Members)
	}
	_, err = h.RemoveMember(ctx, boss, MemberRef{v.ID, bilal.ID})
	h.ok(err)
	h.ok(h.Work(ctx, false))
	for _, who := range []access.Actor{bilal, chidi} {
		_, err = h.Accept(ctx, who, token)
		h.is(err, "link_left")
	}
}

func TestALinkHasLimits(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	good := JoinLinkDraft{ID: v.ID, Seats: 5, ExpiresAt: "2026-03-31"}
	for name, change := range map[string]func(*JoinLinkDraft){
		"seats:limit":           func(d *JoinLinkDraft) { d.Seats = 5001 },
		"expires_at:required":   func(d *JoinLinkDraft) { d.ExpiresAt = "" },
		"expires_at:date":       func(d *JoinLinkDraft) { d.ExpiresAt = "soon" },
		"expires_at:days_ahead": func(d *JoinLinkDraft) { d.ExpiresAt = "2026-07-01" },
		"domains:domain":        func(d *JoinLinkDraft) { d.Domains = []string{"mfa"} },
		"cohort:unknown":        func(d *JoinLinkDraft) { d.Cohort = "other" },
	} {
		d := good
		change(&d)
		_, err := h.CreateJoinLink(ctx, boss, d)
		if f := problem.From(err).Fields; len(f) != 1 || f[0].Name+":"+f[0].Key != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	keyed := good
	keyed.Key = "k"
	first, token := h.joinLink(boss, keyed)
	if again, _ := h.joinLink(boss, keyed); again.ID != first.ID {
		t.Error("one key made two links")
	}
	_, mfa := h.joinLink(boss, JoinLinkDraft{ID: v.ID, Seats: 5, ExpiresAt: "2026-03-31", Domains: []string{"@MFA.example"}})
	amina := h.person("Amina")
	_, err := h.Accept(ctx, amina, mfa)
	h.is(err, "link_domain")
	_, err = h.Accept(ctx, amina, TokenRef{token.Token[:51] + "!"})
	h.is(err, "invitation_unknown")
	_, closed := h.joinLink(boss, good)
	links, err := h.JoinLinks(ctx, boss, MembersInput{ID: v.ID, Limit: 10})
	h.ok(err)
	for _, l := range links.Items {
		if strings.HasSuffix(l.Link, closed.Token) {
			_, err = h.CloseJoinLink(ctx, boss, JoinLinkRef{v.ID, l.ID})
			h.ok(err)
		}
	}
	_, err = h.Accept(ctx, amina, closed)
	h.is(err, "link_closed")
	h.pass(60 * 24 * time.Hour)
	_, err = h.Accept(ctx, amina, token)
	h.is(err, "link_expired")
	if w, err := h.Invitation(ctx, amina, token); err != nil || w.State != "expired" {
		t.Errorf("%+v, %v", w, err)
	}
}
