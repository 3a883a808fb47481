package seal

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// attack is a file that must not open, and what is said of it.
type attack struct {
	label string
	file  []byte
	want  error
}

// attacks is the table of what a stranger may try with a sealed file; the answer to each is beside it.
func attacks(t testing.TB) (s *Signer, all []attack) {
	s = sharedSigner(t)
	stranger := newSigner(t, issued) // of the same name
	plain, err := page()
	if err != nil {
		t.Fatal(err)
	}
	pdf, foreign := sealed(t, s), sealed(t, stranger)
	add := func(label string, want error, file []byte) { all = append(all, attack{label, file, want}) }
	swap := func(label, old, new string) {
		if !bytes.Contains(pdf, []byte(old)) {
			t.Fatalf("%s: the file has no %q", label, old)
		}
		add(label, ErrAltered, bytes.Replace(pdf, []byte(old), []byte(new), 1))
	}
	hole, holeEnd, ok := findHole(pdf)
	if !ok {
		t.Fatal("no hole in a sealed file")
	}
	splice := func(at, end int, text string) []byte {
		return append(append(bytes.Clone(pdf[:at]), text...), pdf[end:]...)
	}

	// What is printed, attached or described is changed.
	swap("the code leads elsewhere", "UP-7K3M", "UP-7K3N")
	swap("the page has other content", "/Contents [4 0 R", "/Contents [5 0 R")
	swap("the attachment is changed", "eyJhbGci", "eyJhbGcj")
	swap("the attachment of another certificate", string(jws), strings.Repeat("z", len(jws)))
	swap("the attachment is renamed", "/F (credential.jwt)", "/F (credentiaI.jwt)")
	swap("the time of sealing", "/M (D:2026", "/M (D:2025")
	swap("the permission to change", "/P 1 /V", "/P 3 /V")
	swap("the table of objects", "00000 n", "00000 f")

	// The signature does not cover the file as it is.
	add("an update is appended", ErrAltered, append(bytes.Clone(pdf), "3 0 obj\n<</Type /Page>>\nendobj\nxref\n0 0\ntrailer\n<<>>\nstartxref\n1\n%%EOF\n"...))
	add("one byte is appended", ErrAltered, append(bytes.Clone(pdf), '\n'))
	add("something stands before", ErrAltered, append([]byte("%PDF-1.7\n"), pdf...))
	add("the end is cut off", ErrAltered, pdf[:len(pdf)-1])
	add("cut in the signature", ErrForeign, pdf[:hole])
	add("cut before the seal", ErrUnsealed, pdf[:len(plain)])
	fitted := append(bytes.Clone(pdf), "%%EOF\n"...)
	at := bytes.LastIndex(fitted, []byte("/ByteRange"))
	copy(fitted[at:], rangeText(hole, holeEnd, len(fitted)))
	add("a range made to cover what is appended", ErrAltered, fitted)
	narrow := bytes.Clone(pdf)
	copy(narrow[at:], fmt.Sprintf(rangeFormat, hole-100, holeEnd, len(pdf)-holeEnd))
	add("a range that leaves out a part", ErrAltered, narrow)
	late := bytes.Clone(pdf)
	copy(late[at:], strings.Replace(rangeText(hole, holeEnd, len(pdf)), "[0 ", "[1 ", 1))
	add("a range that begins late", ErrAltered, late)

	// The signature itself is bent, or hides something.
	add("objects hidden in the hole", ErrAltered, splice(holeEnd-1, holeEnd-1, ">>\nendobj\n3 0 obj\n<</Type /Page>>\nendobj\n<00"))
	add("a wider hole", ErrAltered, splice(holeEnd-1, holeEnd-1, "0000"))
	add("something behind the message in the hole", ErrAltered, splice(holeEnd-2, holeEnd-1, "1"))
	add("the same bytes in other letters", ErrForeign, splice(hole, holeEnd, strings.ToUpper(string(pdf[hole:holeEnd]))))
	add("no signature in the hole", ErrForeign, splice(hole, holeEnd, "<"+strings.Repeat("0", holeEnd-hole-2)+">"))
	add("an odd number of digits", ErrAltered, splice(holeEnd-2, holeEnd-1, ""))
	add("a second range behind", ErrAltered, append(bytes.Clone(pdf), pdf[at:]...))
	add("a range in words before", ErrAltered, append([]byte(rangeText(hole, holeEnd, len(pdf))+"\n"), pdf...))

	// Somebody else signs.
	add("a stranger of the same name seals", ErrForeign, foreign)
	theirs, theirsEnd, _ := findHole(foreign)
	// Without another number the stranger's file would be ours, but for the signature.
	foreign = bytes.Replace(foreign, []byte("UP-7K3M"), []byte("UP-9999"), 1)
	pasted := append(append(bytes.Clone(foreign[:theirs]), pdf[hole:holeEnd]...), foreign[theirsEnd:]...)
	add("our signature on a stranger's file", ErrAltered, pasted)
	message, _ := hex.DecodeString(string(pdf[hole+1 : holeEnd-1]))
	signature, _ := signatureIn(message)
	named := bytes.Clone(pdf)
	fill(named[hole:holeEnd], rebuilt(stranger, named, hole, holeEnd, signature))
	add("our signature under a stranger's certificate", ErrForeign, named)
	over := append(bytes.Clone(pdf), foreign[len(plain):]...)
	at = bytes.LastIndex(over, []byte("/ByteRange"))
	h, e := theirs+len(pdf)-len(plain), theirsEnd+len(pdf)-len(plain)
	copy(over[at:], rangeText(h, e, len(over)))
	fill(over[h:e], signedBy(t, stranger, over, h, e))
	add("a stranger signs over ours", ErrAltered, over)

	// No certificate at all, and much of it.
	add("nothing", ErrUnsealed, nil)
	add("a page that was never sealed", ErrUnsealed, plain)
	add("nested arrays", ErrUnsealed, []byte("%PDF-1.7\n1 0 obj\n"+strings.Repeat("[", MaxSize/2)))
	add("nested dictionaries with ranges", ErrForeign, []byte(strings.Repeat("<</ByteRange [0 ", MaxSize/16)))
	add("ranges and holes without end", ErrForeign, []byte(strings.Repeat("/ByteRange [0 1 2 3]"+strings.Repeat(" ", 28)+beforeHole+"<", MaxSize/59)))
	add("tables that lead to each other", ErrUnsealed, []byte("xref\n0 0\ntrailer\n<</Prev 0>>\nstartxref\n0\n%%EOF\n"))
	add("numbers beyond all measure", ErrForeign, []byte("/ByteRange [0 99999999999999999999 -1 4294967296]"+strings.Repeat(" ", 20)+beforeHole+"<00>"))
	add("too large", ErrTooLarge, make([]byte, MaxSize+1))
	add("a sealed file made too large", ErrTooLarge, append(make([]byte, MaxSize), pdf...))
	return s, all
}

