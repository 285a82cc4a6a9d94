package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"saksgang/base/i18n"
	"saksgang/base/ledger"
	"saksgang/testkit"
)

// What any module appends to the ledger can be read by people, in every
// language that the program speaks (TestEveryTextStandsInEveryLanguage).
func TestEveryKindOfEventHasItsWords(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.NewBundle(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, files := range goPackages(t) {
		g := gather(t, files)
		for kind, at := range g.kinds {
			count++
			if key := kind.Words(g.module); !bundle.Has(key) {
				t.Errorf("%s: the event has no words: %s", at, key)
			}
		}
	}
	if count < 90 {
		t.Fatalf("only %d kinds of events were found; the search is broken", count)
	}
}

// gathered is what one package appends.
type gathered struct {
	t      *testing.T
	set    *token.FileSet
	module string
	kinds  map[ledger.Kind]string // and where it stands

	takes  map[string]int  // functions by name, and which argument is a kind
	fields map[string]bool // fields that are kinds
}

// gather finds every constant that becomes a ledger.Kind. The type sees to it
// that nothing else can: the compiler takes a text for a kind only where it
// stands in one of the places that collect looks at.
func gather(t *testing.T, files []goSource) gathered {
	t.Helper()
	g := gathered{t: t, kinds: map[ledger.Kind]string{}, takes: map[string]int{}, fields: map[string]bool{}}
	for _, f := range files {
		ast.Inspect(f.tree, func(n ast.Node) bool { g.declare(n); return true })
	}
	for _, f := range files {
		g.set = f.set
		ast.Inspect(f.tree, func(n ast.Node) bool { g.collect(n); return true })
	}
	if g.module == "" && len(g.takes)+len(g.fields) > 0 {
		t.Errorf("%s hands on kinds of events but names no module", files[0].path)
	}
	if g.module == "" {
		g.kinds = nil
	}
	return g
}

func isKind(e ast.Expr) bool { return ofLedger(e, "Kind") }

func isEvent(e ast.Expr) bool { return ofLedger(e, "Event") }

func ofLedger(e ast.Expr, name string) bool {
	s, ok := e.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != name {
		return false
	}
	pkg, ok := s.X.(*ast.Ident)
	return ok && pkg.Name == "ledger"
}

func (g *gathered) declare(n ast.Node) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		at := 0
		for _, p := range n.Type.Params.List {
			if isKind(p.Type) {
				g.takes[n.Name.Name] = at
			}
			at += max(1, len(p.Names))
		}
	case *ast.StructType:
		for _, f := range n.Fields.List {
			for _, name := range f.Names {
				if isKind(f.Type) {
					g.fields[name.Name] = true
				}
			}
		}
	}
}

func (g *gathered) collect(n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		g.call(n)
	case *ast.CompositeLit:
		g.literal(n)
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if name, ok := left.(*ast.Ident); ok && name.Name == "kind" && len(n.Lhs) == len(n.Rhs) && n.Tok == token.ASSIGN {
				g.add(n.Rhs[i])
			}
		}
	case *ast.ValueSpec:
		if n.Type != nil && isKind(n.Type) {
			g.addAll(n.Values)
		}
	}
}

func (g *gathered) call(n *ast.CallExpr) {
	if isKind(n.Fun) {
		if _, constant := textOf(n.Args[0]); !constant {
			g.t.Errorf("%s: a kind is made of what is not a constant; its words cannot be checked", g.set.Position(n.Pos()))
		}
		g.add(n.Args[0])
		return
	}
	var name string
	switch f := n.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.Ident:
		name = f.Name
	}
	if at, ok := g.takes[name]; ok && at < len(n.Args) {
		g.add(n.Args[at])
	}
}

func (g *gathered) literal(n *ast.CompositeLit) {
	if m, ok := n.Type.(*ast.MapType); ok && isKind(m.Value) {
		for _, e := range n.Elts {
			g.add(e.(*ast.KeyValueExpr).Value)
		}
		return
	}
	for _, e := range n.Elts {
		pair, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		name, ok := pair.Key.(*ast.Ident)
		switch {
		case !ok:
		case isEvent(n.Type) && name.Name == "Module":
			g.belongs(pair)
		case isEvent(n.Type) && name.Name == "Kind", !isEvent(n.Type) && g.fields[name.Name]:
			g.add(pair.Value)
		}
	}
}

func (g *gathered) belongs(pair *ast.KeyValueExpr) {
	module, constant := textOf(pair.Value)
	if !constant || g.module != "" && g.module != module {
		g.t.Errorf("%s: a package appends events of one module, named by a constant", g.set.Position(pair.Pos()))
	}
	g.module = module
}

func (g *gathered) addAll(all []ast.Expr) {
	for _, e := range all {
		g.add(e)
	}
}

// add keeps a constant; anything else has the type already, and its constant
// stands somewhere else.
func (g *gathered) add(e ast.Expr) {
	if text, ok := textOf(e); ok {
		g.kinds[ledger.Kind(text)] = g.set.Position(e.Pos()).String()
	}
}

func textOf(e ast.Expr) (string, bool) {
	text, ok := e.(*ast.BasicLit)
	if !ok || text.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(text.Value)
	return value, err == nil
}

type goSource struct {
	path string
	set  *token.FileSet
	tree *ast.File
}

// goPackages reads every package of the program, tests left out, by its folder.
func goPackages(t *testing.T) map[string][]goSource {
	t.Helper()
	packages := map[string][]goSource{}
	err := filepath.WalkDir(testkit.ProjectRoot(), func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (slices.Contains([]string{"node_modules", "testdata", "testkit", "bench"}, e.Name()) || strings.HasPrefix(e.Name(), ".")) {
			return fs.SkipDir
		}
		if e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		packages[filepath.Dir(path)] = append(packages[filepath.Dir(path)], goSource{path, set, tree})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return packages
}
