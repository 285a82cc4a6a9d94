package bpmn

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// State is how far one run of a process has come at a node.
type State string

// The states of a node in a run. The empty State is drawn plainly.
const (
	Past State = "past"
	Now  State = "now"
	Next State = "next"
)

// Options say how a drawing is shown. The zero value draws the process as it
// is, in colours of its own.
type Options struct {
	// Title and Desc are read aloud in place of the drawing. Without them the
	// title is the pool's or process's name, and the description names each
	// lane with its tasks.
	Title, Desc string
	// State marks nodes by id; Words are the words shown for each state
	// (default "Done", "Now", "Next").
	State map[string]State
	Words map[State]string
	// Link gives nodes an address by id: relative, http or https; others are
	// left out.
	Link map[string]string
	// Prefix comes before every id in the drawing, for several in one page.
	Prefix string
	// NoStyle leaves out the style element, for a page that has StyleSheet in
	// its own stylesheet; without either the drawing has its default colours.
	NoStyle bool
	// Diagram is which of the definitions' diagrams is drawn.
	Diagram int
}

// StyleSheet gives the parts of a drawing the colours of the page it stands
// in, through CSS variables.
const StyleSheet = `.bpmn{font-family:var(--bpmn-font,Arial,Helvetica,"Liberation Sans",sans-serif)}
.bpmn .paper{fill:var(--bpmn-paper,#fff)}
.bpmn .lane>rect,.bpmn .pool>rect{fill:var(--bpmn-lane,#fff);stroke:var(--bpmn-rule,#c3ccd6)}
.bpmn .lane>.head,.bpmn .pool>.head{fill:var(--bpmn-head,#eef2f6);stroke:var(--bpmn-rule,#c3ccd6)}
.bpmn text{fill:var(--bpmn-ink,#1b2733)}
.bpmn text.quiet{fill:var(--bpmn-quiet,#5d6b7a)}
.bpmn .node{fill:var(--bpmn-node,#fff);stroke:var(--bpmn-line,#3d4d5e)}
.bpmn .solid{fill:var(--bpmn-line,#3d4d5e)}
.bpmn .flow{stroke:var(--bpmn-line,#3d4d5e)}
.bpmn .tip{fill:var(--bpmn-line,#3d4d5e);stroke:var(--bpmn-line,#3d4d5e)}
.bpmn .open{fill:var(--bpmn-paper,#fff);stroke:var(--bpmn-line,#3d4d5e)}
.bpmn .note,.bpmn .association{stroke:var(--bpmn-quiet,#5d6b7a)}
.bpmn .past .node{fill:var(--bpmn-past,#eef1f4);stroke:var(--bpmn-quiet,#5d6b7a)}
.bpmn .now .node{fill:var(--bpmn-now,#e3effb);stroke:var(--bpmn-mark,#00529b)}
.bpmn .next .node{stroke:var(--bpmn-mark,#00529b)}
.bpmn .badge rect{fill:var(--bpmn-mark,#00529b)}
.bpmn .badge text{fill:var(--bpmn-on-mark,#fff)}
.bpmn a:focus .node{stroke-width:4}`

// The default colours stand as attributes too, for viewers without CSS
// variables.
const (
	inkColour, lineColour, quietColour = "#1b2733", "#3d4d5e", "#5d6b7a"
	ruleColour, headColour             = "#c3ccd6", "#eef2f6"
	markColour                         = "#00529b"
)

// SVG draws one diagram of d, or a fresh layout where it has none. The result
// is well-formed XML without script, to show alone or within a page.
func SVG(d *Definitions, o Options) string {
	if o.Diagram < 0 || o.Diagram >= len(d.Diagrams) || len(d.Diagrams[o.Diagram].Shapes) == 0 {
		fresh := *d
		Layout(&fresh)
		d, o.Diagram = &fresh, 0
	}
	p := &painter{d: d, o: o, diagram: d.Diagrams[o.Diagram], things: things(d)}
	p.paint()
	return p.b.String()
}

type painter struct {
	b       strings.Builder
	d       *Definitions
	o       Options
	diagram *Diagram
	things  map[string]any
}

// things finds everything that can be drawn by its id.
func things(d *Definitions) map[string]any {
	m := map[string]any{}
	add := func(id string, x any) {
		if _, taken := m[id]; !taken && id != "" {
			m[id] = x
		}
	}
	artifacts := func(a *Artifacts) {
		for _, x := range a.Annotations {
			add(x.ID, x)
		}
		for _, x := range a.Associations {
			add(x.ID, x)
		}
		for _, x := range a.Groups {
			add(x.ID, x)
		}
	}
	if c := d.Collaboration; c != nil {
		for _, x := range c.Participants {
			add(x.ID, x)
		}
		for _, x := range c.MessageFlows {
			add(x.ID, x)
		}
		artifacts(&c.Artifacts)
	}
	for _, process := range d.Processes {
		process.walk(func(s *Scope) {
			for _, x := range s.AllLanes() {
				add(x.ID, x)
			}
			for _, x := range s.Data {
				add(x.ID, x)
			}
			for _, x := range s.Nodes {
				add(x.ID, x)
				for _, a := range append(append([]*DataAssociation{}, x.Inputs...), x.Outputs...) {
					add(a.ID, a)
				}
			}
			for _, x := range s.Flows {
				add(x.ID, flowIn{x, s})
			}
			artifacts(&s.Artifacts)
		})
	}
	return m
}

