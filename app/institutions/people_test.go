package institutions

import (
	"context"
	"strings"
	"testing"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/paging"
	"upstander/app/problem"
)

func TestAnInstitutionHasManagersAndMembers(t *testing.T) {
	h, ctx := open(t), t.Context()
	if _, err := h.Create(ctx, h.person("Nobody"), Draft{Name: "Mine"}); problem.From(err).Kind != problem.Forbidden {
		t.Errorf("a learner opened an institution: %v", err)
	}
	if _, err := h.Create(ctx, admin, Draft{Manager: "no address"}); len(problem.From(err).Fields) != 2 {
		t.Errorf("faults are %v", err)
	}
	v, boss := h.institution("Ministry of Velmara")
	if v.Members != 1 || v.Role != access.Admin || !boss.Manages {
		t.Errorf("a new institution is %+v, its manager %+v", v, boss)
	}
	again, err := h.Create(ctx, admin, Draft{Name: "Twice", Key: "k"})
	h.ok(err)
	if twice, err := h.Create(ctx, admin, Draft{Name: "Twice", Key: "k"}); err != nil || twice.ID != again.ID {
		t.Errorf("one key opened two institutions: %v", err)
	}
	mine, err := h.Institutions(ctx, boss, paging.Input{Limit: 50})
	h.ok(err)
	if len(mine.Items) != 1 || mine.Items[0].ID != v.ID {
		t.Errorf("a manager sees %+v", mine)
	}
	name, focal := "Ministry of Foreign Affairs", boss.ID
	if v, err = h.Patch(ctx, boss, Change{ID: v.ID, Name: &name, FocalPoint: &focal}); err != nil || v.Name != name || *v.FocalPoint != boss.ID {
		t.Errorf("changed to %+v, %v", v, err)
	}
	stranger := "somebody"
	_, err = h.Patch(ctx, boss, Change{ID: v.ID, FocalPoint: &stranger})
	h.is(err, "invalid")

	amina := h.member(v.ID, "Amina Haddad")
	_, err = h.Get(ctx, amina, Ref{v.ID})
	h.is(err, "institution_unknown")
	_, err = h.PatchMember(ctx, boss, MemberChange{ID: v.ID, User: amina.ID, Role: access.Manager})
	h.ok(err)
	_, err = h.Get(ctx, h.actor(amina.ID), Ref{v.ID})
	h.ok(err)
	_, err = h.PatchMember(ctx, boss, MemberChange{ID: v.ID, User: amina.ID, Role: access.Admin})
	h.is(err, "invalid")
	_, err = h.PatchMember(ctx, boss, MemberChange{ID: v.ID, User: amina.ID, Role: access.Learner})
	h.ok(err)
	if h.actor(amina.ID).Manages {
		t.Error("one who manages nothing any more is still a manager")
	}
	_, err = h.Accounts.UpdateMe(ctx, amina, accounts.Changes{Name: &[]string{"Zora Haddad"}[0]})
	h.ok(err)
	list, err := h.Members(ctx, boss, MembersInput{ID: v.ID, Limit: 50})
	h.ok(err)
	if len(list.Items) != 2 || list.Items[1].Name != "Zora Haddad" {
		t.Errorf("members are %+v", list)
	}
	_, err = h.RemoveMember(ctx, amina, MemberRef{v.ID, boss.ID})
	h.is(err, "institution_unknown")
	_, err = h.RemoveMember(ctx, amina, MemberRef{v.ID, amina.ID}) // she may leave
	h.ok(err)
	if me, err := h.Accounts.Me(ctx, amina, accounts.Nothing{}); err != nil || len(me.Institutions) != 0 {
		t.Errorf("after leaving: %+v, %v", me, err)
	}
	_, err = h.Accounts.DeleteMe(ctx, boss, accounts.Erasure{})
	h.ok(err)
	if v, err := h.Get(ctx, admin, Ref{v.ID}); err != nil || v.Members != 0 || v.FocalPoint != nil {
		t.Errorf("after the last one is erased: %+v, %v", v, err)
	}
}

func TestReadCSV(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want string // email|name|cohort|language|line|fault, joined by ;
	}{
		"plain":      {"email,name,cohort,language\na@x.org,Amina,One,en\n", "a@x.org|Amina|One|en|2|"},
		"mark":       {"\xef\xbb\xbfemail;name\r\na@x.org;\"Haddad; Amina\"\r\n", "a@x.org|Haddad; Amina|||2|"},
		"order":      {"Name\tE-Mail\nAmina\ta@x.org\n", "a@x.org|Amina|||2|"},
		"no header":  {"a@x.org,Amina\n\nb@x.org,Bilal", "a@x.org|Amina|||1|;b@x.org|Bilal|||3|"},
		"quoted":     {"email,name\na@x.org,\"A \"\"B\"\"\nC\"\nb@x.org,", "a@x.org|A \"B\"\nC|||2|;b@x.org||||4|"},
		"bare quote": {"email,name\na@x.org,A \"B\" C\nb@x.org,B", "||||2|quotes;b@x.org|B|||3|"},
		"latin":      {"email,name\na@x.org,Ren\xe9\n", "a@x.org|Ren\uFFFD|||2|encoding"},
		"extra":      {"email,phone,name\na@x.org,123,Amina,more\n", "a@x.org|Amina|||2|"},
		"empty rows": {"email,name\n,\n;\na@x.org,\n", ";||||3|;a@x.org||||4|"},
	} {
		rows, err := ReadCSV([]byte(c.file))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, r := range rows {
			got = append(got, strings.Join([]string{r.Email, r.Name, r.Cohort, r.Language, string(rune('0' + r.Line)), r.fault}, "|"))
		}
		if strings.Join(got, ";") != c.want {
			t.Errorf("%s: %q, not %q", name, strings.Join(got, ";"), c.want)
		}
	}
	for _, empty := range []string{"", "\xef\xbb\xbf", " \n", "email,name\n"} {
		if _, err := ReadCSV([]byte(empty)); err == nil {
			t.Errorf("%q was read", empty)
		}
	}
	if _, err := ReadCSV([]byte(strings.Repeat("a@x.org\n", MaxRows+1))); err == nil {
		t.Error("too many rows were read")
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("email,name\na@x.org,\"A\"\n"))
	f.Add([]byte("\xef\xbb\xbfa@x.org;\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := ReadCSV(data)
		if (err == nil) != (len(rows) > 0) {
			t.Errorf("%d rows with %v", len(rows), err)
		}
		for _, r := range rows {
			if r.Line < 1 {
				t.Errorf("a row without a line: %+v", r)
			}
		}
	})
}

