package testkit

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"saksgang/base/sqldb"
	"saksgang/migrations"
)

// postgresServer is a PostgreSQL of this test binary alone: no network, its
// socket in its own folder, ended by the kernel when the test binary ends.
type postgresServer struct {
	folder string
	db     *sql.DB
}

var postgres struct {
	once   sync.Once
	server *postgresServer
	err    error
}

func startedPostgres(t testing.TB) *postgresServer {
	t.Helper()
	bin := postgresBin()
	if bin == "" {
		Missing(t, "PostgreSQL's server programs")
	}
	p := &postgres
	p.once.Do(func() { p.server, p.err = startPostgres(bin) })
	if p.err != nil {
		t.Fatalf("starting PostgreSQL: %v", p.err)
	}
	return p.server
}

// PostgresCluster is a PostgreSQL server of one test alone, whose files can be
// searched.
type PostgresCluster struct {
	URL  string // of an empty database
	data string
	db   *sql.DB
}

// NewPostgresCluster starts a server for the test; it ends with the test binary.
func NewPostgresCluster(t testing.TB) *PostgresCluster {
	t.Helper()
	bin := postgresBin()
	if bin == "" {
		Missing(t, "PostgreSQL's server programs")
	}
	s, err := startPostgres(bin)
	if err != nil {
		t.Fatalf("starting PostgreSQL: %v", err)
	}
	s.admin(t, "CREATE DATABASE alone")
	return &PostgresCluster{URL: s.url("alone"), data: s.folder, db: s.db}
}

// Settle writes everything the server holds in memory to its files, and lets go
// of the part of its log that it needs no more, so that Data is what a thief of
// the disk would find. (The server runs with wal_recycle=off: it deletes old
// log files, where by default it keeps them to be written over.)
func (c *PostgresCluster) Settle(t testing.TB) {
	t.Helper()
	for range 2 {
		for _, statement := range []string{"CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"} {
			if _, err := c.db.Exec(statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
	}
}

// Data is the server's data folder.
func (c *PostgresCluster) Data() string { return c.data }

// postgresBin finds the folder of initdb and postgres: Debian's newest, or PATH.
func postgresBin() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		slices.Sort(found)
		return filepath.Dir(found[len(found)-1])
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	return ""
}

func startPostgres(bin string) (*postgresServer, error) {
	sweepOldServers()
	folder, err := os.MkdirTemp("/tmp", "saksgang-pg-"+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return nil, err
	}
	who, err := serverUser()
	if err != nil {
		return nil, err
	}
	data := filepath.Join(folder, "data")
	if err := prepareFolders(folder, data, who); err != nil {
		return nil, err
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-E", "UTF8", "--locale=C", "-U", "postgres", "--auth=trust", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = "/", &syscall.SysProcAttr{Credential: who}
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	server := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", data,
		"-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=300", "-c", "shared_buffers=64MB",
		"-c", "max_pred_locks_per_transaction=256", "-c", "log_min_messages=fatal", "-c", "wal_recycle=off")
	server.Dir = "/"
	server.SysProcAttr = &syscall.SysProcAttr{Credential: who, Pdeathsig: syscall.SIGQUIT}
	if err := startForLife(server); err != nil {
		return nil, err
	}
	s := &postgresServer{folder: data}
	return s, s.prepare()
}

// startForLife starts the server from a thread that never ends before the
// process does, since Linux sends the parent's death signal when the thread
// that started the child ends.
func startForLife(server *exec.Cmd) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		started <- server.Start()
		server.Wait()
		select {}
	}()
	return <-started
}

// serverUser is the account the server runs as: PostgreSQL refuses root.
func serverUser() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, _ := strconv.ParseUint(account.Uid, 10, 32)
	gid, _ := strconv.ParseUint(account.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func prepareFolders(folder, data string, who *syscall.Credential) error {
	if err := os.Chmod(folder, 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	if who == nil {
		return nil
	}
	return os.Chown(data, int(who.Uid), int(who.Gid))
}

// sweepOldServers removes the folders of test binaries that have ended.
func sweepOldServers() {
	folders, _ := filepath.Glob("/tmp/saksgang-pg-*")
	for _, folder := range folders {
		var pid int
		var rest string
		if n, _ := fmt.Sscanf(filepath.Base(folder), "saksgang-pg-%d-%s", &pid, &rest); n < 1 {
			continue
		}
		if err := syscall.Kill(pid, 0); err == syscall.ESRCH {
			os.RemoveAll(folder)
		}
	}
}

func (s *postgresServer) url(database string) string {
	q := url.Values{"host": {s.folder}, "user": {"postgres"}}
	return "postgres:///" + database + "?" + q.Encode()
}

func (s *postgresServer) prepare() error {
	var err error
	if s.db, err = sql.Open("pgx", s.url("postgres")); err != nil {
		return err
	}
	for range 100 {
		if err = s.db.Ping(); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil {
		return err
	}
	if _, err := s.db.Exec("CREATE DATABASE saksgang_template"); err != nil {
		return err
	}
	ctx := context.Background()
	db, err := sqldb.Open(ctx, s.url("saksgang_template"), sqldb.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Migrate(ctx, migrations.Files, "")
	return err
}

func (s *postgresServer) admin(t testing.TB, statement string) {
	t.Helper()
	if _, err := s.db.Exec(statement); err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}
