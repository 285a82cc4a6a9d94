package bpmn

import (
	"math"
	"slices"
)

const (
	trackPitch   = 10.0
	gutterMargin = 14.0 // on either side of the tracks; on the right there is an arrowhead
	channelPitch = 11.0
	channelFloor = 12.0 // between a row and the nearest run above it
)

// leg is the part of a wire that runs up or down a gutter, from level a to
// level b. It goes on to the right or to the left at each end.
type leg struct {
	wire           *wire
	gutter         int
	a, b           int
	rightA, rightB bool
	key            string // legs of one key share a line
	track          int
}

// trunk is the legs of a gutter that share a line.
type trunk struct {
	legs     []*leg
	top, low int
	track    int
}

// gutter is the space to the left of a column (or right of the last one).
type gutter struct {
	trunks []*trunk
	tracks int
	labels float64 // width kept for names beside the tracks
	x      float64
	width  float64
	used   map[int]float64 // by row: how high names stand there already
}

// run is the part of a wire that lies in a channel, from gutter a to gutter b.
type run struct {
	wire *wire
	a, b int
	key  string
	line *chanLine
}

// chanLine is one line of a channel, which runs with one target share.
type chanLine struct {
	runs  []*run
	a, b  int
	level int // 0 is nearest to the row below
	y     float64
}

// channel is the space above a row.
type channel struct {
	runs   []*run
	lanes  []*chanLine
	levels []float64 // the height of each, with the names on it
}

func (c *channel) height() float64 {
	sum := channelFloor
	for _, h := range c.levels {
		sum += h
	}
	return sum
}

// assignTracks gives each leg its line in the gutter and each run its line in
// the channel, so that no two different flows lie on each other.
func (g *grid) assignTracks() {
	g.gutters = make([]*gutter, g.cols+1)
	for i := range g.gutters {
		g.gutters[i] = &gutter{used: map[int]float64{}}
	}
	for _, w := range g.wires {
		for _, l := range w.legs {
			if l != nil {
				g.gutters[l.gutter].add(l)
			}
		}
	}
	for _, m := range g.messages {
		for _, r := range m.rises {
			if r.leg != nil {
				g.gutters[r.leg.gutter].add(r.leg)
			}
		}
	}
	for _, gu := range g.gutters {
		gu.order()
		gu.assign()
	}
	for _, r := range g.rows {
		r.channel.assign()
	}
	for _, a := range g.areas {
		a.gap.assign()
	}
}

func (gu *gutter) add(l *leg) {
	top, low := min(l.a, l.b), max(l.a, l.b)
	for _, t := range gu.trunks {
		if t.legs[0].key == l.key {
			t.legs = append(t.legs, l)
			t.top, t.low = min(t.top, top), max(t.low, low)
			return
		}
	}
	gu.trunks = append(gu.trunks, &trunk{legs: []*leg{l}, top: top, low: low})
}

// order sorts trunks from left to right by trying neighbours both ways round
// until no change makes fewer crossings. A gutter so full that nobody could
// follow its lines is left as it is, as that would take long.
func (gu *gutter) order() {
	const readable = 150
	if len(gu.trunks) > readable {
		return
	}
	for range gu.trunks {
		changed := false
		for i := 0; i+1 < len(gu.trunks); i++ {
			a, b := gu.trunks[i], gu.trunks[i+1]
			if crossings(b, a) < crossings(a, b) {
				gu.trunks[i], gu.trunks[i+1] = b, a
				changed = true
			}
		}
		if !changed {
			return
		}
	}
}

// crossings says how bad it is to have a to the left of b. That a line out of
// a node lies upon a line into its neighbour is much worse than a crossing.
func crossings(a, b *trunk) int {
	const onTop, touch = 50, 3
	cost := 0
	count := func(of *trunk, rightwards bool, other *trunk) {
		for _, l := range of.legs {
			for _, e := range [][2]any{{l.a, l.rightA}, {l.b, l.rightB}} {
				level := e[0].(int)
				switch {
				case e[1].(bool) != rightwards:
				case level > other.top && level < other.low:
					cost++
				case level == other.top || level == other.low:
					cost += touch
				}
			}
		}
	}
	count(a, true, b)
	count(b, false, a)
	for _, la := range a.legs {
		for _, lb := range b.legs {
			if la.rightB && !lb.rightA && la.b == lb.a && la.b%levels == levelCentre {
				cost += onTop
			}
		}
	}
	return cost
}

// assign gives trunks that reach the same heights different tracks, in order.
func (gu *gutter) assign() {
	for i, t := range gu.trunks {
		for _, earlier := range gu.trunks[:i] {
			if earlier.top <= t.low && t.top <= earlier.low {
				t.track = max(t.track, earlier.track+1)
			}
		}
		gu.tracks = max(gu.tracks, t.track+1)
		for _, l := range t.legs {
			l.track = t.track
		}
	}
}

// assign lays the shortest runs nearest to the row, so that loops nest.
func (c *channel) assign() {
	for _, r := range c.runs {
		c.join(r)
	}
	slices.SortStableFunc(c.lanes, func(x, y *chanLine) int { return (x.b - x.a) - (y.b - y.a) })
	for i, l := range c.lanes {
		for _, earlier := range c.lanes[:i] {
			if earlier.a <= l.b && l.a <= earlier.b {
				l.level = max(l.level, earlier.level+1)
			}
		}
		for len(c.levels) <= l.level {
			c.levels = append(c.levels, channelPitch)
		}
		names := 0.0
		for _, r := range l.runs {
			_, h := textBox(r.wire.label, labelFont, labelLine)
			names += h
		}
		c.levels[l.level] = math.Max(c.levels[l.level], channelPitch+names)
	}
}

func (c *channel) join(r *run) {
	for _, l := range c.lanes {
		if l.runs[0].key == r.key {
			l.runs = append(l.runs, r)
			l.a, l.b = min(l.a, r.a), max(l.b, r.b)
			r.line = l
			return
		}
	}
	l := &chanLine{runs: []*run{r}, a: r.a, b: r.b}
	r.line = l
	c.lanes = append(c.lanes, l)
}

// place gives the lanes of the channel their height, upwards from the row.
func (c *channel) place(floor float64) {
	tops := make([]float64, len(c.levels))
	y := floor - channelFloor
	for i, h := range c.levels {
		tops[i] = y
		y -= h
	}
	for _, l := range c.lanes {
		l.y = tops[l.level]
	}
}
