// Package gather has SQLite write a commit into its log with one system call.
//
// SQLite writes each changed page into the write-ahead log with two, and a command
// changes some twenty pages. The file layer of this package is SQLite's own with
// one difference: pieces written to the log one behind the other are held until the
// log is synced, and go out as one. Nobody misses them before. Other connections
// read of the log what a commit has made known, and with synchronous=FULL the log
// is synced before that; the connection that writes has its own pieces written
// before it reads, measures or cuts the log. So a database must not be opened
// through this layer with another value of synchronous.
//
// An error of writing becomes the sync's error and with it the commit's. What was
// held is dropped then: the next transaction writes over the same place.
package gather

import (
	"errors"
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Name is what a connection says (vfs=Name) to use the layer, after Register.
const Name = "saksgang-gather"

// most is how many bytes of a log are held: below the 128 KiB that SQLite's own
// layer writes at a time.
const most = 120 << 10

type (
	openFunc   = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, flagsOut uintptr) int32
	closeFunc  = func(tls *libc.TLS, file uintptr) int32
	moveFunc   = func(tls *libc.TLS, file, memory uintptr, size int32, offset int64) int32
	cutFunc    = func(tls *libc.TLS, file uintptr, size int64) int32
	syncFunc   = func(tls *libc.TLS, file uintptr, flags int32) int32
	lengthFunc = func(tls *libc.TLS, file, size uintptr) int32
)

// methods are what SQLite's own layer does with a log, and the table of ours.
type methods struct {
	table  uintptr
	close  closeFunc
	read   moveFunc
	write  moveFunc
	cut    cutFunc
	sync   syncFunc
	length lengthFunc
}

// A log is an open log with what is held of it. It belongs to one connection, which
// one thread uses at a time.
type log struct {
	*methods
	offset int64 // where in the file the held bytes belong
	held   int32
	buffer uintptr // of most bytes
}

var (
	under struct { // SQLite's own layer
		vfs  uintptr
		open openFunc
	}
	logs sync.Map // the file's address (uintptr) → *log

	mu    sync.Mutex
	known = map[uintptr]*methods{} // by the address of the table of SQLite's own
)

// Register makes the layer known to SQLite. Called again, it does nothing.
func Register() error { return register() }

var register = sync.OnceValue(func() error {
	tls := libc.NewTLS()
	defer tls.Close()
	under.vfs = sqlite3.Xsqlite3_vfs_find(tls, 0)
	name, err := libc.CString(Name)
	if err != nil || under.vfs == 0 {
		return errors.Join(err, errors.New("SQLite has no file layer to build on"))
	}
	vfs, ours := copied[sqlite3.Tsqlite3_vfs](tls, under.vfs)
	if vfs == 0 {
		return errors.New("no memory for a file layer of SQLite")
	}
	under.open = function[openFunc](ours.FxOpen)
	ours.FzName, ours.FpNext, ours.FxOpen = name, 0, pointer[openFunc](open)
	if rc := sqlite3.Xsqlite3_vfs_register(tls, vfs, 0); rc != sqlite3.SQLITE_OK {
		return fmt.Errorf("SQLite refuses the file layer: %d", rc)
	}
	return nil
})

// open opens a file by SQLite's own layer, and puts our methods before those of a log.
func open(tls *libc.TLS, _, name, file uintptr, flags int32, flagsOut uintptr) int32 {
	rc := under.open(tls, under.vfs, name, file, flags, flagsOut)
	if rc == sqlite3.SQLITE_OK && flags&sqlite3.SQLITE_OPEN_WAL != 0 {
		gather(tls, file)
	}
	return rc
}

// gather puts our methods before those of an open log. Without memory for it the
// log stays as it is: slower, but right.
func gather(tls *libc.TLS, file uintptr) {
	f := at[sqlite3.Tsqlite3_file](file)
	m := methodsOver(tls, f.FpMethods)
	if m == nil {
		return
	}
	buffer := libc.Xmalloc(tls, most)
	if buffer == 0 {
		return
	}
	logs.Store(file, &log{methods: m, buffer: buffer})
	f.FpMethods = m.table
}

