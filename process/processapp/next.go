package processapp

import (
	"context"
	"strings"

	"saksgang/base/i18n"
	"saksgang/process"
	"saksgang/process/engine"
)

// following is what the drawing leads to from a step.
type following struct {
	byItself []string // done on the way, without anybody
	then     []string // where it waits next, or ends
	depends  bool     // which of them, the answer decides
	seen     map[engine.NodeID]bool
}

// consequence says what happens when a step is done: in the drawing's own words
// where it has some (the attribute "consequence"), else by its flows.
func consequence(ctx context.Context, w words, v process.Version, node string) string {
	n, known := v.Graph.Find(node)
	if !known {
		return ""
	}
	if said := v.Graph.Node(n).Attributes["consequence"]; said != "" {
		return said
	}
	f := following{seen: map[engine.NodeID]bool{n: true}}
	f.after(ctx, w, v.Graph, n)
	return f.sentence(ctx)
}

func (f *following) sentence(ctx context.Context) string {
	var parts []string
	if len(f.byItself) > 0 {
		parts = append(parts, i18n.T(ctx, "process.next.by-itself", "steps", strings.Join(f.byItself, ", ")))
	}
	switch {
	case len(f.then) == 0:
	case f.depends && len(f.then) > 1:
		parts = append(parts, i18n.T(ctx, "process.next.depends", "steps", strings.Join(f.then, " "+i18n.T(ctx, "process.or")+" ")))
	default:
		parts = append(parts, i18n.T(ctx, "process.next.then", "steps", strings.Join(f.then, ", ")))
	}
	return strings.Join(parts, " ")
}

// after follows every flow out of n to where somebody or something waits.
func (f *following) after(ctx context.Context, w words, g *engine.Graph, n engine.NodeID) {
	for _, next := range g.LeadsTo(n) {
		if f.seen[next] {
			continue
		}
		f.seen[next] = true
		f.come(ctx, w, g, next)
	}
}

func (f *following) come(ctx context.Context, w words, g *engine.Graph, n engine.NodeID) {
	node := g.Node(n)
	name := strings.Join(strings.Fields(node.Name), " ")
	switch node.Kind {
	case engine.User:
		who := w.waiting(i18n.T(ctx, "process.or"), node.Roles)
		f.then = append(f.then, i18n.T(ctx, "process.next.task", "step", name, "who", who))
	case engine.End:
		f.end(ctx, w, g, n)
	case engine.Catch, engine.SubProcess:
		f.then = append(f.then, i18n.T(ctx, "process.next.step", "step", stepName(ctx, process.Step{Name: name, Kind: node.Kind})))
	case engine.EventBased:
		f.depends = true
		f.after(ctx, w, g, n)
	case engine.Action, engine.Throw:
		if name != "" {
			f.byItself = append(f.byItself, i18n.T(ctx, "process.next.step", "step", name))
		}
		f.after(ctx, w, g, n)
	case engine.Exclusive, engine.Inclusive:
		f.depends = f.depends || len(g.LeadsTo(n)) > 1
		f.after(ctx, w, g, n)
	default:
		f.after(ctx, w, g, n)
	}
}

// end goes on after the sub-process whose end this is; at the process's own end
// there is nothing more to do.
func (f *following) end(ctx context.Context, w words, g *engine.Graph, n engine.NodeID) {
	if parent := g.Parent(n); parent != engine.None {
		f.after(ctx, w, g, parent)
		return
	}
	name := strings.Join(strings.Fields(g.Node(n).Name), " ")
	if name == "" {
		f.then = append(f.then, i18n.T(ctx, "process.next.end"))
		return
	}
	f.then = append(f.then, i18n.T(ctx, "process.next.end-named", "step", name))
}
