package institutions

import (
	"context"
	"errors"
	"reflect"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// Institution is a body that has people trained.
type Institution struct {
	storage.Meta `bson:",inline"`
	Name         string    `bson:"name"` // printed on certificates issued from now on
	NameKey      string    `bson:"name_key"`
	Country      string    `bson:"country"` // as its people write it; may be empty
	FocalPoint   string    `bson:"focal_point"`
	CreatedAt    time.Time `bson:"created_at"`
	CreatedBy    string    `bson:"created_by"` // user id

	// How it shows itself on certificates issued from now on.
	Logo           *logoMark `bson:"logo,omitempty"` // nil: none
	Signatory      string    `bson:"signatory,omitempty"`
	SignatoryTitle string    `bson:"signatory_title,omitempty"`

	Reminders *schedule `bson:"reminders,omitempty"` // nil: the usual days
}

// View is an institution as the API shows it.
type View struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Country    string      `json:"country"`
	Members    int64       `json:"members"`
	FocalPoint *string     `json:"focal_point"` // user id of the member who is the focal point for prevention
	Role       access.Role `json:"role"`        // of the one who asks: manager, or admin
	CreatedAt  time.Time   `json:"created_at"`

	Logo           *LogoView `json:"logo"` // null: none
	Signatory      string    `json:"signatory"`
	SignatoryTitle string    `json:"signatory_title"`
	Reminders      Reminders `json:"reminders"`
}

// Ref names an institution in a path.
type Ref struct {
	ID string `json:"-" path:"id"`
}

// manage loads the institution for one who may act for it; to others it does not exist.
func (s *Service) manage(ctx context.Context, who access.Actor, id string) (Institution, error) {
	may, err := s.MayAct(ctx, who, id)
	if err == nil && !may {
		err = problem.Missing("institution_unknown")
	}
	if err != nil {
		return Institution{}, err
	}
	found, err := s.institutions.Get(ctx, id)
	return found, missing(err, "institution_unknown")
}

// MayAct reports whether the actor may act for the institution.
func (s *Service) MayAct(ctx context.Context, who access.Actor, id string) (bool, error) {
	if !who.SignedIn() {
		return false, nil
	}
	m, err := s.members.Get(ctx, memberID(id, who.ID))
	return gone(err) == nil && access.MayManage(who, id, m.Role), gone(err)
}

func missing(err error, key string) error {
	if errors.Is(err, storage.ErrNotFound) {
		return problem.Missing(key)
	}
	return err
}

func (s *Service) view(ctx context.Context, who access.Actor, i *Institution) (View, error) {
	n, err := s.members.Count(ctx, storage.Query{Index: "by_institution", Equal: []any{i.ID}})
	v := View{
		ID: i.ID, Name: i.Name, Country: i.Country, Members: n, Role: access.Manager, CreatedAt: i.CreatedAt.UTC(),
		Logo: i.logoView(), Signatory: i.Signatory, SignatoryTitle: i.SignatoryTitle, Reminders: i.Reminders.days(),
	}
	if who.Has(access.Admin) {
		v.Role = access.Admin
	}
	if i.FocalPoint != "" {
		v.FocalPoint = &i.FocalPoint
	}
	return v, err
}

// Institutions lists those that the actor manages; an administrator sees all, by name.
func (s *Service) Institutions(ctx context.Context, who access.Actor, in paging.Input) (paging.List[View], error) {
	var found []Institution
	var next string
	var err error
	if who.Has(access.Admin) {
		found, next, err = s.institutions.Page(ctx, storage.Query{Index: "by_name", Limit: in.Limit}, in.Cursor)
	} else {
		found, err = s.managed(ctx, who.ID)
	}
	return paging.Shown(found, next, err, func(i *Institution) (View, error) { return s.view(ctx, who, i) })
}

