package handlers

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"upstander/app/institutions"
	"upstander/handlers/web"
)

// reminderLists are the fields of the form of reminders, each a list of days.
var reminderLists = []string{"before_due", "after_due", "before_expiry", "after_expiry"}

// reminderForm changes the days on which learners are reminded.
func (s *Server) reminderForm() endpoint {
	read := func(c *fiber.Ctx) institutions.Change {
		days := func(name string) []int { return readDays(formText(c, name)) }
		return institutions.Change{Reminders: &institutions.Reminders{
			BeforeDue: days("before_due"), AfterDue: days("after_due"), BeforeExpiry: days("before_expiry"), AfterExpiry: days("after_expiry"),
		}}
	}
	return Form(s, read, s.Institutions.Patch, toSettings[institutions.View](s, "saved", "reminders"), s.settingsPage().serve)
}

// readDays reads whole numbers with anything but letters between them. What is no number is 0, which no list takes.
func readDays(text string) []int {
	out := []int{}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' || r == '،' || r == '、' }) {
		n, err := strconv.Atoi(word)
		if err != nil {
			n = 0
		}
		out = append(out, n)
	}
	return out
}

// remindersForm is the form as the institution has it now.
func remindersForm(r institutions.Reminders) web.Form {
	values := map[string]string{}
	for i, list := range [][]int{r.BeforeDue, r.AfterDue, r.BeforeExpiry, r.AfterExpiry} {
		var words []string
		for _, n := range list {
			words = append(words, strconv.Itoa(n))
		}
		values[reminderLists[i]] = strings.Join(words, ", ")
	}
	return web.Form{ID: "reminders", Values: values}
}
