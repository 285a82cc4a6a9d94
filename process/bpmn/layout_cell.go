package bpmn

import "math"

// The measures of the drawing, in pixels.
const (
	taskWidth, taskMinHeight = 150.0, 64.0
	taskPad, taskIconRow     = 9.0, 16.0
	eventSize, gatewaySize   = 36.0, 50.0
	labelWidth               = 110.0
	flowLabelWidth           = 96.0
	noteWidth, wideNote      = 164.0, 236.0
	notePad                  = 7.0
	dataWidth, dataHeight    = 36.0, 48.0
	tieInset, hangInset      = 12.0, 12.0 // of the tie from the left side; of the note from the tie
	hangGap                  = 12.0
	bodyPad, bodyHead        = 14.0, 26.0
)

// cell is what stands in one column and row: a flow node with everything that
// goes with it, or a loose note or piece of data.
type cell struct {
	id         string
	node       *Node    // nil for a loose thing
	loose      *hung    // nil for a node
	inner      *drawing // of a sub-process that is drawn open
	scope      *Scope
	col, row   int
	w, h       float64 // of the node itself
	label      []string
	labelAbove bool
	nameAbove  bool // asked for, because something leaves below
	boundary   []*boundary
	hangs      []*hung
	centre     Point

	// How far the cell reaches from its centre, in all.
	up, down, left, right float64
}

// boundary is an event on the lower border of a cell's node.
type boundary struct {
	node   *Node
	dx     float64 // of its centre from the cell's centre
	label  []string
	exits  bool
	ties   bool
	exitDY float64 // below the cell's centre, where its flows turn right
	tieDY  float64
}

// hung is a note or a piece of data with its place below the node.
type hung struct {
	id    string
	note  *Annotation
	data  *Data
	cell  *cell
	lines []string
	w, h  float64 // of the shape itself
	boxW  float64 // with the label of data
	boxH  float64
	dx    float64 // of the left side, from the cell's centre
	dy    float64 // of the top, from the cell's centre
}

func (n *Node) isOpen() bool { return n.Body != nil && len(n.Body.Nodes) > 0 }

// newNodeCell sizes a node; what hangs on it is added before measure.
func newNodeCell(n *Node, s *Scope) *cell {
	c := &cell{id: n.ID, node: n, scope: s}
	switch {
	case n.Kind.IsEvent():
		c.w, c.h = eventSize, eventSize
		c.label = wrap(n.Name, labelWidth, labelFont)
	case n.Kind.IsGateway():
		c.w, c.h = gatewaySize, gatewaySize
		c.label = wrap(n.Name, labelWidth, labelFont)
	case n.isOpen():
		c.inner = drawBody(n)
		lines := wrap(n.Name, c.inner.width, taskFont)
		c.w = c.inner.width + 2*bodyPad
		c.h = c.inner.height + bodyHead + float64(len(lines))*taskLine
	default:
		lines := wrap(n.Name, taskWidth-2*taskPad, taskFont)
		c.w = taskWidth
		c.h = math.Max(taskMinHeight, float64(len(lines))*taskLine+2*taskIconRow+6)
	}
	return c
}

func newNote(a *Annotation) *hung {
	h := &hung{id: a.ID, note: a, w: noteWidth}
	if len(a.Text) > 320 {
		h.w = wideNote
	}
	h.lines = wrap(a.Text, h.w-2*notePad, noteFont)
	h.h = math.Max(28, float64(len(h.lines))*noteLine+2*notePad)
	h.boxW, h.boxH = h.w, h.h
	return h
}

func newData(d *Data) *hung {
	h := &hung{id: d.ID, data: d, w: dataWidth, h: dataHeight}
	if d.Kind == DataStoreReference {
		h.w, h.h = 50, 50
	}
	h.lines = wrap(d.Name, labelWidth, labelFont)
	w, height := textBox(h.lines, labelFont, labelLine)
	h.boxW, h.boxH = math.Max(h.w, w), h.h
	if len(h.lines) > 0 {
		h.boxH += height + 4
	}
	return h
}

