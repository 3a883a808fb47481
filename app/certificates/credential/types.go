package credential

// Credential is an Open Badges 3.0 credential, an OpenBadgeCredential in the words of the standard. Date-times are RFC 3339 in UTC.
type Credential struct {
	Context    []string `json:"@context"`
	ID         string   `json:"id"`
	Type       []string `json:"type"`
	Name       string   `json:"name"`
	Issuer     Profile  `json:"issuer"`
	ValidFrom  string   `json:"validFrom"`
	ValidUntil string   `json:"validUntil,omitempty"`
	Subject    Subject  `json:"credentialSubject"`
	Status     *Status  `json:"credentialStatus,omitempty"`
}

// Profile is the issuer.
type Profile struct {
	ID   string   `json:"id"`
	Type []string `json:"type"`
	Name string   `json:"name"`
	URL  string   `json:"url,omitempty"`
}

// Subject is who achieved what.
type Subject struct {
	ID          string      `json:"id"`
	Type        []string    `json:"type"`
	Identifier  []Identity  `json:"identifier,omitempty"`
	Achievement Achievement `json:"achievement"`
}

// Identity names the holder, hashed or in clear.
type Identity struct {
	Type   string `json:"type"`
	Hashed bool   `json:"hashed"`
	Hash   string `json:"identityHash"`
	Kind   string `json:"identityType"` // "emailAddress", "name"
	Salt   string `json:"salt,omitempty"`
}

// Achievement is the course as passed.
type Achievement struct {
	ID              string      `json:"id"`
	Type            []string    `json:"type"`
	AchievementType string      `json:"achievementType"`
	Name            string      `json:"name"`
	Description     string      `json:"description"`
	Criteria        Criteria    `json:"criteria"`
	Credits         float64     `json:"creditsAvailable,omitempty"` // hours of learning
	Language        string      `json:"inLanguage"`
	Version         string      `json:"version"`
	Alignment       []Alignment `json:"alignment,omitempty"`
}

// Criteria is what had to be done.
type Criteria struct {
	Narrative string `json:"narrative"`
}

// Alignment is a frame that the achievement serves.
type Alignment struct {
	Type      []string `json:"type"`
	Name      string   `json:"targetName"`
	URL       string   `json:"targetUrl"`
	Framework string   `json:"targetFramework,omitempty"`
}

// Status says where to look whether the credential was revoked (W3C Bitstring Status List).
type Status struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Purpose string `json:"statusPurpose"`
	Index   string `json:"statusListIndex"`
	List    string `json:"statusListCredential"`
}