// methodsOver are made once from the table of SQLite's own layer.
func methodsOver(tls *libc.TLS, own uintptr) *methods {
	mu.Lock()
	defer mu.Unlock()
	if m := known[own]; m != nil {
		return m
	}
	table, t := copied[sqlite3.Tsqlite3_io_methods](tls, own)
	if table == 0 {
		return nil
	}
	m := &methods{table: table}
	known[own] = m
	m.close, t.FxClose = function[closeFunc](t.FxClose), pointer[closeFunc](closeLog)
	m.read, t.FxRead = function[moveFunc](t.FxRead), pointer[moveFunc](read)
	m.write, t.FxWrite = function[moveFunc](t.FxWrite), pointer[moveFunc](write)
	m.cut, t.FxTruncate = function[cutFunc](t.FxTruncate), pointer[cutFunc](cut)
	m.sync, t.FxSync = function[syncFunc](t.FxSync), pointer[syncFunc](syncLog)
	m.length, t.FxFileSize = function[lengthFunc](t.FxFileSize), pointer[lengthFunc](length)
	return m
}

func of(file uintptr) *log {
	l, _ := logs.Load(file)
	return l.(*log)
}

// flush writes what is held.
func (l *log) flush(tls *libc.TLS, file uintptr) int32 {
	if l.held == 0 {
		return sqlite3.SQLITE_OK
	}
	held := l.held
	l.held = 0
	return l.write(tls, file, l.buffer, held, l.offset)
}

func write(tls *libc.TLS, file, from uintptr, amount int32, offset int64) int32 {
	l := of(file)
	if offset != l.offset+int64(l.held) || l.held+amount > most {
		if rc := l.flush(tls, file); rc != sqlite3.SQLITE_OK {
			return rc
		}
		l.offset = offset
	}
	if amount > most {
		return l.write(tls, file, from, amount, offset)
	}
	libc.Xmemcpy(tls, l.buffer+uintptr(l.held), from, libc.Tsize_t(amount))
	l.held += amount
	return sqlite3.SQLITE_OK
}

func read(tls *libc.TLS, file, to uintptr, amount int32, offset int64) int32 {
	l := of(file)
	if rc := l.flush(tls, file); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return l.read(tls, file, to, amount, offset)
}

func cut(tls *libc.TLS, file uintptr, size int64) int32 {
	l := of(file)
	if rc := l.flush(tls, file); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return l.cut(tls, file, size)
}

func syncLog(tls *libc.TLS, file uintptr, flags int32) int32 {
	l := of(file)
	if rc := l.flush(tls, file); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return l.sync(tls, file, flags)
}

func length(tls *libc.TLS, file, size uintptr) int32 {
	l := of(file)
	if rc := l.flush(tls, file); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return l.length(tls, file, size)
}

func closeLog(tls *libc.TLS, file uintptr) int32 {
	l := of(file)
	logs.Delete(file)
	rc := l.flush(tls, file)
	libc.Xfree(tls, l.buffer)
	if closed := l.close(tls, file); closed != sqlite3.SQLITE_OK {
		rc = closed
	}
	return rc
}

// function is the Go function that an address in SQLite's tables stands for, and
// pointer the address of a declared function: SQLite, translated to Go, keeps
// functions so.
func function[F any](at uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{at})) }

func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&struct{ f F }{f})) }

// at is the variable at an address of SQLite's memory.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// copied is a copy in SQLite's memory, where what SQLite keeps the address of must
// be; 0 says that there is none left.
func copied[T any](tls *libc.TLS, from uintptr) (uintptr, *T) {
	to := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(*at[T](from))))
	if to != 0 {
		*at[T](to) = *at[T](from)
	}
	return to, at[T](to)
}
