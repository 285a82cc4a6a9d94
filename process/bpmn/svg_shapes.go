package bpmn

import (
	"math"
	"net/url"
	"strings"
)

// backdrop draws what lies below flows and nodes: pools, lanes, groups.
func (p *painter) backdrop(s *Shape) {
	switch x := p.things[s.Element].(type) {
	case *Participant:
		p.poolOrLane("pool", x.ID, x.Name, s, x.Process == "" || p.d.Process(x.Process) == nil)
	case *Lane:
		p.poolOrLane("lane", x.ID, x.Name, s, false)
	case *Group:
		p.f(`<rect class="note" x="%s" y="%s" width="%s" height="%s" rx="8" fill="none" stroke="%s" stroke-dasharray="9 4 2 4"/>`+"\n",
			num(s.Bounds.X), num(s.Bounds.Y), num(s.Bounds.Width), num(s.Bounds.Height), quietColour)
	case *Node:
		if x.isOpen() && (s.Expanded == nil || *s.Expanded) {
			p.node(x, s) // the flows within lie above it
		}
	}
}

func (p *painter) poolOrLane(class, id, name string, s *Shape, closed bool) {
	b := s.Bounds
	p.f(`<g id="%s" class="%s"><rect x="%s" y="%s" width="%s" height="%s" fill="#fff" stroke="%s"/>`,
		esc(p.o.Prefix+class+"-"+id), class, num(b.X), num(b.Y), num(b.Width), num(b.Height), ruleColour)
	font := taskFont
	bold := `font-weight="bold"`
	switch {
	case closed:
		lines := wrap(name, b.Width-20, font)
		p.lines(lines, b.Centre().X, b.Centre().Y-float64(len(lines))*taskLine/2, font, taskLine, "middle", bold)
	case s.Label != nil && s.Label.Bounds != nil && s.Label.Bounds.Width >= 60 && (s.Horizontal == nil || *s.Horizontal):
		l := *s.Label.Bounds
		head := l.Right() + 8 - b.X
		p.head(Bounds{b.X, b.Y, head, b.Height})
		lines := wrap(name, l.Width/bolder, font)
		p.lines(lines, l.X, b.Centre().Y-float64(len(lines))*taskLine/2, font, taskLine, "start", bold)
		p.reminders(name, b, head)
	case s.Horizontal != nil && !*s.Horizontal:
		p.head(Bounds{b.X, b.Y, b.Width, poolHeader})
		p.lines(wrap(name, b.Width-8, font), b.Centre().X, b.Y+6, font, taskLine, "middle", bold)
	default:
		p.head(Bounds{b.X, b.Y, poolHeader, b.Height})
		lines := clipped(wrap(name, math.Max(b.Height-8, 20), font), 2)
		line := math.Min(taskLine, (poolHeader-4)/float64(max(len(lines), 1)))
		x, y := b.X+poolHeader/2, b.Centre().Y
		p.lines(lines, x, y-float64(len(lines))*line/2, math.Min(font, line), line, "middle",
			bold+` transform="rotate(-90 `+num(x)+` `+num(y)+`)"`)
	}
	p.f("</g>\n")
}

func (p *painter) head(b Bounds) {
	p.f(`<rect class="head" x="%s" y="%s" width="%s" height="%s" fill="%s" stroke="%s"/>`,
		num(b.X), num(b.Y), num(b.Width), num(b.Height), headColour, ruleColour)
}

// reminders repeat a lane's name along a wide lane, for those who have
// scrolled away from its head.
func (p *painter) reminders(name string, b Bounds, head float64) {
	const every = 1000
	short := clipped(wrap(name, 400, 11), 1)
	if len(short) == 0 {
		return
	}
	width, _ := textBox(short, 11, 13)
	for x := b.X + head + every; x < b.Right()-200; x += every {
		if at, ok := p.freeOfFlows(x, b.Y+2, width); ok {
			p.lines(short, at, b.Y+2, 11, 13, "start", `class="quiet" aria-hidden="true"`)
		}
	}
}

