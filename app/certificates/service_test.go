package certificates

import (
	"testing"
	"time"

	"upstander/app/access"
	"upstander/app/certificates/credential"
	"upstander/app/problem"
)

func TestRevocation(t *testing.T) {
	w := newWorld(t)
	serial, kept := w.issue(t, "e1"), w.issue(t, "e2")
	before, _ := w.Credential(t.Context(), amina, CredentialInput{Serial: serial})
	if _, revoked := w.checked(t, serial); revoked {
		t.Fatal("revoked from the start")
	}
	for _, in := range []RevocationInput{{serial, "", ""}, {serial, "x", "whim"}} {
		if _, err := w.Revoke(t.Context(), admin, in); problem.From(err).Kind != problem.Invalid {
			t.Errorf("%+v: %v", in, err)
		}
	}
	if _, err := w.Revoke(t.Context(), other, RevocationInput{serial, "envy", ""}); problem.From(err).Kind != problem.NotFound {
		t.Errorf("a stranger revoked: %v", err)
	}
	for range 2 {
		if _, err := w.Revoke(t.Context(), admin, RevocationInput{serial, "issued to the wrong person", IssuedInError}); err != nil {
			t.Fatal(err)
		}
	}
	if v := w.status(t, serial); v.Status != Revoked || v.Revocation != IssuedInError || v.RevokedAt == nil {
		t.Errorf("%+v", v)
	}
	if _, revoked := w.checked(t, serial); !revoked {
		t.Error("the status list does not say so at once")
	}
	if _, revoked := w.checked(t, kept); revoked || w.status(t, kept).Status != Valid {
		t.Error("another is revoked too")
	}
	if after, _ := w.Credential(t.Context(), amina, CredentialInput{Serial: serial}); string(after.Data) != string(before.Data) {
		t.Error("the credential was signed anew")
	}
	w.whole(t, 3)
}

func TestExpiry(t *testing.T) {
	w := newWorld(t)
	serial := w.issue(t, "e1")
	w.later(3 * 366 * 24 * time.Hour)
	if v := w.status(t, serial); v.Status != Expired {
		t.Error(v.Status)
	}
}

func TestReissue(t *testing.T) {
	w := newWorld(t)
	old := w.issue(t, "e1")
	if _, err := w.Reissue(t.Context(), amina, SerialRef{old}); problem.From(err).Key != "name_unchanged" {
		t.Fatalf("without a new name: %v", err)
	}
	w.names["amina"] = "Amina Haddad-Okoye"
	if _, err := w.Reissue(t.Context(), admin, SerialRef{old}); problem.From(err).Kind != problem.NotFound {
		t.Errorf("not the holder: %v", err)
	}
	first, err := w.Reissue(t.Context(), amina, SerialRef{old})
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.Reissue(t.Context(), amina, SerialRef{old})
	if err != nil || again.Serial != first.Serial || first.Holder != "Amina Haddad-Okoye" || first.Replaces != old {
		t.Errorf("%+v %+v %v", first, again, err)
	}
	if v := w.status(t, old); v.Status != Superseded || v.ReplacedBy != "" || v.ReplacedAt == nil {
		t.Errorf("a stranger learns %+v", v)
	}
	if v, _ := w.Verify(t.Context(), amina, Check{Serial: old}); v.ReplacedBy != first.Serial {
		t.Errorf("the holder learns %+v", v)
	}
	if _, revoked := w.checked(t, old); !revoked {
		t.Error("the old one is in force by the status list")
	}
	if _, revoked := w.checked(t, first.Serial); revoked || w.status(t, first.Serial).Status != Valid {
		t.Error("the new one is not in force")
	}
	mine, err := w.Certificates(t)
	if err != nil || len(mine) != 2 {
		t.Errorf("%d are kept, %v", len(mine), err)
	}
	w.whole(t, 3)
	if _, err := w.Revoke(t.Context(), admin, RevocationInput{first.Serial, "x", ""}); err != nil {
		t.Fatal(err)
	}
	w.names["amina"] = "A"
	if _, err := w.Reissue(t.Context(), amina, SerialRef{first.Serial}); problem.From(err).Key != "certificate_revoked" {
		t.Errorf("a revoked one was issued again: %v", err)
	}
}

