package web

// KeysPage is "institution-keys": the keys of an institution's programs, and the form that makes one.
type KeysPage struct {
	InstitutionFrame
	Secret string // the key just made, shown this once
	Keys   []KeyRow
	Form   Form // fields name, scopes, expires_at
	Scopes []Option
	Lives  []Option // for expires_at
	Nonce  string   // so that sending the form twice makes one key
}

// KeyRow is one key.
type KeyRow struct {
	Name, Hint, State, MadeBy string
	Scopes                    []string
	Expires, Used             Date
	New                       bool
	Action                    string // revokes it; "" for one that has ended
}
