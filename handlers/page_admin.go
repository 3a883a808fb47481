package handlers

import (
	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/paging"
	"upstander/handlers/web"
)

func (s *Server) usersPage() endpoint {
	return Page(s, "admin-users", s.Accounts.Users, func(c *fiber.Ctx, f web.Frame, in accounts.Search, out paging.List[accounts.Profile]) any {
		f.Section = "users"
		page := web.AdminUsersPage{Frame: f, Query: in.Query}
		for _, u := range out.Items {
			row := web.UserRow{
				ID: u.ID, Name: u.Name, Email: u.Email, Disabled: u.Disabled, Self: u.ID == actor(c).ID, Created: day(f, u.CreatedAt),
				Action: "/admin/users/" + u.ID + "?query=" + queryEscape(in.Query),
			}
			for _, r := range access.Roles() {
				held := false
				for _, has := range u.Roles {
					held = held || has == r
				}
				row.Roles = append(row.Roles, web.Option{Value: string(r), Text: f.T("role." + string(r)), Selected: held})
			}
			page.Users = append(page.Users, row)
		}
		if out.NextCursor != nil {
			page.More = "/admin/users?query=" + queryEscape(in.Query) + "&cursor=" + queryEscape(*out.NextCursor)
		}
		return page
	})
}

func (s *Server) userForm() endpoint {
	read := func(c *fiber.Ctx) accounts.RoleChange {
		roles := []access.Role{}
		for _, value := range c.Request().PostArgs().PeekMulti("roles") {
			roles = append(roles, access.Role(value))
		}
		disabled := formText(c, "disabled") == "on"
		return accounts.RoleChange{Roles: &roles, Disabled: &disabled}
	}
	return Form(s, read, s.Accounts.PatchUser, func(c *fiber.Ctx, _ accounts.Profile) string {
		s.flash(c, "user_saved")
		return "/admin/users?query=" + queryEscape(c.Query("query"))
	}, nil)
}