func TestShare(t *testing.T) {
	w := newWorld(t)
	serial := w.issue(t, "e1")
	if _, err := w.Share(t.Context(), admin, SerialRef{serial}); problem.From(err).Kind != problem.NotFound {
		t.Errorf("not the holder: %v", err)
	}
	first, err := w.Share(t.Context(), amina, SerialRef{serial})
	if err != nil {
		t.Fatal(err)
	}
	again, _ := w.Share(t.Context(), amina, SerialRef{serial})
	if again.URL != first.URL {
		t.Error("two links at once")
	}
	token := first.URL[len(base+"/shared/"):]
	full, err := w.Shared(t.Context(), access.Actor{}, ShareRef{token})
	if err != nil || full.Holder != "Amina Haddad" || full.CanReissue || full.Mine {
		t.Errorf("%+v %v", full, err)
	}
	if _, err := w.Unshare(t.Context(), amina, SerialRef{serial}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Shared(t.Context(), access.Actor{}, ShareRef{token}); problem.From(err).Kind != problem.NotFound {
		t.Errorf("the link lives on: %v", err)
	}
	second, _ := w.Share(t.Context(), amina, SerialRef{serial})
	if second.URL == first.URL || len(token) < 26 {
		t.Error("the new link is the old one, or short")
	}
}

func TestErasure(t *testing.T) {
	for _, keep := range []bool{true, false} {
		w := newWorld(t)
		serial := w.issue(t, "e1")
		shared, err := w.Share(t.Context(), amina, SerialRef{serial})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Credential(t.Context(), amina, CredentialInput{serial, "true"}); err != nil {
			t.Fatal(err)
		}
		if err := w.Erase(t.Context(), "amina", keep); err != nil {
			t.Fatal(err)
		}
		doc, err := w.Credential(t.Context(), admin, CredentialInput{Serial: serial})
		r, _ := w.records.Get(t.Context(), w.certificate(t, serial).ID)
		v := w.status(t, serial)
		if keep && (err != nil || len(doc.Data) == 0 || v.Status != Valid) {
			t.Errorf("kept: %v, %s", err, v.Status)
		}
		if !keep && (err == nil || r.Token != "" || r.Salt != "" || r.Named != "" || r.Compact != "" || !r.Revoked || v.Revocation != Withdrawn) {
			t.Errorf("forgotten: %v %+v %+v", err, r, v)
		}
		if _, err := w.Shared(t.Context(), amina, ShareRef{shared.URL[len(base+"/shared/"):]}); err == nil {
			t.Error("the shared link outlives the account")
		}
		want := int64(2)
		if keep {
			want = 1
		}
		w.whole(t, want)
	}
}

// The holder's name is in a credential only where the holder wants it there.
func TestNamedCredential(t *testing.T) {
	w := newWorld(t)
	serial := w.issue(t, "e1")
	if _, err := w.Credential(t.Context(), admin, CredentialInput{serial, "true"}); problem.From(err).Kind != problem.NotFound {
		t.Errorf("an administrator has the name put in: %v", err)
	}
	keys, err := w.PublicKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names := func(form string) (names []string, token string) {
		doc, err := w.Credential(t.Context(), amina, CredentialInput{serial, form})
		if err != nil {
			t.Fatal(err)
		}
		c, err := credential.Verify(string(doc.Data), keys, w.Now(), base)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range c.Subject.Identifier {
			if i.Kind == "name" && !i.Hashed {
				names = append(names, i.Hash)
			}
		}
		return names, string(doc.Data)
	}
	if n, _ := names(""); len(n) != 0 {
		t.Errorf("the name is told unasked: %v", n)
	}
	n, first := names("true")
	if len(n) != 1 || n[0] != "Amina Haddad" {
		t.Errorf("names %v", n)
	}
	w.later(time.Hour)
	if _, err := w.Keys.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, again := names("true"); again != first {
		t.Error("signed anew")
	}
	w.whole(t, 1)
}
