package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"runtime"
	"syscall"
	"time"

	"upstander/app/certificates/credential"
	"upstander/app/certificates/paper"
	"upstander/app/certificates/seal"
)

const (
	pageSpan   = 2 * time.Second
	manyPages  = 10_000
	fewPages   = 1_000
	largestPDF = 40 << 10
	base       = "https://learn.example.org"
)

// scripts are names in what people write; each certificate has another one, so that no shape of a whole name is ready.
var scripts = []struct {
	name   string
	given  []string
	family []string
	wanted float64
}{
	{"Latin", []string{"Ana", "Zoë", "Łukasz", "İpek", "Thị Ánh"}, []string{"Kovač-Nguyễn", "Dvořák", "Żółć", "O’Brien", "Ọ̀kọ́", "Müller", "Şahin"}, 1000},
	{"Cyrillic", []string{"Екатерина", "Їжак", "Милош", "Ольга", "Иван"}, []string{"Иванова", "Петренко", "Ђорђевић", "Ковач", "Лукин", "Мороз", "Зима"}, 400},
	{"Arabic", []string{"ليلى", "محمد", "فاطمة", "عبد الله", "يوسف"}, []string{"حسن", "الهاشمي", "النجار", "المصري", "قاسم", "ملا", "سعيد"}, 400},
	{"Hebrew", []string{"דוד", "שרה", "רחל", "יעל", "משה"}, []string{"בן־גוריון", "לוי", "כהן", "מזרחי", "פרץ", "ביטון", "דהן"}, 400},
	{"Japanese", []string{"太郎", "さくら", "花子", "健", "明"}, []string{"山田", "佐藤", "鈴木", "高橋", "田中", "渡辺", "中村"}, 400},
}

// certificatesOnPaper makes certificates on one core: as pages by script of the name, and as the files that people download.
func certificatesOnPaper() {
	was := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(was)
	for i, script := range scripts {
		rate, size := repeat(func(n int) []byte {
			data, err := paper.Render(someFacts(i, n))
			must(err)
			return data
		})
		note("certificates a second of one core, "+script.name+" names", fmt.Sprintf("%.0f/s (%.1f KB each)", rate, float64(size)/1024),
			fmt.Sprintf("≥ %.0f/s, ≤ 40 KB", script.wanted), rate >= script.wanted && size <= largestPDF)
	}
	office := newOffice()
	kept := office.sign(someFacts(0, 0))
	rate, size := repeat(func(n int) []byte { return office.file(someFacts(0, n), kept) })
	note("files a second of one core, with credential attached and sealed", fmt.Sprintf("%.0f/s (%.1f KB each)", rate, float64(size)/1024), "≥ 600/s, ≤ 40 KB", rate >= 600 && size <= largestPDF)
	rate, _ = repeat(func(n int) []byte {
		f := someFacts(0, n)
		return office.file(f, office.sign(f))
	})
	note("the same from nothing: credential (RS256) and code signed too", fmt.Sprintf("%.0f/s", rate), "≥ 250/s", rate >= 250)
	few, many := office.heapAfter(fewPages), office.heapAfter(manyPages)
	note("memory in use after 10,000 files, of that after 1,000", fmt.Sprintf("%.2f × (%.1f MB)", many/few, many/(1<<20)), "≤ 1.1 ×", many <= 1.1*few)
}

// repeat gives how many a second of processor time, of collecting garbage too, and the size of the largest. The time on the wall would count what
// else the machine has to do.
func repeat(work func(n int) []byte) (rate float64, size int) {
	work(0)
	began, n := processorTime(), 0
	for ; processorTime()-began < pageSpan; n++ {
		size = max(size, len(work(n)))
	}
	return float64(n) / (processorTime() - began).Seconds(), size
}

func processorTime() time.Duration {
	var used syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func someFacts(script, n int) paper.Facts {
	day := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	expires := day.AddDate(3, 0, 0)
	s := scripts[script]
	serial := fmt.Sprintf("UP-%04d-%04d-%04d", script, n/10_000, n%10_000)
	return paper.Facts{
		Holder: s.given[n%len(s.given)] + " " + s.family[n%len(s.family)], Institution: "Ministry of Foreign Affairs", CourseTitle: "Prevention for diplomats",
		AudienceTitle: "Diplomats", Hours: 7.5, Version: 1, IssuedAt: day, CompletedAt: day, ExpiresAt: &expires, Modules: []string{"What atrocity crimes are",
			"How they come about", "Signs and signals", "From warning to action"}, Serial: serial, Issuer: "Upstander", VerifyURL: base + "/verify/" + serial,
		Language: "en", Criteria: "All lessons done and every quiz passed.", Layout: paper.Newest,
	}
}

// office holds the keys of an issuer.
type office struct {
	long, short credential.Key
	sealer      *seal.Signer
}

func newOffice() office {
	var o office
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	must(err)
	o.long, err = credential.NewKey(private, base)
	must(err)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	o.short, err = credential.NewKey(curve, base)
	must(err)
	certificate, key, err := seal.Generate("Upstander", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	must(err)
	o.sealer, err = seal.ParseSigner(certificate, key)
	must(err)
	return o
}

// signed is what is made once, at issue, and kept.
type signed struct{ token, code string }

func (o *office) sign(f paper.Facts) signed {
	token, err := credential.Sign(credential.Build(credential.Facts{
		Base: base, Issuer: f.Issuer, Serial: f.Serial, Course: "diplomats", Title: f.CourseTitle, Audience: f.AudienceTitle, Hours: f.Hours, Version: int64(f.Version),
		Modules: f.Modules, Criteria: f.Criteria, Language: f.Language, IssuedAt: f.IssuedAt, ExpiresAt: f.ExpiresAt, Email: "ana@example.org", Salt: rand.Text(), List: 1, Index: 70_000,
	}), o.long)
	must(err)
	printed := credential.Printed{
		Serial: f.Serial, Holder: f.Holder, Title: f.CourseTitle, Version: int64(f.Version), IssuedAt: f.IssuedAt, CompletedAt: f.CompletedAt, ExpiresAt: f.ExpiresAt,
	}
	code, err := credential.CompactSign(f.Serial, printed.Hash(), o.short)
	must(err)
	return signed{token, code}
}

// file is what a download makes from the facts and what was kept.
func (o *office) file(f paper.Facts, s signed) []byte {
	f.VerifyURL += "#" + s.code
	page, err := paper.Render(f)
	must(err)
	data, err := seal.Seal(page, []byte(s.token), o.sealer, f.IssuedAt)
	must(err)
	return data
}

// heapAfter gives the bytes in use after so many files.
func (o *office) heapAfter(files int) float64 {
	kept := o.sign(someFacts(0, 0))
	for n := range files {
		o.file(someFacts(n%len(scripts), n), kept)
	}
	runtime.GC()
	runtime.GC() // the second empties the pools
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