// sharedSigner makes a signer for this process and those that it starts: fuzzing in several needs one key, or no input would be near
// to a file that opens.
func sharedSigner(t testing.TB) *Signer {
	const name = "UPSTANDER_TEST_SIGNER"
	if os.Getenv(name) == "" {
		certificate, key, err := Generate("Upstander Institute", issued)
		if err != nil {
			t.Fatal(err)
		}
		os.Setenv(name, string(certificate)+string(key))
	}
	s, err := ParseSigner([]byte(os.Getenv(name)), []byte(os.Getenv(name)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func rebuilt(s *Signer, file []byte, hole, holeEnd int, signature []byte) []byte {
	return message(s.Certificate, signedAttributes(s.Certificate, digest(file, hole, holeEnd)), signature)
}

func signedBy(t testing.TB, s *Signer, file []byte, hole, holeEnd int) []byte {
	sum := digest(signedAttributes(s.Certificate, digest(file, hole, holeEnd)), 0, 0)
	signature, err := s.sign(sum)
	if err != nil {
		t.Fatal(err)
	}
	return rebuilt(s, file, hole, holeEnd, signature)
}

func TestAttacks(t *testing.T) {
	s, all := attacks(t)
	if _, err := Open(sealed(t, s), s.Certificate); err != nil {
		t.Fatalf("the file that they are made from does not open: %v", err)
	}
	for _, a := range all {
		began := time.Now()
		got, err := Open(a.file, s.Certificate)
		if err == nil {
			t.Errorf("%s: opened, with %.40q", a.label, got.Credential)
		} else if !errors.Is(err, a.want) {
			t.Errorf("%s: %v, want %v", a.label, err, a.want)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("%s: took %v", a.label, took)
		}
		Attached(a.file)
		if _, err := Seal(a.file, jws, s, issued); err == nil && a.file != nil && a.want != ErrUnsealed {
			t.Errorf("%s: sealed", a.label)
		}
	}
	if _, err := Open(sealed(t, s)); !errors.Is(err, ErrForeign) {
		t.Errorf("opened with no trusted certificate: %v", err)
	}
}

// TestEveryByteCounts changes each byte of the signature's surroundings, and every eleventh of the rest.
func TestEveryByteCounts(t *testing.T) {
	s := newSigner(t, issued)
	pdf := sealed(t, s)
	hole, holeEnd, _ := findHole(pdf)
	for i := 0; i < len(pdf); i++ {
		if near := i > hole-200 && i < holeEnd+20; !near && i%11 != 0 {
			continue
		}
		kept := pdf[i]
		for _, bit := range []byte{1, 0x20} { // another digit, another case
			pdf[i] = kept ^ bit
			if _, err := Open(pdf, s.Certificate); err == nil {
				t.Errorf("byte %d of %d: %q became %q unnoticed", i, len(pdf), kept, pdf[i])
			}
		}
		pdf[i] = kept
	}
}

func FuzzOpen(f *testing.F) {
	s, all := attacks(f)
	pdf := sealed(f, s)
	f.Add(pdf)
	for _, a := range all {
		if len(a.file) < 64<<10 {
			f.Add(a.file)
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := Open(file, s.Certificate)
		if err == nil && !bytes.Equal(file, pdf) {
			t.Fatalf("opened a file that was not sealed: %.80q", got.Credential)
		}
		if credential, ok := Attached(file); ok && !token(credential) {
			t.Fatalf("attached: %.80q", credential)
		}
		Seal(file, jws, s, issued) // must not panic
	})
}
