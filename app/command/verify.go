package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"upstander/app/certificates/credential"
	"upstander/app/certificates/proof"
	"upstander/app/certificates/seal"
)

// errInvalid is the status 1 of verify, whose answer has been written already.
var errInvalid = errors.New("the certificate does not hold")

// verifyFlags are the flags of verify.
type verifyFlags struct {
	keys, seals string
	lists       []string
	json        bool
	printed     printedFlags
}

// printedFlags are what a person reads from the paper, for comparing it with a code.
type printedFlags struct {
	holder, title, issued, completed, expires string
	version                                   int64
}

// verify checks a certificate with no server: 0 when it holds, 1 when it does not, 2 when the words are off.
func verify(_ context.Context, args []string, c console) error {
	v, file, err := readVerifyFlags(args, c)
	if err != nil {
		return err
	}
	trust, err := v.trust()
	if err != nil {
		return usage(c, err)
	}
	data, err := evidence(file, c.in)
	if err != nil {
		return usage(c, err)
	}
	if len(trust.Seals) == 0 && strings.HasPrefix(string(data[:min(len(data), 8)]), "%PDF-") {
		return usage(c, errors.New("the key set names no certificate that seals files; give --seal-cert"))
	}
	now := time.Now()
	p := trust.Check(data, now)
	if v.printed.holder != "" {
		facts, err := v.printed.facts(p.Serial)
		if err != nil {
			return usage(c, err)
		}
		p.Printed(facts)
	}
	out := answer(file, p)
	if len(v.lists) > 0 {
		out.Revocation = v.revocation(&p, trust, now)
		out.Status, out.Detail = p.Status, p.Detail
		if p.Status == proof.Valid && out.Revocation != listed {
			out.Status = unknown // who asks about revocation is not told "valid" without an answer
		}
	}
	out.Holds = out.Status == proof.Valid
	if err := out.write(c.out, v.json); err != nil {
		return err
	}
	if !out.Holds {
		return errInvalid
	}
	return nil
}

func readVerifyFlags(args []string, c console) (v verifyFlags, file string, err error) {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	flags.SetOutput(c.err)
	flags.StringVar(&v.keys, "keys", "", "the issuer's key set, saved from /.well-known/jwks.json")
	flags.Func("status", "`FILE` with the signed status list that the credential names, to know of revocations; also, from its address with /superseded behind, the one that tells what was replaced from what was revoked", func(path string) error {
		list, err := os.ReadFile(path)
		v.lists = append(v.lists, string(list))
		return err
	})
	flags.StringVar(&v.seals, "seal-cert", "", "certificates that seal files, in PEM, besides those in the key set")
	flags.BoolVar(&v.json, "json", false, "answer in JSON")
	p := &v.printed
	flags.StringVar(&p.holder, "holder", "", "with the printed code: the name as printed; then also --title, --version, --issued, --completed, --expires")
	flags.StringVar(&p.title, "title", "", "the course as printed")
	flags.Int64Var(&p.version, "version", 0, "the course's version as printed")
	flags.StringVar(&p.issued, "issued", "", "the day of issue as 2006-01-02")
	flags.StringVar(&p.completed, "completed", "", "the day of completion as 2006-01-02")
	flags.StringVar(&p.expires, "expires", "", "the last day as 2006-01-02; empty where there is none")
	flags.Usage = func() {
		fmt.Fprintln(c.err, "usage: upstander verify FILE.pdf|CREDENTIAL|- --keys jwks.json [FLAGS]")
		flags.PrintDefaults()
	}
	// The file may stand before the flags, between them or behind.
	var words []string
	for rest := args; ; {
		if err := flags.Parse(rest); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return v, "", err
			}
			return v, "", errUsage
		}
		if flags.NArg() == 0 {
			break
		}
		words = append(words, flags.Arg(0))
		rest = flags.Args()[1:]
	}
	if len(words) != 1 || v.keys == "" {
		flags.Usage()
		return v, "", errUsage
	}
	return v, words[0], nil
}

func usage(c console, err error) error {
	fmt.Fprintln(c.err, "upstander verify:", err)
	return errUsage
}

func (v *verifyFlags) trust() (proof.Trust, error) {
	text, err := os.ReadFile(v.keys)
	if err != nil {
		return proof.Trust{}, err
	}
	t, err := proof.ParseTrust(text)
	if err != nil || v.seals == "" {
		return t, err
	}
	if text, err = os.ReadFile(v.seals); err != nil {
		return t, err
	}
	more, err := seal.ParseCertificates(text)
	t.Seals = append(t.Seals, more...)
	return t, err
}

// evidence reads what is to be checked: a file, the standard input for "-", or the credential that the word itself is.
func evidence(word string, in io.Reader) ([]byte, error) {
	if word != "-" {
		file, err := os.Open(word)
		if err != nil {
			if strings.Count(word, ".") >= 2 && !strings.HasSuffix(word, ".pdf") && !errors.Is(err, os.ErrPermission) {
				return []byte(word), nil
			}
			return nil, err
		}
		defer file.Close()
		in = file
	}
	return io.ReadAll(io.LimitReader(in, seal.MaxSize+1))
}

func (f printedFlags) facts(serial string) (credential.Printed, error) {
	p := credential.Printed{Serial: serial, Holder: f.holder, Title: f.title, Version: f.version}
	var err error
	day := func(name, text string) (t time.Time) {
		if t, err2 := time.Parse(time.DateOnly, text); err2 == nil {
			return t
		}
		err = fmt.Errorf("--%s is a day such as 2026-03-14", name)
		return t
	}
	p.IssuedAt, p.CompletedAt = day("issued", f.issued), day("completed", f.completed)
	if f.expires != "" {
		expires := day("expires", f.expires)
		p.ExpiresAt = &expires
	}
	return p, err
}

// revocation applies the status lists. A list that cannot be relied on is no fault of the words, but leaves the answer open.
func (v *verifyFlags) revocation(p *proof.Proof, t proof.Trust, now time.Time) string {
	if p.Credential == nil {
		return "not checked: nothing genuine here names a status list"
	}
	if err := p.Apply(t, now, v.lists...); err != nil {
		return "not checked: " + err.Error()
	}
	return listed
}
