package web

// WebhooksPage is "institution-webhooks": an institution's endpoints, and the form that adds one.
type WebhooksPage struct {
	InstitutionFrame
	Secret string // of the endpoint just made, shown this once
	Hooks  []WebhookRow
	Form   Form // fields url, events, person
	Events []Option
	Nonce  string // so that sending the form twice makes one endpoint
}

// WebhookRow is one endpoint.
type WebhookRow struct {
	Href, URL string
	Events    []string
	State     string // active, troubled, paused, failing, gone
}

// WebhookPage is "institution-webhook": one endpoint, and what was sent to it.
type WebhookPage struct {
	InstitutionFrame
	Secret string
	Hook   WebhookRow
	Form   Form // fields url, events, person
	Events []Option
	Log    []DeliveryRow
	More   string
}

// Active reports whether events are sent.
func (p WebhookPage) Active() bool { return p.Hook.State == "active" || p.Hook.State == "troubled" }

// DeliveryRow is one event in the log.
type DeliveryRow struct {
	Kind, Subject, Event string
	State                string // waiting, delivered, failed
	Made, Next           Date
	Tries                []TryRow
	Action               string // sends it again
}

// TryRow is one try.
type TryRow struct {
	At          Date
	How, Millis string
}
