package process

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/process/bpmn"
	"saksgang/process/engine"
)

// Deploy puts a drawing in force under key, for new cases; it needs
// process.deploy. The same drawing and meta as an earlier version are that
// version. Running instances keep theirs. A drawing that cannot run is Invalid
// process.cannot-run, with the first fault behind it; Check lists them all.
func (s *Service) Deploy(ctx context.Context, key, drawing string, meta Meta) (Version, error) {
	if err := authz.Require(ctx, RightDeploy, authz.Object{}); err != nil {
		return Version{}, err
	}
	if _, faults, err := s.Check(drawing, meta); err != nil || len(faults) > 0 {
		if err == nil {
			err = errs.InvalidBecause(faults[0], "process.cannot-run", "key", key, "element", faults[0].Element, "code", faults[0].Code, "faults", len(faults))
		}
		return Version{}, err
	}
	number, err := command.Run(ctx, s.DB, s.Clock, "process.deploy", func(ctx context.Context) (int64, error) {
		return s.deploy(ctx, key, drawing, meta)
	})
	if err != nil {
		return Version{}, err
	}
	v, err := s.version(ctx, number)
	if err != nil {
		return Version{}, err
	}
	return *v, nil
}

// Check compiles a drawing without deploying it, and lists why it cannot run.
func (s *Service) Check(drawing string, meta Meta) (*engine.Graph, []engine.Fault, error) {
	defs, err := readDrawing(drawing)
	if err != nil {
		return nil, nil, err
	}
	g, faults := CheckDrawing(defs, meta, s.actions)
	return g, faults, nil
}

// CheckDrawing is what Deploy asks of a drawing before it is put in force. It
// needs no database, so that a folder can be checked where there is none. Nil
// actions accept every action.
func CheckDrawing(drawing *bpmn.Definitions, meta Meta, offered *Registry) (*engine.Graph, []engine.Fault) {
	if offered == nil {
		return graphOf(drawing, meta, anyAction)
	}
	g, faults := graphOf(drawing, meta, offered.Has)
	if len(faults) == 0 {
		faults = offered.check(g, meta)
	}
	return g, faults
}

func anyAction(string) bool { return true }

func readDrawing(text string) (*bpmn.Definitions, error) {
	defs, err := bpmn.Read(strings.NewReader(text))
	if err != nil {
		return nil, errs.InvalidBecause(err, "process.drawing-unreadable")
	}
	return defs, nil
}

func graphOf(defs *bpmn.Definitions, meta Meta, hasAction func(string) bool) (*engine.Graph, []engine.Fault) {
	id := meta.ProcessID
	for _, p := range defs.Processes {
		if id == "" && (p.Executable || len(defs.Processes) == 1) {
			id = p.ID
		}
	}
	return engine.Compile(defs, id, engine.Options{
		HasAction: hasAction, Lanes: meta.Lanes, Names: meta.Names, NeedRoles: true,
	})
}

// check asks that the process declares each action's right, and that a
// user task's action can run while the person waits.
func (r *Registry) check(g *engine.Graph, meta Meta) []engine.Fault {
	declared := map[string]bool{}
	for _, right := range meta.Rights {
		declared[right] = true
	}
	var faults []engine.Fault
	for i := range g.Nodes() {
		n := g.Node(engine.NodeID(i))
		if n.Action == "" {
			continue
		}
		a, err := r.get(n.Action)
		switch {
		case err != nil:
			continue
		case a.Right != "" && !declared[string(a.Right)]:
			faults = append(faults, fault(n, "process.right-not-declared", "action", a.Name, "right", string(a.Right)))
		case n.Kind == engine.User && a.Mode == Job:
			faults = append(faults, fault(n, "process.action-too-slow", "action", a.Name))
		}
	}
	return faults
}

func fault(n *engine.Node, code string, args ...any) engine.Fault {
	f := engine.Fault{Element: n.ID, Name: n.Name, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		f.Args = append(f.Args, errs.Arg{Name: args[i].(string), Value: args[i+1]})
	}
	return f
}

func (s *Service) deploy(ctx context.Context, key, drawing string, meta Meta) (int64, error) {
	text, err := json.Marshal(meta)
	if err != nil {
		return 0, errs.Internal(err, "process.meta-unwritable")
	}
	digest := sha256.Sum256([]byte(drawing + "\x00" + string(text)))
	number, found, err := sqldb.Maybe[int64](ctx, s.DB, "SELECT number FROM process_definition WHERE key = $1 AND digest = $2", key, digest[:])
	if err != nil {
		return 0, err
	}
	kind := ledger.Kind("version-activated")
	if found {
		current, err := s.currentNumber(ctx, key)
		if err != nil || current == number {
			return number, err
		}
		_, err = sqldb.Exec(ctx, s.DB, "UPDATE process_definition SET activated_at = $1 WHERE number = $2", s.activation(ctx, key), number)
		if err != nil {
			return 0, err
		}
	} else {
		kind = "version-deployed"
		number, err = s.insertVersion(ctx, key, drawing, string(text), digest[:])
		if err != nil {
			return 0, err
		}
	}
	if err := s.scheduleStarts(ctx, number); err != nil {
		return 0, err
	}
	_, err = s.Ledger.Append(ctx, ledger.Event{
		Module: "process", Subject: ledger.Subject{Kind: "process", ID: key}, Kind: kind,
		Payload: map[string]any{"number": number, "title": meta.Title},
	})
	return number, err
}

