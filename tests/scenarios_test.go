package tests

import (
	"flag"
	"path/filepath"
	"testing"

	"upstander/tests/scenarios"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestScenarios plays every scenario on SQLite.
func TestScenarios(t *testing.T) {
	folder := ""
	if *update {
		folder = filepath.Join("scenarios", "testdata")
	}
	scenarios.Run(t, func(t *testing.T) string {
		return "sqlite:" + filepath.Join(t.TempDir(), "upstander.db")
	}, folder, false)
}
