package processapp

import (
	"context"
	"slices"
	"strings"

	"saksgang/base/ids"
	"saksgang/process"
)

// words are what users and roles are called on one page.
type words struct {
	names map[ids.UserID]string
	roles map[string]string
	// owners are the roles that have what stops, by process; filled where it is shown.
	owners map[string]string
}

// wordsFor loads the role titles and the names of the users, each asked once.
func (p *pages) wordsFor(ctx context.Context, users ...ids.UserID) (words, error) {
	var wanted []ids.UserID
	for _, u := range users {
		if !u.IsZero() && !slices.Contains(wanted, u) {
			wanted = append(wanted, u)
		}
	}
	roles, err := p.People.RoleTitles(ctx)
	if err != nil {
		return words{}, err
	}
	names, err := p.People.Names(ctx, wanted)
	return words{names, roles, map[string]string{}}, err
}

// role is what a role is called; one that has left the folder is its key.
func (w words) role(key string) string {
	key, _ = process.RoleOf(key)
	if title := w.roles[key]; title != "" {
		return title
	}
	return key
}

// waiting is who may take what waits for these roles: "HR officer or Leader".
func (w words) waiting(or string, roles []string) string {
	var titles []string
	for _, key := range roles {
		if title := w.role(key); !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	if len(titles) < 2 {
		return strings.Join(titles, "")
	}
	last := len(titles) - 1
	return strings.Join(titles[:last], ", ") + " " + or + " " + titles[last]
}

// peopleIn are the users that steps name.
func peopleIn(steps []process.Step) []ids.UserID {
	users := make([]ids.UserID, len(steps))
	for i, s := range steps {
		users[i] = s.Person
	}
	return users
}