// activation is later than every activation so far, also when the clock stands still.
func (s *Service) activation(ctx context.Context, key string) clock.Instant {
	last, err := sqldb.One[clock.Instant](ctx, s.DB, "SELECT COALESCE(max(activated_at), 0) FROM process_definition WHERE key = $1", key)
	if now := s.now(); err != nil || now > last {
		return now
	}
	return last + 1
}

func (s *Service) insertVersion(ctx context.Context, key, drawing, meta string, digest []byte) (int64, error) {
	type next struct{ Number, Version int64 }
	n, err := sqldb.One[next](ctx, s.DB, `SELECT COALESCE(max(number), 0) + 1,
  COALESCE(max(CASE WHEN key = $1 THEN version END), 0) + 1 FROM process_definition`, key)
	if err != nil {
		return 0, err
	}
	_, err = sqldb.Exec(ctx, s.DB, `INSERT INTO process_definition (number, key, version, digest, drawing, meta, deployed_at, deployed_by, activated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		n.Number, key, n.Version, digest, drawing, meta, s.now(), authz.ActorFrom(ctx).User, s.activation(ctx, key))
	return n.Number, err
}

func (s *Service) currentNumber(ctx context.Context, key string) (int64, error) {
	number, found, err := sqldb.Maybe[int64](ctx, s.DB, "SELECT number FROM process_definition WHERE key = $1 ORDER BY activated_at DESC, number DESC LIMIT 1", key)
	if err == nil && !found {
		err = errs.NotFound("process.no-such-process", "process", key)
	}
	return number, err
}

const versionColumns = "number, key, version, drawing, meta, deployed_at, activated_at"

type versionRow struct {
	Number     int64
	Key        string
	Version    int64
	Drawing    string
	Meta       string
	DeployedAt clock.Instant
	Activated  clock.Instant
}

// version returns a version compiled; it is read and compiled once.
func (s *Service) version(ctx context.Context, number int64) (*Version, error) {
	s.mu.RLock()
	v := s.versions[number]
	s.mu.RUnlock()
	if v != nil {
		return v, nil
	}
	r, found, err := sqldb.Maybe[versionRow](ctx, s.DB, "SELECT "+versionColumns+" FROM process_definition WHERE number = $1", number)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, errs.NotFound("process.no-such-version", "number", number)
	}
	if v, err = s.compile(r); err != nil {
		return nil, err
	}
	if sqldb.InTransaction(ctx) {
		// What this transaction wrote is not there if it fails; read it again later.
		sqldb.AfterCommit(ctx, func() { s.remember(v) })
		return v, nil
	}
	s.remember(v)
	return v, nil
}

func (s *Service) remember(v *Version) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.versions[v.number] = v
}

func (s *Service) compile(r versionRow) (*Version, error) {
	v := &Version{
		Key: r.Key, Version: int(r.Version), Drawing: r.Drawing, number: r.Number,
		DeployedAt: r.DeployedAt.Time(), Activated: r.Activated.Time(),
	}
	if err := json.NewDecoder(strings.NewReader(r.Meta)).Decode(&v.Meta); err != nil {
		return nil, errs.Internal(err, "process.meta-unreadable", "process", r.Key)
	}
	defs, err := readDrawing(r.Drawing)
	if err != nil {
		return nil, err
	}
	// An action that the program offers no more stops the case where it is
	// called, as an incident; until then the case can be read and worked on.
	g, faults := graphOf(defs, v.Meta, anyAction)
	if len(faults) > 0 {
		return nil, errs.Internal(faults[0], "process.cannot-run", "key", r.Key, "element", faults[0].Element, "code", faults[0].Code, "faults", len(faults))
	}
	v.Graph = g
	return v, nil
}

// Current returns the version that new cases of the process start with.
func (s *Service) Current(ctx context.Context, key string) (Version, error) {
	number, err := s.currentNumber(ctx, key)
	if err != nil {
		return Version{}, err
	}
	v, err := s.version(ctx, number)
	if err != nil {
		return Version{}, err
	}
	current := *v
	current.Current = true
	return current, nil
}

// Versions lists a process's versions, newest first.
func (s *Service) Versions(ctx context.Context, key string) ([]Version, error) {
	current, err := s.currentNumber(ctx, key)
	if err != nil {
		return nil, err
	}
	numbers, err := sqldb.All[int64](ctx, s.DB, "SELECT number FROM process_definition WHERE key = $1 ORDER BY version DESC", key)
	if err != nil {
		return nil, err
	}
	return s.versionsOf(ctx, numbers, func(n int64) bool { return n == current })
}

// Processes lists the current version of every process, by key.
func (s *Service) Processes(ctx context.Context) ([]Version, error) {
	numbers, err := sqldb.All[int64](ctx, s.DB, `SELECT d.number FROM process_definition d
WHERE NOT EXISTS (SELECT 1 FROM process_definition e WHERE e.key = d.key AND (e.activated_at > d.activated_at
  OR e.activated_at = d.activated_at AND e.number > d.number)) ORDER BY d.key`)
	if err != nil {
		return nil, err
	}
	return s.versionsOf(ctx, numbers, func(int64) bool { return true })
}

func (s *Service) versionsOf(ctx context.Context, numbers []int64, current func(int64) bool) ([]Version, error) {
	all := make([]Version, 0, len(numbers))
	for _, n := range numbers {
		v, err := s.version(ctx, n)
		if err != nil {
			return nil, err
		}
		one := *v
		one.Current = current(n)
		all = append(all, one)
	}
	return all, nil
}
