package process

// MetaOf turns what a municipality's folder says of a process into what Deploy
// takes. A lane that asks for both of its roles is drawn as a task for each,
// side by side; here any of them may do it.
func MetaOf(p FolderProcess) Meta {
	m := Meta{
		Title: p.Title, Purpose: p.Purpose, Area: p.Area, Owner: p.Owner, Starters: p.Starters, Rights: p.Rights,
		AtHand: p.AtHand, Lanes: map[string][]string{},
	}
	if !p.Usual.IsZero() {
		m.UsualTime = p.Usual.String()
	}
	if !p.ReviseBy.IsZero() {
		m.ReviseBy = p.ReviseBy.String()
	}
	for _, l := range p.Lanes {
		m.Lanes[l.Name] = l.Roles
	}
	return m
}