// flowIn is a sequence flow with the scope that knows its source.
type flowIn struct {
	*Flow
	scope *Scope
}

func (p *painter) paint() {
	b := p.extent()
	role := "img"
	if len(p.o.Link) > 0 {
		role = "group" // what is within an img cannot be reached
	}
	id := p.o.Prefix + "bpmn"
	p.f(`<svg xmlns="http://www.w3.org/2000/svg" class="bpmn" role="%s" aria-labelledby="%s" viewBox="%s %s %s %s" width="%s" height="%s" font-family="Arial, Helvetica, sans-serif">`,
		role, esc(id+"-title "+id+"-desc"), num(b.X), num(b.Y), num(b.Width), num(b.Height), num(b.Width), num(b.Height))
	p.f("\n<title id=%q>%s</title>\n<desc id=%q>%s</desc>\n", esc(id+"-title"), esc(p.title()), esc(id+"-desc"), esc(p.desc()))
	if !p.o.NoStyle {
		p.f("<style>%s</style>\n", esc(StyleSheet))
	}
	p.markers()
	p.f(`<rect class="paper" x="%s" y="%s" width="%s" height="%s" fill="#fff"/>`+"\n", num(b.X), num(b.Y), num(b.Width), num(b.Height))
	for _, s := range p.diagram.Shapes {
		p.backdrop(s)
	}
	for _, e := range p.diagram.Edges {
		p.edge(e)
	}
	for _, s := range p.diagram.Shapes {
		p.shape(s)
	}
	for _, e := range p.diagram.Edges {
		p.edgeLabel(e)
	}
	p.f("</svg>\n")
}

func (p *painter) f(format string, args ...any) { fmt.Fprintf(&p.b, format, args...) }

// num writes a coordinate, to a hundredth of a pixel.
func num(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}

// esc makes any text safe as XML text and in attributes.
func esc(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case !isXMLChar(r):
			b.WriteRune('\uFFFD')
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&#34;")
		case r == '\r':
			b.WriteString("&#13;")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// extent is the part of the plane that is drawn on, with a margin.
func (p *painter) extent() Bounds {
	var all *Bounds
	take := func(b Bounds) { all = around(all, b) }
	label := func(l *Label) {
		if l != nil && l.Bounds != nil {
			take(*l.Bounds)
		}
	}
	for _, s := range p.diagram.Shapes {
		take(s.Bounds)
		label(s.Label)
	}
	for _, e := range p.diagram.Edges {
		for _, w := range e.Waypoints {
			take(Bounds{X: w.X, Y: w.Y})
		}
		label(e.Label)
	}
	if all == nil {
		return Bounds{Width: 2 * pageMargin, Height: 2 * pageMargin}
	}
	return Bounds{all.X - pageMargin, all.Y - pageMargin, all.Width + 2*pageMargin, all.Height + 2*pageMargin}
}

func (p *painter) title() string {
	if p.o.Title != "" {
		return p.o.Title
	}
	var names []string
	for _, pool := range poolsOf(p.d) {
		switch {
		case pool.participant != nil && pool.participant.Name != "":
			names = append(names, pool.participant.Name)
		case pool.process != nil && pool.process.Name != "":
			names = append(names, pool.process.Name)
		}
	}
	if len(names) == 0 {
		names = []string{p.d.Name}
	}
	return strings.Join(names, ", ")
}

// desc names each lane with its tasks, in the order of the file.
func (p *painter) desc() string {
	if p.o.Desc != "" {
		return p.o.Desc
	}
	var sentences []string
	for _, process := range p.d.Processes {
		lanes := lanesByNode(&process.Scope)
		byLane := map[*Lane][]string{}
		var order []*Lane
		for _, n := range process.Nodes {
			if !n.Kind.IsActivity() || n.Name == "" {
				continue
			}
			l := lanes[n.ID]
			if byLane[l] == nil {
				order = append(order, l)
			}
			byLane[l] = append(byLane[l], strings.Join(strings.Fields(n.Name), " "))
		}
		for _, l := range order {
			text := strings.Join(byLane[l], "; ") + "."
			if l != nil && l.Name != "" {
				text = l.Name + ": " + text
			}
			sentences = append(sentences, text)
		}
	}
	return strings.Join(sentences, " ")
}
