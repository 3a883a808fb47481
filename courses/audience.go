package courses

import "slices"

// Audience is the slug of one of the seven groups whom the courses address, as the 2014 Brussels conference named them.
type Audience string

// The audiences, in the order in which they are shown.
const (
	Diplomats       Audience = "diplomats"
	CivilServants   Audience = "civil-servants"
	Educators       Audience = "educators"
	Business        Audience = "business"
	Security        Audience = "security"
	Media           Audience = "media"
	Parliamentarian Audience = "parliamentarians"
)

// Audiences lists every audience in display order.
func Audiences() []Audience {
	return []Audience{Diplomats, CivilServants, Educators, Business, Security, Media, Parliamentarian}
}

// Valid reports whether a is one of the seven audiences.
func (a Audience) Valid() bool {
	return slices.Contains(Audiences(), a)
}
