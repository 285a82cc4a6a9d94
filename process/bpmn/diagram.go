package bpmn

// Diagram is one drawing. Lengths are in pixels at 96 to the inch, x to the
// right and y down, as bpmn-js draws them.
type Diagram struct {
	Base // Docs are not used; BPMNLabelStyle elements are in Rest
	Name string
	// Element is the id of the collaboration, process or sub-process drawn.
	Element string
	Plane   Base
	Shapes  []*Shape
	Edges   []*Edge
}

// Shape is the drawing of a node, lane, pool, data or artifact.
type Shape struct {
	Base
	Element string
	Bounds  Bounds
	Label   *Label
	// Horizontal belongs to pools and lanes, Expanded to sub-processes,
	// MarkerVisible to exclusive gateways; nil where the file is silent.
	Horizontal, Expanded, MarkerVisible *bool
}

// Edge is the drawing of a flow or an association: at least two waypoints.
type Edge struct {
	Base
	Element   string
	Waypoints []Point
	Label     *Label
}

// Label is where a name is written; nil Bounds leave it to the drawer.
type Label struct {
	Base
	Bounds *Bounds
}

// Point is a place in the drawing.
type Point struct{ X, Y float64 }

// Bounds is a rectangle in the drawing.
type Bounds struct{ X, Y, Width, Height float64 }

// Right is the x of the right side.
func (b Bounds) Right() float64 { return b.X + b.Width }

// Bottom is the y of the lower side.
func (b Bounds) Bottom() float64 { return b.Y + b.Height }

// Centre is the middle of b.
func (b Bounds) Centre() Point { return Point{b.X + b.Width/2, b.Y + b.Height/2} }

// Contains says that o lies within b, borders included.
func (b Bounds) Contains(o Bounds) bool {
	return o.X >= b.X && o.Y >= b.Y && o.Right() <= b.Right() && o.Bottom() <= b.Bottom()
}

// Overlaps says that b and o share more than a border.
func (b Bounds) Overlaps(o Bounds) bool {
	return b.X < o.Right() && o.X < b.Right() && b.Y < o.Bottom() && o.Y < b.Bottom()
}

// ShapeOf returns the shape that draws the element, or nil.
func (d *Diagram) ShapeOf(element string) *Shape {
	for _, s := range d.Shapes {
		if s.Element == element {
			return s
		}
	}
	return nil
}

// EdgeOf returns the edge that draws the element, or nil.
func (d *Diagram) EdgeOf(element string) *Edge {
	for _, e := range d.Edges {
		if e.Element == element {
			return e
		}
	}
	return nil
}
