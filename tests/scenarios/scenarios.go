package scenarios

import (
	"slices"
	"testing"
)

// edge are the scenarios about what comes in and goes out, whatever the engine.
var edge = []string{"BadInput", "BadParameters", "AccessMatrix", "RouteTable", "Reference", "PageHeaders", "Redirects", "Problems"}

// Run plays every scenario. open gives the address (as UPSTANDER_DATABASE takes it) of an empty database that is gone after the test.
// Golden files are compared with; update names the folder to write them to instead, "" for none. short leaves out what never reaches the
// engine, or reaches it as others do, for a server that scans on every query.
func Run(t *testing.T, open func(t *testing.T) (database string), update string, short bool) {
	updateFolder = update
	// These share a server and its fixture course, each with people of its own.
	shared := start(t, open(t), options{})
	for _, c := range []struct {
		name string
		run  func(*testing.T, *server)
	}{
		{"Accounts", accountLife},
		{"Sessions", sessions},
		{"RegistrationFaults", registrationFaults},
		{"Erasure", erasure},
		{"Catalogue", catalogueLists},
		{"Learning", learningLife},
		{"AttemptOrder", attemptOrder},
		{"AttemptsTellNothing", attemptsTellNothing},
		{"WaitAfterFailures", waitAfterFailures},
		{"LearningAtOnce", learningAtOnce},
		{"Certificates", certificateLife},
		{"Sharing", sharing},
		{"Evidence", evidence},
		{"BuiltInCourse", builtInCourse},
		{"Administration", administration},
		{"Audit", audit},
		{"Institutions", institutionLife},
		{"SharedCourse", sharedCourse},
		{"InstitutionPages", institutionPages},
		{"JoinLinks", joinLinks},
		{"Brand", brand},
		{"Reminders", reminders},
		{"ReportMail", reportMail},
		{"CohortsAndDates", cohortsAndDates},
		{"Tenancy", tenancy},
		{"Keys", keys},
		{"Sources", sources},
		{"Writing", writing},
		{"WritingPages", writingPages},
		{"LessonImages", lessonImages},
		{"MovingLessons", movingLessons},
		{"CoursePages", coursePages},
		{"Analytics", analytics},
		{"GiftQuestions", giftQuestions},
		{"Bundles", bundles},
		{"Translating", translating},
		{"AttackedImports", attackedImports},
		{"GeneratedBundles", generatedBundles},
		{"DryRunPage", dryRunPage},
		{"AuthoringAtOnce", authoringAtOnce},
		{"AccessMatrix", accessMatrix},
		{"RouteTable", routeTable},
		{"Reference", reference},
		{"BadInput", badInput},
		{"BadParameters", badParameters},
		{"Problems", problems},
		{"PageHeaders", pageHeaders},
		{"ForgedForms", forgedForms},
		{"Redirects", redirects},
		{"PageJourney", pageJourney},
	} {
		if short && slices.Contains(edge, c.name) {
			continue
		}
		t.Run(c.name, func(t *testing.T) { c.run(t, shared.of(t)) })
	}
	// These need a database of their own.
	for _, c := range []struct {
		name string
		run  func(t *testing.T, database string)
	}{
		{"LastAdministrator", lastAdministrator},
		{"Throttling", throttling},
		{"Restart", restart},
		{"NewVersion", newVersion},
		{"LostMail", lostMail},
		{"StoreAway", storeAway},
		{"Renewal", renewals},
		{"Offers", offers},
		{"Retired", retired},
		{"Webhooks", webhookLife},
		{"FocalPoints", focalPoints},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}
