package courses

import "time"

// Window is a month of the calendar, the same every year, in which certificates are renewed.
type Window struct {
	Month int `yaml:"month" json:"month" bson:"month"` // 1, January, to 12
}

// Validity is how long a completed course counts. The zero value is for ever.
//
// With months alone it counts that many months. With a window alone it counts to the end of the next window to begin: "every January".
// With both, to the end of the first window that is not over once the months have passed: what is completed in November with twelve
// months and a January window counts through the January after next, so nobody renews twice in three months.
type Validity struct {
	Months int     // 0: no months
	Window *Window // nil: none
}

// RenewalDays before its end a completion may be renewed. Who renews then loses nothing: the new time follows on the old.
const RenewalDays = 90

// RenewableFrom is the moment from which what ends then may be renewed.
func RenewableFrom(end time.Time) time.Time { return end.AddDate(0, 0, -RenewalDays) }

// Until gives the moment from which what was completed then counts no more; nil is never. old is the end of what it renews, nil for
// none: what is renewed in its last RenewalDays is counted on from there, and renewing never makes it end sooner. Days are those of UTC.
func (v Validity) Until(completed time.Time, old *time.Time) *time.Time {
	from := completed.UTC()
	if old != nil && old.After(from) && !from.Before(RenewableFrom(*old)) {
		from = old.UTC()
	}
	var end time.Time
	switch {
	case v.Window != nil && v.Months > 0:
		end = windowEnd(AddMonths(from, v.Months), time.Month(v.Window.Month))
	case v.Window != nil:
		// A window that has begun already is the one that this completion belongs to.
		end = windowEnd(time.Date(from.Year(), from.Month()+1, 1, 0, 0, 0, 0, time.UTC), time.Month(v.Window.Month))
	case v.Months > 0:
		end = AddMonths(from, v.Months)
	default:
		return nil
	}
	if old != nil && end.Before(*old) {
		end = old.UTC()
	}
	return &end
}

// windowEnd is the last second of the first such month that is not over at the moment.
func windowEnd(at time.Time, month time.Month) time.Time {
	year := at.Year()
	if at.Month() > month {
		year++
	}
	return time.Date(year, month+1, 1, 0, 0, -1, 0, time.UTC)
}

// AddMonths adds months and stays within the month arrived at: 31 January and one month is the last of February.
func AddMonths(t time.Time, months int) time.Time {
	first := time.Date(t.Year(), t.Month(), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location()).AddDate(0, months, 0)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}
