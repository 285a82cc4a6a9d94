package bench

import (
	"bufio"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/base/wholefile"
)

// otherEngine is an engine that runs the same drawing.
type otherEngine interface {
	// Name is what it is called, with its version.
	Name() string
	// Round runs instances for that long and gives how many a second.
	Round(ctx context.Context, length time.Duration) (float64, error)
	Close() error
}

// opener starts the other engine, and tells the console of what takes time.
type opener func(ctx context.Context, s console.Streams) (otherEngine, error)

// nodeFiles are the driver of npm bpmn-engine, and what npm needs to fetch it.
//
//go:embed reference/engine.mjs reference/engine.bpmn reference/package.json reference/package-lock.json reference/.npmrc
var nodeFiles embed.FS

// openNode fetches npm bpmn-engine, once a machine, and starts it.
func openNode(ctx context.Context, s console.Streams) (otherEngine, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, errs.Unavailable(err, "bench.no-node", "program", "node")
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return nil, errs.Unavailable(err, "bench.no-node", "program", "npm")
	}
	dir, err := installed(ctx, npm, s)
	if err != nil {
		return nil, errs.Unavailable(err, "bench.reference-not-installed")
	}
	return startNode(ctx, node, dir, s.Err)
}

// installed is the folder that holds the reference: named by what it is made
// of, so that another version never meets the parts of an earlier one.
func installed(ctx context.Context, npm string, s console.Streams) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	files, digest, err := readNodeFiles()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "saksgang", "bench-"+digest)
	whole := filepath.Join(dir, "installed")
	if _, err := os.Stat(whole); err == nil {
		return dir, nil
	}
	for name, content := range files {
		if err := wholefile.WriteBytes(filepath.Join(dir, name), content); err != nil {
			return "", err
		}
	}
	s.Say("%s", s.Words.T("bench.installing"))
	fetch := exec.CommandContext(ctx, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	fetch.Dir = dir
	if output, err := fetch.CombinedOutput(); err != nil {
		s.Say("%s", s.Words.T("bench.npm-said", "output", string(output)))
		return "", err
	}
	return dir, wholefile.WriteBytes(whole, []byte("npm ci has ended\n"))
}

func readNodeFiles() (files map[string][]byte, digest string, err error) {
	files = map[string][]byte{}
	entries, err := nodeFiles.ReadDir("reference")
	if err != nil {
		return nil, "", err
	}
	sum := sha256.New()
	for _, e := range entries {
		content, err := nodeFiles.ReadFile("reference/" + e.Name())
		if err != nil {
			return nil, "", err
		}
		files[e.Name()] = content
		sum.Write(content)
	}
	return files, hex.EncodeToString(sum.Sum(nil))[:16], nil
}

// nodeEngine is npm bpmn-engine in a process of its own, which waits between
// its rounds.
type nodeEngine struct {
	version string
	process *exec.Cmd
	ask     io.WriteCloser
	answers *json.Decoder
}

func startNode(ctx context.Context, node, dir string, complaints io.Writer) (otherEngine, error) {
	e := &nodeEngine{process: exec.CommandContext(ctx, node, "engine.mjs")}
	e.process.Dir = dir
	e.process.Stderr = complaints
	var err error
	if e.ask, err = e.process.StdinPipe(); err != nil {
		return nil, errs.Unavailable(err, "bench.reference-failed")
	}
	out, err := e.process.StdoutPipe()
	if err != nil {
		return nil, errs.Unavailable(err, "bench.reference-failed")
	}
	e.answers = json.NewDecoder(bufio.NewReader(out))
	if err := e.process.Start(); err != nil {
		return nil, errs.Unavailable(err, "bench.reference-failed")
	}
	var first struct {
		Ready   bool   `json:"ready"`
		Version string `json:"version"`
	}
	if err := e.answers.Decode(&first); err != nil || !first.Ready {
		e.Close()
		return nil, errs.Unavailable(errors.Join(err, errors.New("it did not become ready")), "bench.reference-failed")
	}
	e.version = first.Version
	return e, nil
}

func (e *nodeEngine) Name() string { return "npm bpmn-engine " + e.version + ", source parsed once" }

func (e *nodeEngine) Round(_ context.Context, length time.Duration) (float64, error) {
	var round struct {
		Instances float64 `json:"instances"`
		Seconds   float64 `json:"seconds"`
	}
	_, err := fmt.Fprintf(e.ask, "%g\n", length.Seconds())
	if err == nil {
		err = e.answers.Decode(&round)
	}
	if err == nil && (round.Instances == 0 || round.Seconds == 0) {
		err = errors.New("it ran nothing")
	}
	if err != nil {
		return 0, errs.Unavailable(err, "bench.reference-failed")
	}
	return round.Instances / round.Seconds, nil
}

func (e *nodeEngine) Close() error {
	e.ask.Close()
	return e.process.Wait()
}
