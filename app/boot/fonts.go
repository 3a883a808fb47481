package boot

import (
	"fmt"
	"log/slog"
	"strings"

	"upstander/app/certificates/paper"
)

// addFonts offers the operator's typefaces to certificates, and says which scripts they can be printed in.
func addFonts(dir string, log *slog.Logger) error {
	if dir == "" {
		return nil
	}
	if err := paper.AddFolder(dir); err != nil {
		return fmt.Errorf("UPSTANDER_FONTS: %w", err)
	}
	printable, missing := paper.Scripts()
	log.Info("typefaces for certificates were added", "folder", dir, "scripts", strings.Join(printable, ", "), "without", strings.Join(missing, ", "))
	return nil
}
