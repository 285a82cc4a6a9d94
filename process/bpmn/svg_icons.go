package bpmn

import "math"

// Icons are paths on a square of 16 by 16.
var taskIcons = map[Kind]string{
	UserTask:         "M8 2.5a2.6 2.6 0 1 1 0 5.2a2.6 2.6 0 1 1 0-5.2zM2.5 14c0-3.4 2.2-5 5.5-5s5.5 1.6 5.5 5z",
	ManualTask:       "M2 9V6.5l5-3.4c1-.6 1.8.6.9 1.3L6 6h7.2c1.2 0 1.2 1.7 0 1.7h1c1 0 1 1.6 0 1.6h-.6c1 0 1 1.6 0 1.6h-.8c.9 0 .9 1.5 0 1.5H6C3.7 12.4 2 11.500 2 9z",
	ScriptTask:       "M4 2h9c-2.500 2.500 2.500 4.500 0 8s-1 4-1 4h-9c2.500-2.500-2.500-4.500 0-8s1-4 1-4zM5.500 5h5M6 8h5M5 11h5",
	BusinessRuleTask: "M2 3h12v10h-12zM2 6h12M2 9.500h12M6 6v7",
	SendTask:         "M2 4h12v8h-12zM2 4l6 5l6-5",
	ReceiveTask:      "M2 4h12v8h-12zM2 4l6 5l6-5",
}

var eventIcons = map[EventKind]string{
	EventMessage:     "M2 4h12v8h-12zM2 4l6 5l6-5",
	EventTimer:       "M8 1.500a6.500 6.500 0 1 1 0 13a6.500 6.500 0 1 1 0-13zM8 4v4l3 2",
	EventSignal:      "M8 2l6.500 11h-13z",
	EventError:       "M2 14l3.500-11l4 6l4.500-7l-3.500 11l-4-6z",
	EventEscalation:  "M8 2l5 12l-5-5l-5 5z",
	EventConditional: "M3 2h10v12h-10zM5 5h6M5 8h6M5 11h6",
	EventLink:        "M2 6h7v-3l5.500 5l-5.500 5v-3h-7z",
	EventCompensate:  "M8 3v10l-6-5zM14 3v10l-6-5z",
	EventCancel:      "M3.500 2l4.500 4.500l4.500-4.500l1.500 1.500l-4.500 4.500l4.500 4.500l-1.500 1.500l-4.500-4.500l-4.500 4.500l-1.500-1.500l4.500-4.500l-4.500-4.500z",
	EventTerminate:   "M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12z",
}

const (
	multipleIcon = "M8 1.500l6.500 4.800l-2.500 7.700h-8l-2.500-7.700z"
	parallelIcon = "M6.300 2h3.400v4.300h4.300v3.400h-4.300v4.300h-3.400v-4.300h-4.300v-3.400h4.300z"
)

// icon draws a path of 16 by 16 with its centre at c; solid ones are filled.
func (p *painter) icon(path string, c Point, size float64, solid bool) {
	class, fill := "node", "#fff"
	line := lineColour
	if solid {
		class, fill = "node solid", lineColour
		if path == eventIcons[EventMessage] {
			line = "#fff"
		}
	}
	scale := size / 16
	p.f(`<path class="%s" d="%s" transform="translate(%s %s) scale(%s)" fill="%s" stroke="%s" stroke-width="1.1" stroke-linejoin="round"/>`,
		class, path, num(c.X-size/2), num(c.Y-size/2), num(scale), fill, line)
}

func (p *painter) taskIcon(n *Node, b Bounds) {
	at := Point{b.X + 13, b.Y + 12}
	if n.Kind == ServiceTask {
		p.gear(at)
		return
	}
	if path := taskIcons[n.Kind]; path != "" {
		p.icon(path, at, 15, n.Kind == SendTask)
	}
}

func (p *painter) gear(at Point) {
	p.f(`<g class="gear">`)
	p.f(`<circle class="flow" cx="%s" cy="%s" r="5.6" fill="none" stroke="%s" stroke-width="2.6" stroke-dasharray="2.2 2.2"/>`, num(at.X), num(at.Y), lineColour)
	p.f(`<circle class="node" cx="%s" cy="%s" r="4.4" fill="#fff" stroke="%s" stroke-width="1.1"/>`, num(at.X), num(at.Y), lineColour)
	p.f(`<circle class="node" cx="%s" cy="%s" r="1.7" fill="#fff" stroke="%s" stroke-width="1.1"/></g>`, num(at.X), num(at.Y), lineColour)
}

// activityMarks are the small signs at the lower side: loops, several at
// once, compensation, a closed sub-process.
func (p *painter) activityMarks(n *Node, s *Shape) {
	var marks []string
	if l := n.Loop; l != nil {
		switch {
		case !l.Multi:
			marks = append(marks, "M12 11a5 5 0 1 0-3 2.500M12 11v3.500M12 11h-3.500")
		case l.Sequential:
			marks = append(marks, "M3 4.500h10M3 8h10M3 11.500h10")
		default:
			marks = append(marks, "M4.500 3v10M8 3v10M11.500 3v10")
		}
	}
	if n.Kind.IsSubProcess() && (!n.isOpen() || s.Expanded != nil && !*s.Expanded) {
		marks = append(marks, "M2 2h12v12h-12zM8 4.500v7M4.500 8h7")
	}
	if n.ForCompensation {
		marks = append(marks, eventIcons[EventCompensate])
	}
	if n.Kind == AdHocSubProcess {
		marks = append(marks, "M2 10c1.500-5 4.500-4 6-2s4.500 3 6-2")
	}
	x := s.Bounds.Centre().X - float64(len(marks)-1)*9
	for i, m := range marks {
		p.f(`<path class="flow" d="%s" transform="translate(%s %s) scale(0.8)" fill="none" stroke="%s" stroke-width="1.6"/>`,
			m, num(x+float64(i)*18-6.4), num(s.Bounds.Bottom()-15), lineColour)
	}
}

