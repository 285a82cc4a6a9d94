package browser

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"

	"saksgang/testkit"
)

type args map[string]any

// driver is the node process that all pages of a test binary share.
type driver struct {
	mu      sync.Mutex
	in      io.Writer
	next    int
	waiting map[int]chan reply
	ended   error
}

type reply struct {
	ID    int             `json:"id"`
	Value json.RawMessage `json:"value"`
	Error string          `json:"error"`
	Ready bool            `json:"ready"`
}

var (
	once    sync.Once
	shared  *driver
	startup error
)

// start returns the shared driver; what the machine lacks is named and skipped.
func start(t testing.TB) *driver {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			testkit.Missing(t, program+" (for browser tests)")
		}
	}
	if _, err := os.Stat(chromium()); err != nil {
		testkit.Missing(t, "Chromium at "+chromium())
	}
	once.Do(func() { shared, startup = launch() })
	var lacking errLacking
	if errors.As(startup, &lacking) {
		testkit.Missing(t, startup.Error())
	}
	if startup != nil {
		t.Fatalf("browser: %v", startup)
	}
	return shared
}

// chromium is the browser's program; SAKSGANG_CHROMIUM names another.
func chromium() string {
	if path := os.Getenv("SAKSGANG_CHROMIUM"); path != "" {
		return path
	}
	return "/usr/bin/chromium"
}

// errLacking says that a part could not be fetched, which is not the test's fault.
type errLacking struct{ err error }

func (e errLacking) Error() string { return e.err.Error() }

func folder() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Dir(here)
}

// install runs npm ci once; test binaries that start together wait for one another.
func install() error {
	lock, err := os.OpenFile(filepath.Join(folder(), "install.lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }() // which also lets go of the lock
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	want, err := os.ReadFile(filepath.Join(folder(), "package-lock.json"))
	if err != nil {
		return err
	}
	stamp := filepath.Join(folder(), "node_modules", ".saksgang-lock")
	if have, err := os.ReadFile(stamp); err == nil && string(have) == string(want) {
		return nil
	}
	cmd := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = folder()
	if out, err := cmd.CombinedOutput(); err != nil {
		return errLacking{fmt.Errorf("playwright-core and axe-core: npm ci: %w\n%s", err, out)}
	}
	return os.WriteFile(stamp, want, 0o644)
}

// launch starts node, which starts Chromium. It ends when this process does,
// because its standard input then closes.
func launch() (*driver, error) {
	if err := install(); err != nil {
		return nil, err
	}
	cmd := exec.Command("node", filepath.Join(folder(), "drive.mjs"))
	cmd.Env = append(os.Environ(), "SAKSGANG_CHROMIUM="+chromium())
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	d := &driver{in: in, waiting: map[int]chan reply{}}
	answers := bufio.NewReaderSize(out, 1<<20)
	line, err := answers.ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("chromium did not start: %w", errors.Join(err, cmd.Wait()))
	}
	var first reply
	if err := json.Unmarshal(line, &first); err != nil || !first.Ready {
		return nil, fmt.Errorf("chromium did not start: %s", line)
	}
	go d.listen(answers)
	return d, nil
}

// listen hands each answer to whoever asked.
func (d *driver) listen(answers *bufio.Reader) {
	for {
		line, err := answers.ReadBytes('\n')
		var r reply
		if err == nil {
			err = json.Unmarshal(line, &r)
		}
		d.mu.Lock()
		if err != nil {
			d.ended = fmt.Errorf("the browser ended: %w", err)
			for id, c := range d.waiting {
				c <- reply{ID: id, Error: d.ended.Error()}
			}
			d.waiting = nil
			d.mu.Unlock()
			return
		}
		if c := d.waiting[r.ID]; c != nil {
			c <- r
			delete(d.waiting, r.ID)
		}
		d.mu.Unlock()
	}
}

// ask sends a request and waits for its answer.
func (d *driver) ask(page, verb string, a args) (json.RawMessage, error) {
	request := args{"page": page, "verb": verb}
	maps.Copy(request, a)
	answer := make(chan reply, 1)
	if err := d.send(request, answer); err != nil {
		return nil, err
	}
	r := <-answer
	if r.Error != "" {
		return nil, errors.New(r.Error)
	}
	return r.Value, nil
}

func (d *driver) send(request args, answer chan reply) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended != nil {
		return d.ended
	}
	d.next++
	request["id"] = d.next
	line, err := json.Marshal(request)
	if err != nil {
		return err
	}
	d.waiting[d.next] = answer
	_, err = d.in.Write(append(line, '\n'))
	return err
}
