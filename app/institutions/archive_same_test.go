package institutions

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"testing"

	"upstander/app/certificates"
	"upstander/app/paging"
)

// TestArchiveHoldsTheFilesOfSingleDownloads compares each file of an archive with the one that its holder downloads, on both sizes of paper.
func TestArchiveHoldsTheFilesOfSingleDownloads(t *testing.T) {
	h := open(t)
	const many = 5
	v, boss := h.certified(many)
	for _, size := range []string{"", "letter"} {
		f, err := h.Archive(t.Context(), boss, ReportInput{ID: v.ID, Paper: size})
		h.ok(err)
		var data bytes.Buffer
		h.ok(f.Write(t.Context(), &data))
		z, err := zip.NewReader(bytes.NewReader(data.Bytes()), int64(data.Len()))
		h.ok(err)
		held := map[string]int{}
		for _, file := range z.File {
			r, err := file.Open()
			h.ok(err)
			content, err := io.ReadAll(r)
			h.ok(err)
			held[fmt.Sprintf("%x", content)]++
		}
		all, err := h.Certificates.Mine(t.Context(), boss, paging.Input{})
		h.ok(err)
		for _, c := range all.Items {
			one, err := h.Certificates.PDF(t.Context(), boss, certificates.PaperInput{Serial: c.Serial, Paper: size})
			h.ok(err)
			if held[fmt.Sprintf("%x", one.Data)] != 1 {
				t.Errorf("%q: the archive does not hold the file of %s as it is downloaded", size, c.Serial)
			}
		}
		if len(all.Items) != many || len(z.File) != many+1 {
			t.Errorf("%d certificates, %d files", len(all.Items), len(z.File))
		}
	}
}
