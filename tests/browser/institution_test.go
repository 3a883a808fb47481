package browser

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// token signs a person in to the API.
func token(t *testing.T, email string) string {
	t.Helper()
	var out struct {
		AccessToken string `json:"access_token"`
	}
	call(t, "POST", "/auth/login", "", map[string]string{"email": email, "password": password}, &out)
	return out.AccessToken
}

// complete takes a person through a course by the API: the pages for that are walked elsewhere.
func (c *course) complete(t *testing.T, who string) {
	t.Helper()
	call(t, "PUT", "/courses/"+c.Slug+"/enrolment", who, nil, nil)
	for _, m := range c.Modules {
		for _, l := range m.Lessons {
			call(t, "PUT", m.at(c)+"/lessons/"+l.Slug+"/completion", who, nil, nil)
		}
		answers := map[string]any{}
		for _, q := range m.source.Questions {
			answers[q.ID] = q.Answer
			if list, ok := q.Answer.([]any); ok && q.Kind == "short" { // model points; whoever answers writes a text
				text, _ := json.Marshal(list)
				answers[q.ID] = string(text)
			}
		}
		var attempt struct{ ID string }
		call(t, "POST", m.at(c)+"/attempts", who, nil, &attempt)
		call(t, "POST", "/attempts/"+attempt.ID+"/submission", who, map[string]any{"answers": answers}, nil)
	}
}

// TestInstitution goes from a manager's first cohort to verified certificates: invite by a link, join, assign, complete, report, download.
func TestInstitution(t *testing.T) {
	t.Parallel()
	c := diplomats(t)
	boss := newTab(t)
	boss.signUp("Mara Okonkwo", "academy-boss@example.org", "")
	var made struct{ ID string }
	call(t, "POST", "/institutions", adminToken(t), map[string]string{"name": "Academy of Velmara", "country": "Velmara", "manager": "academy-boss@example.org"}, &made)
	base := "/institutions/" + made.ID
	boss.open(base)
	boss.check("a new institution")
	boss.fill(`form[action$="/cohorts"] [name="name"]`, "Spring")
	boss.press(`form[action$="/cohorts"] button`)
	boss.choose(`form[action$="/assignments"] [name="course"]`, c.Slug)
	boss.fill(`form[action$="/assignments"] [name="due_days"]`, "30")
	boss.press(`form[action$="/assignments"] button`)
	boss.check("an institution with a cohort and a course")
	cohort := eval[string](boss, `document.querySelector('a[href*="/cohorts/"]').pathname`)

	boss.open(base + "/invitations")
	boss.press(`form[action$="/invitation-links"] button`)
	boss.check("a link without seats or end")
	boss.choose(`form[action$="/invitation-links"] [name="cohort"]`, cohort[strings.LastIndexByte(cohort, '/')+1:])
	boss.fill(`form[action$="/invitation-links"] [name="seats"]`, "2")
	eval[bool](boss, `(document.querySelector('#join-expires_at').value = '`+time.Now().AddDate(0, 0, 30).Format(time.DateOnly)+`', true)`)
	boss.press(`form[action$="/invitation-links"] button`)
	boss.check("invitations with a link for many")
	link := strings.TrimPrefix(boss.text("#links ~ .table-scroll code"), site)

	names := map[string]string{"academy-zoe@example.org": "Zoë Kovač", "academy-amina@example.org": "Amina Haddad"}
	for email, name := range names {
		b := newTab(t)
		b.open(link)
		b.check("an invitation, not signed in")
		b.press(`main a[href^="/sign-up"]`)
		b.fill("#name", name)
		b.fill("#email", email)
		b.fill("#password", password)
		b.press("main form button")
		if b.where() != link {
			t.Fatalf("signed up by an invitation, and stands at %s", b.where())
		}
		b.press("main form button")
		if !strings.Contains(b.text("main"), "Asked of you by Academy of Velmara") {
			t.Errorf("joined, and what is assigned is not there: %s", b.text("main"))
		}
		b.check("learning, with what is assigned")
		c.complete(t, token(t, email))
	}
	late := newTab(t)
	late.signUp("Too Late", "academy-late@example.org", "")
	late.open(link)
	late.check("an invitation whose seats are taken")

	boss.open(cohort)
	boss.check("a cohort")
	boss.press(`a[href*="/assignments/"]`)
	boss.check("an assignment")
	boss.fill(`#except-email`, "nobody@example.org")
	boss.press(`form[action$="/exceptions"] button`)
	boss.check("an assignment, an exception with faults")
	boss.open(base + "/report?sort=-score&query=academy")
	boss.check("a report")
	for _, name := range names {
		if !strings.Contains(boss.text("main"), name) {
			t.Errorf("%s is not in the report", name)
		}
	}
	eval[bool](boss, `(document.querySelectorAll("details").forEach((d) => { d.open = true }), true)`)
	boss.check("a report, unfolded")
	boss.open(base + "/certificates?status=valid")
	boss.check("certificates of members")
	archive := boss.download(`a[href*="certificates.zip"]`)
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	index := map[string][]string{}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name != "index.csv" {
			files[f.Name] = data
			continue
		}
		lines, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines[1:] {
			index[line[0]] = line
		}
	}
	if len(files) != len(names) || len(index) != len(names) {
		t.Errorf("the archive has %d files and an index of %d", len(files), len(index))
	}
	for name, data := range files {
		line := index[name]
		if line == nil {
			t.Errorf("%s is not in the index", name)
			continue
		}
		checkPDF(t, data, names[line[3]], line[1])
		checkSeal(t, data)
		verified(t, data, line[1])
		if answer, err := http.Get(line[9]); err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("%s of the index: %v", line[9], err)
		} else {
			answer.Body.Close()
		}
	}
}

// checkSeal asks another program whether the signature over a file holds.
func checkSeal(t *testing.T, data []byte) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "certificate.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("pdfsig", "-nocert", file).CombinedOutput(); err != nil || !strings.Contains(string(out), "Signature is Valid.") {
		t.Errorf("pdfsig: %v\n%s", err, out)
	}
}

// verified has the product check a file that it gave out, and the same file with one letter changed.
func verified(t *testing.T, data []byte, serial string) {
	t.Helper()
	ask := func(data []byte) (status, found string) {
		answer, err := http.Post(site+"/api/v1/verify", "application/pdf", bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		var out struct{ Status, Serial string }
		_ = json.NewDecoder(answer.Body).Decode(&out)
		return out.Status, out.Serial
	}
	if status, found := ask(data); status != "valid" || found != serial {
		t.Errorf("%s is checked as %q, %q", serial, status, found)
	}
	forged := bytes.Clone(data)
	forged[len(forged)/3] ^= 1
	if status, _ := ask(forged); status == "valid" {
		t.Errorf("%s is valid with one byte changed", serial)
	}
}