// freeOfFlows finds a place for one line of text near x that no edge crosses.
func (p *painter) freeOfFlows(x, y, width float64) (float64, bool) {
	for away := 0.0; away <= 160; away += 20 {
		for _, at := range []float64{x + away, x - away} {
			if !p.crossed(Bounds{at - 4, y, width + 8, 13}) {
				return at, true
			}
		}
	}
	return 0, false
}

func (p *painter) crossed(text Bounds) bool {
	for _, e := range p.diagram.Edges {
		for i := 0; i+1 < len(e.Waypoints); i++ {
			if text.Overlaps(stretch(e.Waypoints[i], e.Waypoints[i+1])) {
				return true
			}
		}
	}
	return false
}

// stretch is the rectangle from a to b, at least a hair thick.
func stretch(a, b Point) Bounds {
	const hair = 0.5
	return Bounds{
		math.Min(a.X, b.X) - hair/2, math.Min(a.Y, b.Y) - hair/2,
		math.Abs(a.X-b.X) + hair, math.Abs(a.Y-b.Y) + hair,
	}
}

// clipped keeps at most so many lines and marks that there were more.
func clipped(lines []string, most int) []string {
	if len(lines) <= most {
		return lines
	}
	return append(append([]string{}, lines[:most-1]...), lines[most-1]+" …")
}

// shape draws what lies above the flows.
func (p *painter) shape(s *Shape) {
	switch x := p.things[s.Element].(type) {
	case *Node:
		if !x.isOpen() || s.Expanded != nil && !*s.Expanded {
			p.node(x, s)
		}
	case *Annotation:
		p.annotation(x, s.Bounds)
	case *Data:
		p.data(x, s)
	}
}

func (p *painter) node(n *Node, s *Shape) {
	state := p.o.State[n.ID]
	class, id := string(n.Kind), "node-"
	if n.Kind.IsActivity() {
		class, id = "task "+class, "task-"
	}
	if state == Past || state == Now || state == Next {
		class += " " + string(state)
	} else {
		state = ""
	}
	link := safeLink(p.o.Link[n.ID])
	if link != "" {
		p.f(`<a href="%s">`, esc(link))
	}
	title := strings.Join(strings.Fields(n.Name), " ")
	if state != "" {
		title = strings.TrimSpace(title + " (" + p.word(state) + ")")
	}
	p.f(`<g id="%s" class="%s"><title>%s</title>`, esc(p.o.Prefix+id+n.ID), class, esc(title))
	switch {
	case n.Kind.IsEvent():
		p.event(n, s.Bounds, state)
	case n.Kind.IsGateway():
		p.gateway(n, s, state)
	default:
		p.activity(n, s, state)
	}
	if !n.Kind.IsActivity() {
		p.outsideName(n.Name, s)
		p.smallBadge(state, s.Bounds)
	}
	p.f("</g>")
	if link != "" {
		p.f("</a>")
	}
	p.f("\n")
}

func (p *painter) word(s State) string {
	if w := p.o.Words[s]; w != "" {
		return w
	}
	return map[State]string{Past: "Done", Now: "Now", Next: "Next"}[s]
}

