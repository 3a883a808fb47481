package mongo_test

import (
	"testing"

	"upstander/tests/mongo/server"
	"upstander/tests/scenarios"
)

// TestScenarios plays every scenario over MongoDB's wire protocol.
func TestScenarios(t *testing.T) {
	scenarios.Run(t, func(t *testing.T) string { return server.Start(t) }, "")
}
