package courses

// Course is an ordered list of modules for one audience, in one language, with what it takes to pass.
type Course struct {
	Slug     string   `yaml:"slug" json:"slug" bson:"slug"`
	Language string   `yaml:"language" json:"language" bson:"language"`
	Audience Audience `yaml:"audience" json:"audience" bson:"audience"`
	Title    string   `yaml:"title" json:"title" bson:"title"`
	Summary  string   `yaml:"summary" json:"summary" bson:"summary"`
	Modules  []string `yaml:"modules" json:"modules" bson:"modules"` // slugs, in order
	// PassMark is the share of a quiz, 0 to 1, that passes it.
	PassMark float64 `yaml:"pass_mark" json:"pass_mark" bson:"pass_mark"`
	// Hours of learning as printed on the certificate.
	Hours float64 `yaml:"hours" json:"hours" bson:"hours"`
	// ValidityMonths after which a certificate expires; 0 is never.
	ValidityMonths int `yaml:"validity_months" json:"validity_months" bson:"validity_months"`
	// Window is the month in which certificates are renewed; see Validity. Left out of what is hashed where there is none.
	Window *Window `yaml:"window,omitempty" json:"window,omitempty" bson:"window,omitempty"`
	// Refresher is the slug of the course by which this one is renewed; "" is this one again.
	Refresher string `yaml:"refresher,omitempty" json:"refresher,omitempty" bson:"refresher,omitempty"`
	// Criteria says what a holder has done.
	Criteria string `yaml:"criteria" json:"criteria" bson:"criteria"`
	// Certificate is what the course adds to its certificates; empty for the usual words alone.
	Certificate Certificate `yaml:"certificate,omitempty" json:"certificate,omitzero" bson:"certificate,omitempty"`
}

// Validity is how long its certificate holds.
func (c *Course) Validity() Validity { return Validity{c.ValidityMonths, c.Window} }