func (p *painter) event(n *Node, b Bounds, state State) {
	c, r := b.Centre(), math.Min(b.Width, b.Height)/2
	circle := func(r, width float64, dash string) {
		p.f(`<circle class="node" cx="%s" cy="%s" r="%s"%s%s/>`, num(c.X), num(c.Y), num(r), stroke(state, width), dash)
	}
	dash := ""
	if n.NonInterrupting {
		dash = ` stroke-dasharray="5 3"`
		if state == Next {
			state = ""
		}
	}
	switch n.Kind {
	case StartEvent:
		circle(r, 1.4, dash)
	case EndEvent:
		circle(r, 3.2, "")
	default:
		circle(r, 1.2, dash)
		circle(r-3.5, 1.2, dash)
	}
	throws := n.Kind == EndEvent || n.Kind == IntermediateThrowEvent
	definitions := p.eventKinds(n)
	switch {
	case len(definitions) == 1:
		kind := definitions[0]
		solid := throws && kind != EventTimer && kind != EventConditional
		p.icon(eventIcons[kind], c, r, solid)
	case len(definitions) > 1 && n.ParallelMultiple:
		p.icon(parallelIcon, c, r, throws)
	case len(definitions) > 1:
		p.icon(multipleIcon, c, r, throws)
	}
}

func (p *painter) eventKinds(n *Node) []EventKind {
	var kinds []EventKind
	for _, e := range n.Events {
		kinds = append(kinds, e.Kind)
	}
	for _, ref := range n.EventRefs {
		for _, e := range p.d.Events {
			if e.ID == ref {
				kinds = append(kinds, e.Kind)
			}
		}
	}
	return kinds
}

func (p *painter) gateway(n *Node, s *Shape, state State) {
	b := s.Bounds
	c := b.Centre()
	p.f(`<path class="node" d="M%s %sL%s %sL%s %sL%s %sz"%s/>`,
		num(c.X), num(b.Y), num(b.Right()), num(c.Y), num(c.X), num(b.Bottom()), num(b.X), num(c.Y), stroke(state, 1.4))
	size := b.Width * 0.44
	switch n.Kind {
	case ExclusiveGateway:
		if s.MarkerVisible == nil || *s.MarkerVisible {
			p.sign("M4 3L12 13M12 3L4 13", c, size)
		}
	case ParallelGateway:
		p.sign("M8 1V15M1 8H15", c, size)
	case InclusiveGateway:
		p.sign("M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12z", c, size)
	case ComplexGateway:
		p.sign("M8 1V15M1 8H15M3 3L13 13M13 3L3 13", c, size)
	case EventBasedGateway:
		p.f(`<circle class="flow" cx="%s" cy="%s" r="%s" fill="none" stroke="%s"/>`, num(c.X), num(c.Y), num(b.Width*0.27), lineColour)
		p.icon(multipleIcon, c, b.Width*0.32, false)
	}
}

func (p *painter) sign(path string, c Point, size float64) {
	p.f(`<path class="flow" d="%s" transform="translate(%s %s) scale(%s)" fill="none" stroke="%s" stroke-width="2.4"/>`,
		path, num(c.X-size/2), num(c.Y-size/2), num(size/16), lineColour)
}

var stateIcons = map[State]string{
	Past: "M2.500 8.500L6.500 12.500L13.500 4",
	Now:  "M4 2.500L13 8L4 13.500z",
	Next: "M2 8H13M8.500 3.500L13 8L8.500 12.500",
}

// badge says the state in a word and a sign, in the task's upper right corner.
func (p *painter) badge(state State, b Bounds) {
	if state == "" {
		return
	}
	word := p.word(state)
	width := textWidth(word, 10)*bolder + 22
	x, y := b.Right()-width-5, b.Y+5
	p.f(`<g class="badge"><rect x="%s" y="%s" width="%s" height="15" rx="7.5" fill="%s"/>`, num(x), num(y), num(width), markColour)
	p.stateIcon(state, Point{x + 10, y + 7.5}, 9)
	p.f(`<text x="%s" y="%s" font-size="10" font-weight="bold" fill="#fff">%s</text></g>`, num(x+17), num(y+11), esc(word))
}

func (p *painter) smallBadge(state State, b Bounds) {
	if state == "" {
		return
	}
	c := Point{b.Right() - 4, b.Y + 4}
	p.f(`<g class="badge"><rect x="%s" y="%s" width="16" height="16" rx="8" fill="%s"/>`, num(c.X-8), num(c.Y-8), markColour)
	p.stateIcon(state, c, 9)
	p.f("</g>")
}

func (p *painter) stateIcon(state State, c Point, size float64) {
	p.f(`<path d="%s" transform="translate(%s %s) scale(%s)" fill="none" stroke="#fff" stroke-width="2.4"/>`,
		stateIcons[state], num(c.X-size/2), num(c.Y-size/2), num(size/16))
}