// safeLink lets through addresses that lead to a page.
func safeLink(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// outsideName writes the name of an event, gateway or data beside its shape.
func (p *painter) outsideName(name string, s *Shape) {
	if strings.TrimSpace(name) == "" {
		return
	}
	if s.Label != nil && s.Label.Bounds != nil && (s.Label.Bounds.Width > 0 || s.Label.Bounds.Height > 0) {
		p.label(name, *s.Label.Bounds)
		return
	}
	lines := wrap(name, labelWidth, labelFont)
	p.lines(lines, s.Bounds.Centre().X, s.Bounds.Bottom()+3, labelFont, labelLine, "middle", `class="label"`)
}

// stroke tells the state by the line: heavy is now, dashed is next.
func stroke(state State, width float64) string {
	switch state {
	case Now:
		return ` stroke="` + markColour + `" stroke-width="` + num(width+1.8) + `" fill="#e3effb"`
	case Next:
		return ` stroke="` + markColour + `" stroke-width="` + num(width+0.4) + `" stroke-dasharray="6 3" fill="#fff"`
	case Past:
		return ` stroke="` + quietColour + `" stroke-width="` + num(width) + `" fill="#eef1f4"`
	}
	return ` stroke="` + lineColour + `" stroke-width="` + num(width) + `" fill="#fff"`
}

func (p *painter) activity(n *Node, s *Shape, state State) {
	b := s.Bounds
	width := 1.4
	if n.Kind == CallActivity {
		width = 3.2
	}
	dash := ""
	if n.ByEvent {
		dash = ` stroke-dasharray="2 3"`
		if state == Next {
			state = ""
		}
	}
	p.f(`<rect class="node" x="%s" y="%s" width="%s" height="%s" rx="8"%s%s/>`, num(b.X), num(b.Y), num(b.Width), num(b.Height), stroke(state, width), dash)
	if n.Kind == Transaction {
		p.f(`<rect class="node" x="%s" y="%s" width="%s" height="%s" rx="6"%s/>`, num(b.X+3), num(b.Y+3), num(b.Width-6), num(b.Height-6), stroke("", 1))
	}
	p.taskIcon(n, b)
	p.activityMarks(n, s)
	p.badge(state, b)
	open := n.isOpen() && (s.Expanded == nil || *s.Expanded)
	lines, size, line := fitText(n.Name, b.Width-2*taskPad, b.Height-8)
	y := b.Centre().Y - float64(len(lines))*line/2
	if open {
		lines, size, line = wrap(n.Name, b.Width-2*taskPad, taskFont), taskFont, taskLine
		y = b.Y + 6
	}
	p.lines(lines, b.Centre().X, y, size, line, "middle", `class="name"`)
}

// fitText makes letters smaller until the text fits, and then cuts it; the
// whole name is in the shape's title.
func fitText(text string, width, height float64) (lines []string, size, line float64) {
	for size = taskFont; size >= 9; size-- {
		line = size * taskLine / taskFont
		if lines = wrap(text, math.Max(width, 20), size); float64(len(lines))*line <= height {
			return lines, size, line
		}
	}
	return clipped(lines, max(int(height/line), 1)), size, line
}

func (p *painter) annotation(a *Annotation, b Bounds) {
	p.f(`<g id="%s" class="annotation"><path class="note" d="M%s %sH%sV%sH%s" fill="none" stroke="%s" stroke-width="1.2"/>`,
		esc(p.o.Prefix+"note-"+a.ID), num(b.X+9), num(b.Y), num(b.X), num(b.Bottom()), num(b.X+9), quietColour)
	lines := wrap(a.Text, b.Width-2*notePad, noteFont)
	line, size := noteLine, noteFont
	if room := b.Height - 4; float64(len(lines))*line > room && len(lines) > 0 {
		lines, size, line = fitText(a.Text, b.Width-2*notePad, room)
	}
	y := b.Y + math.Max((b.Height-float64(len(lines))*line)/2, 2)
	p.lines(lines, b.X+notePad, y, size, line, "start", `class="quiet"`)
	p.f("</g>\n")
}

func (p *painter) data(d *Data, s *Shape) {
	b := s.Bounds
	p.f(`<g id="%s" class="data"><title>%s</title>`, esc(p.o.Prefix+"data-"+d.ID), esc(d.Name))
	look := stroke("", 1.2)
	if d.Kind == DataStoreReference {
		x, y, w, h := b.X, b.Y, b.Width, b.Height
		p.f(`<path class="node" d="M%s %sa%s 6 0 0 1 %s 0v%sa%s 6 0 0 1 -%s 0z"%s/>`, num(x), num(y+6), num(w/2), num(w), num(h-12), num(w/2), num(w), look)
		p.f(`<path class="flow" d="M%s %sa%s 6 0 0 0 %s 0" fill="none" stroke="%s"/>`, num(x), num(y+6), num(w/2), num(w), lineColour)
	} else {
		fold := 10.0
		p.f(`<path class="node" d="M%s %sH%sL%s %sV%sH%sz"%s/>`, num(b.X), num(b.Y), num(b.Right()-fold), num(b.Right()), num(b.Y+fold), num(b.Bottom()), num(b.X), look)
		p.f(`<path class="flow" d="M%s %sV%sH%s" fill="none" stroke="%s"/>`, num(b.Right()-fold), num(b.Y), num(b.Y+fold), num(b.Right()), lineColour)
	}
	p.outsideName(d.Name, s)
	p.f("</g>\n")
}
