package web

// SignUpPage is "sign-up".
type SignUpPage struct {
	Frame
	Form      Form
	Audiences []Option
	Next      string // where to go afterwards: a path of this site
}

// SignInPage is "sign-in".
type SignInPage struct {
	Frame
	Form    Form
	NeedOTP bool // the account has a second factor: ask for its code
	Expired bool // here because a session has ended
	Next    string
}

// ForgotPage is "forgot". Once sent it says the same whether or not the address is known.
type ForgotPage struct {
	Frame
	Form Form
	Sent bool
}

// ResetPage is "reset".
type ResetPage struct {
	Frame
	Form  Form
	Token string
	Spent bool // the link is used or too old: ask for a new one
}

// AccountPage is "account". Its forms carry the ids profile, password and deletion.
type AccountPage struct {
	Frame
	Email         string
	Since         Date
	Profile       Form
	Password      Form
	Deletion      Form
	Audiences     []Option
	SiteLanguages []Option
	// PublishHolder: whoever checks a certificate of mine sees my name.
	PublishHolder bool
	Certificates  int // held, for the choice on deletion
	Institutions  []Belonging
}

// Belonging is an institution of mine.
type Belonging struct {
	Name, Href string   // Href/leaving leaves it, Href/sharing shows it courses
	Asked      []string // titles of courses that it assigned
	Shared     []Option // my other courses, those that it sees chosen
}