// managed lists the institutions of which the user is a manager. They are few.
func (s *Service) managed(ctx context.Context, user string) ([]Institution, error) {
	var out []Institution
	for m, err := range s.members.Find(ctx, storage.Query{Index: "by_user", Equal: []any{user}}) {
		if err != nil {
			return nil, err
		}
		if m.Role != access.Manager {
			continue
		}
		i, err := s.institutions.Get(ctx, m.Institution)
		if err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, nil
}

// Draft is the input of Create.
type Draft struct {
	Name    string `json:"name"`
	Country string `json:"country,omitempty"`
	// Manager is the e-mail address of the first manager: a member at once where there is such an account, else invited.
	Manager string `json:"manager,omitempty"`
	Key     string `json:"-" header:"Idempotency-Key"`
}

// Create opens an institution. One who is not an administrator becomes its manager.
func (s *Service) Create(ctx context.Context, who access.Actor, in Draft) (View, error) {
	if !access.MayFound(who) {
		return View{}, problem.Denied()
	}
	var f problem.Fields
	name := accounts.CleanName(&f, "name", in.Name, true)
	country := accounts.CleanName(&f, "country", in.Country, false)
	manager := ""
	if in.Manager != "" {
		var g problem.Fields
		if manager = accounts.CleanEmail(&g, in.Manager); len(g) > 0 {
			f.Add("manager", g[0].Key, g[0].Args...)
		}
	}
	if err := f.Err(); err != nil {
		return View{}, err
	}
	i := Institution{Meta: storage.Meta{ID: ident.New()}, Name: name, NameKey: key(name), Country: country, CreatedAt: s.now(), CreatedBy: who.ID}
	if in.Key != "" {
		i.ID = ident.Of("institution", who.ID, in.Key)
	}
	stored, err := s.institutions.Insert(ctx, i)
	if errors.Is(err, storage.ErrExists) {
		stored, err = s.institutions.Get(ctx, i.ID)
	}
	if err != nil {
		return View{}, err
	}
	if !who.Has(access.Admin) {
		p, err := s.people.Person(ctx, who.ID)
		if err == nil {
			err = s.join(ctx, stored.ID, p, access.Manager)
		}
		if err != nil {
			return View{}, err
		}
	}
	if manager != "" {
		if err := s.appoint(ctx, &stored, manager); err != nil {
			return View{}, err
		}
	}
	return s.view(ctx, who, &stored)
}

// appoint makes the person with this address a manager; where there is no account yet, by invitation.
func (s *Service) appoint(ctx context.Context, i *Institution, email string) error {
	p, err := s.people.PersonByEmail(ctx, email)
	if errors.Is(err, storage.ErrNotFound) {
		_, _, err = s.invite(ctx, i, "", Invitee{Email: email, Role: access.Manager}, nil)
		s.stir()
		return err
	}
	if err != nil {
		return err
	}
	return s.join(ctx, i.ID, p, access.Manager)
}

// Get gives one institution.
func (s *Service) Get(ctx context.Context, who access.Actor, in Ref) (View, error) {
	i, err := s.manage(ctx, who, in.ID)
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, who, &i)
}

// Change is the input of Patch; what is absent stays.
type Change struct {
	ID         string  `json:"-" path:"id"`
	Name       *string `json:"name,omitempty"`
	Country    *string `json:"country,omitempty"`
	FocalPoint *string `json:"focal_point,omitempty"` // user id of a member; "" for none

	Signatory      *string `json:"signatory,omitempty"` // who signs certificates for the institution; "" for nobody
	SignatoryTitle *string `json:"signatory_title,omitempty"`

	Reminders *Reminders `json:"reminders,omitempty"`
}

// Patch changes an institution. Certificates that were issued keep its former name and signatory.
func (s *Service) Patch(ctx context.Context, who access.Actor, in Change) (View, error) {
	now, err := s.manage(ctx, who, in.ID)
	if err != nil {
		return View{}, err
	}
	var f problem.Fields
	in.cleanSignatory(&f, &now)
	if in.Name != nil {
		*in.Name = accounts.CleanName(&f, "name", *in.Name, true)
	}
	if in.Country != nil {
		*in.Country = accounts.CleanName(&f, "country", *in.Country, false)
	}
	if in.FocalPoint != nil && *in.FocalPoint != "" {
		if _, err := s.members.Get(ctx, memberID(in.ID, *in.FocalPoint)); errors.Is(err, storage.ErrNotFound) {
			f.Add("focal_point", "unknown")
		} else if err != nil {
			return View{}, err
		}
	}
	days := now.Reminders.days()
	if in.Reminders != nil {
		days = days.merge(&f, *in.Reminders)
	}
	if err := f.Err(); err != nil {
		return View{}, err
	}
	if in.Reminders != nil {
		if err := s.setMark(ctx, replanMark+in.ID, s.now()); err != nil {
			return View{}, err
		}
		defer s.stir()
	}
	if in.FocalPoint != nil {
		if err := s.SetFocalPoint(ctx, in.ID, *in.FocalPoint); err != nil {
			return View{}, err
		}
	}
	return s.changed(ctx, who, in.ID, func(i *Institution) {
		if in.Name != nil {
			i.Name, i.NameKey = *in.Name, key(*in.Name)
		}
		if in.Country != nil {
			i.Country = *in.Country
		}
		if in.Signatory != nil {
			i.Signatory = *in.Signatory
		}
		if in.SignatoryTitle != nil {
			i.SignatoryTitle = *in.SignatoryTitle
		}
		if in.Reminders != nil && !reflect.DeepEqual(i.Reminders.days(), days) {
			i.Reminders = &schedule{Days: days, Since: s.now()}
		}
	})
}
