package mongo_test

import (
	"os"
	"testing"

	"upstander/tests/mongo/server"
	"upstander/tests/scenarios"
)

// TestScenarios plays the scenarios over MongoDB's wire protocol; against a server of one's own, every one of them.
func TestScenarios(t *testing.T) {
	scenarios.Run(t, func(t *testing.T) string { return server.Start(t) }, "", os.Getenv("MONGODB_URI") == "")
}