func TestImportSaysWhatEachRowBecomes(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	h.member(v.ID, "Member Already")
	rows := func() []Invitee {
		rows, err := ReadCSV([]byte("email,name,cohort,language\nnew@example.org,New,Spring,en\nNEW@example.org,Again,,\nmember.already@example.org,,,\nbad,,,\nb@example.org,,,tlh\nboss.of.academy@example.org,,,\nc@example.org,C,spring,\n"))
		h.ok(err)
		return rows
	}
	outcomes := func(r Report) string {
		var out []string
		for _, row := range r.Rows {
			out = append(out, row.Outcome+" "+row.Reason)
		}
		return strings.Join(out, ", ")
	}
	want := "invited , duplicate earlier_row, already_member member, invalid email, invalid language_unknown, already_member member, invited "
	dry, err := h.Import(ctx, boss, Import{ID: v.ID, DryRun: true, Rows: rows()})
	h.ok(err)
	if outcomes(dry) != want || dry.Invited != 2 || len(dry.NewCohorts) != 1 || dry.Rows[0].Line != 2 {
		t.Errorf("the dry run says %+v", dry)
	}
	if list, err := h.Invitations(ctx, boss, MembersInput{ID: v.ID, Limit: 50}); err != nil || len(list.Items) != 0 {
		t.Errorf("a dry run saved %+v", list)
	}
	real, err := h.Import(ctx, boss, Import{ID: v.ID, Key: "k", Rows: rows()})
	h.ok(err)
	same, err := h.Import(ctx, boss, Import{ID: v.ID, Key: "k", Rows: rows()})
	h.ok(err)
	if outcomes(real) != want || outcomes(same) != want {
		t.Errorf("outcomes are %q, then %q", outcomes(real), outcomes(same))
	}
	other, err := h.Import(ctx, boss, Import{ID: v.ID, Rows: rows()})
	h.ok(err)
	if other.Invited != 0 || other.Rows[0].Reason != "already_invited" {
		t.Errorf("a second import says %+v", other)
	}
	for range 3 {
		h.ok(h.Work(ctx, false))
	}
	if sent := h.mails("/invitations/"); len(sent) != 2 {
		t.Errorf("%d mails for two invitations", len(sent))
	}
}

func TestAnInvitationIsAcceptedOnce(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	_, err := h.Import(ctx, boss, Import{ID: v.ID, Rows: []Invitee{{Email: "amina.haddad@example.org", Cohort: "Spring"}, {Email: "late@example.org"}}})
	h.ok(err)
	list, err := h.Invitations(ctx, boss, MembersInput{ID: v.ID, Limit: 50})
	h.ok(err)
	tokens := map[string]string{}
	for _, i := range list.Items {
		tokens[i.Email] = strings.TrimPrefix(i.Link, "https://x.example/invitations/")
	}
	amina := h.person("Amina Haddad")
	first := tokens["amina.haddad@example.org"]
	for _, bad := range []string{"", "x", first[:51] + "x", strings.ToUpper(first), first[26:] + first[:26]} {
		_, err := h.Accept(ctx, amina, TokenRef{bad})
		h.is(err, "invitation_unknown")
	}
	for range 2 {
		w, err := h.Accept(ctx, amina, TokenRef{first})
		h.ok(err)
		if w.Institution.ID != v.ID || w.Cohort == nil || w.Cohort.Name != "Spring" || !w.Mine {
			t.Errorf("accepted: %+v", w)
		}
	}
	_, err = h.Accept(ctx, h.person("Somebody Else"), TokenRef{first})
	h.is(err, "invitation_used")
	members, err := h.Members(ctx, boss, MembersInput{ID: v.ID, Limit: 50})
	h.ok(err)
	if len(members.Items) != 2 || len(members.Items[0].Cohorts) != 1 {
		t.Errorf("members are %+v", members.Items)
	}
	h.pass(31 * 24 * time.Hour)
	_, err = h.Accept(ctx, h.person("Late"), TokenRef{tokens["late@example.org"]})
	h.is(err, "invitation_expired")
	renewed, err := h.Import(ctx, boss, Import{ID: v.ID, Rows: []Invitee{{Email: "late@example.org"}}})
	h.ok(err)
	if renewed.Invited != 1 {
		t.Errorf("an invitation that ran out was not renewed: %+v", renewed)
	}
	_, err = h.Accept(ctx, h.person("Later"), TokenRef{tokens["late@example.org"]})
	h.is(err, "invitation_unknown") // the former link is void
	_, err = h.RemoveMember(context.Background(), boss, MemberRef{v.ID, amina.ID})
	h.ok(err)
	_, err = h.Accept(ctx, amina, TokenRef{first})
	h.is(err, "invitation_unknown") // an old link brings nobody back
}
