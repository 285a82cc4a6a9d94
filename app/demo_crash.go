package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"

	"saksgang/base/console"
	"saksgang/base/errs"
)

// kill is one end that the supervisor gave the program.
type kill struct {
	Step   string `json:"step"`
	Inside string `json:"inside"` // transaction, job, or between
}

// death is where a child of the supervisor stops and waits to be killed: before
// the n-th statement that writes in a scene, which is inside a transaction, or in
// a job; or at the end of the scene when it writes less. A nil death never comes.
type death struct {
	mu    sync.Mutex
	scene string // the scene it is to die in
	left  int    // statements until then
	now   string // the scene being played
	job   bool
}

const deathVariable = "SAKSGANG_DEMO_DEATH"

func deathFromEnvironment() *death {
	scene, count, ok := strings.Cut(os.Getenv(deathVariable), "/")
	d := &death{scene: scene}
	if _, err := fmt.Sscan(count, &d.left); !ok || err != nil {
		return nil
	}
	return d
}

func (d *death) enter(scene string) {
	if d != nil {
		d.mu.Lock()
		d.now = scene
		d.mu.Unlock()
	}
}

func (d *death) inJob(yes bool) {
	if d != nil {
		d.mu.Lock()
		d.job = yes
		d.mu.Unlock()
	}
}

// leave ends a scene; a death that was to come in it comes now.
func (d *death) leave() {
	if d != nil && d.isNear() {
		d.wait("between")
	}
}

// isNear says that the scene being played is the one to die in.
func (d *death) isNear() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now == d.scene
}

// statement is asked before each statement.
func (d *death) statement(query string) error {
	if d == nil || !writes(query) || !d.isNear() {
		return nil
	}
	d.mu.Lock()
	d.left--
	due, inside := d.left <= 0, "transaction"
	if d.job {
		inside = "job"
	}
	d.mu.Unlock()
	if due {
		d.wait(inside)
	}
	return nil
}

func writes(query string) bool {
	query = strings.TrimSpace(query)
	return strings.HasPrefix(query, "INSERT") || strings.HasPrefix(query, "UPDATE") || strings.HasPrefix(query, "DELETE")
}

// wait tells the supervisor where the program is, and waits to be killed.
func (d *death) wait(inside string) {
	text, err := json.Marshal(kill{Step: d.scene, Inside: inside})
	if err == nil {
		fmt.Println(string(text))
	}
	select {}
}

// supervise plays the demonstration in children, kills each at its seeded place,
// and starts the next on the same folder.
func (c demoCommand) supervise(ctx context.Context, s console.Streams) ([]kill, error) {
	r := rand.New(rand.NewPCG(c.Seed, 99))
	kills := []kill{}
	for _, at := range c.places(r) {
		k, died, err := c.child(ctx, s, at)
		if err != nil {
			return kills, err
		}
		if died {
			kills = append(kills, k)
		}
	}
	return kills, nil
}

// places spreads the deaths over the scenes, in their order. Every other one
// comes with one of a scene's first statements, so that at least half of them
// are inside a transaction or a job.
func (c demoCommand) places(r *rand.Rand) []string {
	var out []string
	for i := range c.Crash {
		sc := scenes[i*len(scenes)/c.Crash]
		out = append(out, fmt.Sprintf("%s/%d", sc.name, 1+r.IntN([]int{1, 60}[i%2])))
	}
	return out
}

func (c demoCommand) child(ctx context.Context, s console.Streams, at string) (kill, bool, error) {
	self, err := os.Executable()
	if err != nil {
		return kill{}, false, errs.Internal(err, "app.cannot-start-itself")
	}
	args := []string{"demo", "--exit", "--dir", c.Dir}
	if c.Database != "" {
		args = append(args, "--database", c.Database)
	}
	for _, dir := range c.Schemas {
		args = append(args, "--schemas", dir)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = append(os.Environ(), deathVariable+"="+at)
	cmd.Stderr = s.Err
	out, err := cmd.StdoutPipe()
	if err != nil {
		return kill{}, false, err
	}
	if err := cmd.Start(); err != nil {
		return kill{}, false, errs.Internal(err, "app.cannot-start-itself")
	}
	var k kill
	lines := bufio.NewScanner(out)
	died := lines.Scan() && json.Unmarshal(lines.Bytes(), &k) == nil
	if died {
		if err := cmd.Process.Kill(); err != nil {
			return k, true, err
		}
		s.Say("killed in %s (%s)", k.Step, k.Inside)
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if died && errors.As(err, &exit) {
		err = nil
	}
	return k, died, err
}