func newLooseCell(h *hung) *cell {
	c := &cell{id: h.id, loose: h, w: h.w, h: h.h}
	h.cell = c
	h.dx, h.dy = -h.w/2, -h.h/2
	return c
}

// measure settles how far the cell reaches in every direction.
func (c *cell) measure() {
	c.up, c.down = c.h/2, c.h/2
	c.left, c.right = c.w/2, c.w/2
	if c.loose != nil {
		c.left, c.right = math.Max(c.left, c.loose.boxW/2), math.Max(c.right, c.loose.boxW/2)
		c.down = c.loose.boxH - c.h/2
		return
	}
	c.placeBoundary()
	c.left, c.right = c.w/2, c.w/2
	c.placeLabel()
	c.placeHung()
}

// placeBoundary stands the boundary events along the lower border, the first
// leftmost, and gives each its own height for its flows to leave at, below
// all their names. The rightmost leaves highest, so that none cross.
func (c *cell) placeBoundary() {
	if len(c.boundary) == 0 {
		return
	}
	pitch, labels := 46.0, 0.0
	for _, b := range c.boundary {
		b.label = wrap(b.node.Name, 76, labelFont)
		if w, h := textBox(b.label, labelFont, labelLine); len(b.label) > 0 {
			pitch = math.Max(pitch, w+12)
			labels = math.Max(labels, h)
		}
	}
	room := float64(len(c.boundary)) * math.Max(pitch, 46)
	c.w = math.Max(c.w, room+tieInset+eventSize/2)
	level := c.h/2 + eventSize/2 + labels + 4
	for i := len(c.boundary) - 1; i >= 0; i-- {
		b := c.boundary[i]
		b.dx = c.w/2 - eventSize/2 - 6 - pitch*float64(len(c.boundary)-1-i)
		if b.exits {
			level += 9
			b.exitDY = level
		}
		if b.ties {
			level += 9
			b.tieDY = level
		}
	}
	c.down = level + 4
}

// placeLabel puts the name of an event or gateway below it, or above where
// something hangs below.
func (c *cell) placeLabel() {
	if len(c.label) == 0 {
		return
	}
	w, h := textBox(c.label, labelFont, labelLine)
	c.left, c.right = math.Max(c.left, w/2), math.Max(c.right, w/2)
	c.labelAbove = len(c.hangs) > 0 || c.nameAbove
	if c.labelAbove {
		c.up += h + 4
		return
	}
	c.down += h + 4
}

// tieDX is where the tie to what hangs leaves the node's lower side.
func (c *cell) tieDX() float64 {
	if c.node != nil && c.node.Kind.IsActivity() {
		return -c.w/2 + tieInset
	}
	return 0
}

func (c *cell) placeHung() {
	y := c.down + hangGap
	for _, h := range c.hangs {
		left := c.tieDX() + hangInset
		h.dx = left + (h.boxW-h.w)/2 // data stands in the middle above its name
		h.dy = y
		y += h.boxH + hangGap
		c.right = math.Max(c.right, left+h.boxW)
		c.down = h.dy + h.boxH
	}
}

// labelBounds is where the name of an event or gateway stands.
func (c *cell) labelBounds() Bounds {
	w, h := textBox(c.label, labelFont, labelLine)
	y := c.centre.Y + c.h/2 + 3
	if c.labelAbove {
		y = c.centre.Y - c.h/2 - 3 - h
	}
	return Bounds{c.centre.X - w/2, y, w, h}
}

func (c *cell) bounds() Bounds {
	return Bounds{c.centre.X - c.w/2, c.centre.Y - c.h/2, c.w, c.h}
}

func (h *hung) bounds() Bounds {
	return Bounds{h.cell.centre.X + h.dx, h.cell.centre.Y + h.dy, h.w, h.h}
}

func (b *boundary) bounds(c *cell) Bounds {
	return Bounds{c.centre.X + b.dx - eventSize/2, c.centre.Y + c.h/2 - eventSize/2, eventSize, eventSize}
}

func (b *boundary) labelBounds(c *cell) Bounds {
	w, h := textBox(b.label, labelFont, labelLine)
	return Bounds{c.centre.X + b.dx - 4 - w, c.centre.Y + c.h/2 + eventSize/2 + 2, w, h}
}
