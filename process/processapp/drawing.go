package processapp

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/process"
	"saksgang/process/bpmn"
	"saksgang/process/checklist"
	"saksgang/process/engine"
	"saksgang/web"
)

// drawing is a version's drawing as read, with what the engine has no use for.
type drawing struct {
	defs     *bpmn.Definitions // the names in it carry the numbers
	nodes    map[string]*bpmn.Node
	numbers  map[string]string // by node; of those that have one
	numbered int               // how many those are
	counted  bool              // from 1 on, since there was no checklist
}

// drawings keeps what was read: versions never change.
type drawings struct {
	mu   sync.Mutex
	read map[string]*drawing
}

func (c *drawings) of(v process.Version) (*drawing, error) {
	key := fmt.Sprintf("%s@%d", v.Key, v.Version)
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := c.read[key]; d != nil {
		return d, nil
	}
	d, err := readDrawing(v)
	if err != nil {
		return nil, err
	}
	if c.read == nil {
		c.read = map[string]*drawing{}
	}
	c.read[key] = d
	return d, nil
}

func readDrawing(v process.Version) (*drawing, error) {
	defs, err := bpmn.Read(strings.NewReader(v.Drawing))
	if err != nil {
		return nil, errs.Internal(err, "process.drawing-unreadable", "process", v.Key)
	}
	d := &drawing{defs: defs, nodes: map[string]*bpmn.Node{}, numbers: map[string]string{}}
	for _, p := range defs.Processes {
		eachNode(&p.Scope, func(n *bpmn.Node) { d.nodes[n.ID] = n })
	}
	d.number(v.Graph)
	for id, number := range d.numbers {
		d.nodes[id].Name = number + " " + d.nodes[id].Name
	}
	return d, nil
}

func eachNode(s *bpmn.Scope, visit func(*bpmn.Node)) {
	for _, n := range s.Nodes {
		visit(n)
		if n.Body != nil {
			eachNode(n.Body, visit)
		}
	}
}

// number gives the steps the numbers of the checklist they were drawn from;
// where there was none, they are counted in the order of work.
func (d *drawing) number(g *engine.Graph) {
	for id, n := range d.nodes {
		if row, ok := checklist.Drawn(n); ok && row.Label() != "" {
			d.numbers[id] = row.Label()
		}
	}
	d.numbered = len(d.numbers)
	if d.numbered > 0 {
		return
	}
	d.counted = true
	for _, n := range inOrder(g) {
		if drawn := d.nodes[n.ID]; drawn != nil && drawn.Kind.IsActivity() && !drawn.Kind.IsSubProcess() {
			d.numbered++
			d.numbers[n.ID] = fmt.Sprint(d.numbered)
		}
	}
}

// inOrder lists a graph's nodes in the order of work.
func inOrder(g *engine.Graph) []*engine.Node {
	all := make([]*engine.Node, g.Nodes())
	for i := range all {
		all[i] = g.Node(engine.NodeID(i))
	}
	slices.SortStableFunc(all, func(a, b *engine.Node) int { return a.Order - b.Order })
	return all
}

// guide is how a step is done, point by point.
func (d *drawing) guide(n *engine.Node) []string {
	var points []string
	if drawn := d.nodes[n.ID]; drawn != nil && drawn.Get("guide") == "" {
		for _, e := range drawn.Extensions("guide") {
			points = append(points, pointsOf(e.InnerText())...)
		}
		return points
	}
	return pointsOf(n.Guide)
}

// pointsOf takes a text of several lines apart.
func pointsOf(text string) []string {
	var points []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "-*•")); line != "" {
			points = append(points, line)
		}
	}
	return points
}

// picture is the drawing with the stages of the steps.
func (d *drawing) picture(ctx context.Context, title, prefix string, steps []process.Step) web.Drawing {
	state := map[string]bpmn.State{}
	for _, s := range steps {
		switch s.When {
		case process.Past:
			state[s.Node] = bpmn.Past
		case process.Now:
			state[s.Node] = bpmn.Now
		}
	}
	svg := bpmn.SVG(d.defs, bpmn.Options{
		Title: title, Prefix: prefix, NoStyle: true, State: state,
		Words: map[bpmn.State]string{bpmn.Past: i18n.T(ctx, "process.when.past"), bpmn.Now: i18n.T(ctx, "process.when.now")},
	})
	return web.Drawing{Title: i18n.T(ctx, "process.drawing", "process", title), SVG: svg, Prefix: prefix}
}

// isShown leaves out of the list what a reader learns nothing from.
func isShown(s process.Step) bool {
	switch s.Kind {
	case engine.Start, engine.SubProcess:
		return s.Incident != ""
	case engine.End:
		return s.Name != "" && s.When == process.Past
	case engine.Throw, engine.Boundary, engine.Pass:
		return s.Name != ""
	}
	return true
}

var stages = map[process.When]web.Stage{
	process.Later: web.Next, process.Now: web.Now, process.Past: web.Past, process.Skipped: web.Skipped,
}

// list is the steps of a run as people read them. Links lead to the tasks in mine.
func (d *drawing) list(ctx context.Context, w words, steps []process.Step, mine map[process.TaskID]bool) []web.ProcessStep {
	var out []web.ProcessStep
	for _, s := range steps {
		if !isShown(s) {
			continue
		}
		step := web.ProcessStep{
			ID: s.Node, Number: d.numbers[s.Node], Name: stepName(ctx, s), Stage: stages[s.When],
			Who: stepWho(ctx, w, s), Note: stepNote(ctx, s),
		}
		if s.When == process.Now && mine[s.Task] {
			step.Href = TaskPath(s.Task)
		}
		out = append(out, step)
	}
	return out
}

// stepName is the step's name, or what it does when it was drawn without one.
func stepName(ctx context.Context, s process.Step) string {
	if s.Name != "" {
		return strings.Join(strings.Fields(s.Name), " ")
	}
	switch s.Kind {
	case engine.Catch, engine.EventBased:
		return i18n.T(ctx, "process.step.waits")
	case engine.Action:
		return i18n.T(ctx, "process.step.automatic")
	}
	return i18n.T(ctx, "process.step.unnamed")
}

// stepWho is the person who has it or did it, else who may take it.
func stepWho(ctx context.Context, w words, s process.Step) string {
	switch {
	case w.names[s.Person] != "":
		return w.names[s.Person]
	case s.Kind == engine.Action || s.Kind == engine.Throw:
		return i18n.T(ctx, "process.step.by-itself")
	case s.Kind == engine.User && len(s.Roles) > 0:
		return w.waiting(i18n.T(ctx, "process.or"), s.Roles)
	}
	return ""
}

func stepNote(ctx context.Context, s process.Step) string {
	switch {
	case s.Incident != "":
		return i18n.T(ctx, "process.step.stopped")
	case s.When == process.Now && !s.Due.IsZero():
		return i18n.T(ctx, "process.step.due", "day", i18n.Day(ctx, s.Due))
	case s.When == process.Now && !s.Since.IsZero():
		return i18n.T(ctx, "process.step.since", "day", i18n.Date(ctx, s.Since))
	case s.When == process.Past && !s.Since.IsZero():
		return i18n.Date(ctx, s.Since)
	}
	return ""
}
