package statuslist

import (
	"crypto/rand"
	"crypto/rsa"
	"math"
	mrand "math/rand/v2"
	"strings"
	"testing"
	"time"

	"upstander/app/certificates/credential"
)

const base = "https://learn.example.org"

var at = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)

func TestBits(t *testing.T) {
	b := New()
	want := map[int64]bool{0: true, 7: true, 8: true, Size - 1: true}
	for range 500 {
		want[mrand.Int64N(Size)] = true
	}
	for i := range want {
		b.Set(i)
	}
	if b[0]&0x81 != 0x81 {
		t.Errorf("bit 0 is not the left-most: %08b", b[0])
	}
	got, err := Decode(b.Encode())
	if err != nil {
		t.Fatal(err)
	}
	for i := range int64(Size) {
		if set, ok := got.Get(i); set != want[i] || !ok {
			t.Fatalf("bit %d is %v", i, set)
		}
	}
	for _, i := range []int64{-1, Size, math.MaxInt64, math.MinInt64} {
		if _, ok := got.Get(i); ok {
			t.Errorf("bit %d exists", i)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	whole := New().Encode()
	bomb := make(Bits, 64<<20).Encode()
	for name, text := range map[string]string{
		"nothing": "", "no prefix": whole[1:], "cut": whole[:len(whole)-8], "too short": make(Bits, 100).Encode(), "bomb": bomb, "not zipped": "uAAAA", "not base64": "u!!!",
	} {
		if b, err := Decode(text); err == nil {
			t.Errorf("%s gave %d bytes", name, len(b))
		}
	}
}

func TestSignedList(t *testing.T) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	key, err := credential.NewKey(private, base)
	if err != nil {
		t.Fatal(err)
	}
	bits := New()
	bits.Set(77)
	token, err := Sign(Facts{Base: base, Issuer: "Upstander", List: 2, Bits: bits, At: at, Fresh: 5 * time.Minute}, key)
	if err != nil {
		t.Fatal(err)
	}
	keys := credential.Set{key.Public}
	list, err := Verify(token, keys, at.Add(time.Hour), base)
	if err != nil {
		t.Fatal(err)
	}
	of := func(list, index int64) *credential.Credential {
		c := credential.Build(credential.Facts{Base: base, Serial: "UP-1", IssuedAt: at, List: list, Index: index})
		return &c
	}
	if revoked, err := list.Has(of(2, 77)); !revoked || err != nil {
		t.Error("revoked:", revoked, err)
	}
	if revoked, err := list.Has(of(2, 78)); revoked || err != nil {
		t.Error("its neighbour:", revoked, err)
	}
	for _, c := range []*credential.Credential{of(1, 77), of(2, Size), of(2, -1)} {
		if _, err := list.Has(c); err == nil {
			t.Errorf("an answer about %s", c.Status.ID)
		}
	}
	dot := strings.LastIndexByte(token, '.') + 1
	altered := token[:dot] + flip(token[dot:dot+1]) + token[dot+1:]
	for name, check := range map[string]struct {
		want  credential.Reason
		token string
		now   time.Time
		by    string
	}{
		"old": {credential.Expired, token, at.Add(Life), base}, "early": {credential.NotYet, token, at.Add(-time.Hour), base},
		"foreign": {credential.NotOurs, token, at, "https://evil.example"}, "changed": {credential.Altered, altered, at, base},
	} {
		if _, err := Verify(check.token, keys, check.now, check.by); credential.ReasonOf(err) != check.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	badge, err := credential.Sign(*of(1, 1), key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(badge, keys, at, base); err == nil {
		t.Error("a badge was taken for a list")
	}
	if _, err := credential.Verify(token, keys, at, base); err == nil {
		t.Error("a list was taken for a badge")
	}
}

// flip gives another letter.
func flip(letter string) string {
	if letter == "A" {
		return "B"
	}
	return "A"
}

func FuzzDecode(f *testing.F) {
	f.Add(New().Encode())
	f.Add("u")
	f.Fuzz(func(t *testing.T, text string) {
		if b, err := Decode(text); err == nil && (len(b) < Size/8 || len(b) > maxBits/8) {
			t.Errorf("%d bytes", len(b))
		}
	})
}
