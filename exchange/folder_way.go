package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/wholefile"
)

const (
	// PollJob looks into the folders of the connections, and orders itself anew.
	PollJob = "exchange.poll"
	// ReceiptJob writes the receipt that a folder's sender fetches.
	ReceiptJob = "exchange.receipt"

	pollEvery = 5 * time.Second
	// receiptsFolder is where a folder connection's sender finds its receipts.
	receiptsFolder = "receipts"
	// claimed begins the name of a delivery that is being taken; its claim, a
	// command id, follows. A delivery left so by a crash is taken again under
	// the same claim, and so is not counted twice.
	claimed = ".taking-"
)

// StartPolling orders the first look; a look that is ordered already stays.
func (s *Service) StartPolling(ctx context.Context) error {
	return s.orderPoll(ctx, s.Clock.Now())
}

func (s *Service) orderPoll(ctx context.Context, at time.Time) error {
	slot := at.Truncate(pollEvery)
	return s.Jobs.Enqueue(ctx, PollJob, nil, jobs.Order{Unique: slot.Format(time.RFC3339), At: slot, Queue: PollJob})
}

// HandlePoll is the handler of PollJob.
func (s *Service) HandlePoll(ctx context.Context, _ jobs.Job) error {
	if _, err := s.Poll(ctx); err != nil {
		return err
	}
	return s.OrderPoll(ctx)
}

// OrderPoll orders the look after the present one.
func (s *Service) OrderPoll(ctx context.Context) error {
	return s.orderPoll(ctx, s.Clock.Now().Add(pollEvery))
}

// Poll takes in what lies in the folders of every connection, and returns how
// many deliveries it took. A folder that cannot be read does not stop the rest.
func (s *Service) Poll(ctx context.Context) (int, error) {
	connections, err := s.connections.Connections(ctx)
	if err != nil {
		return 0, err
	}
	taken, faults := 0, []error(nil)
	for _, c := range connections {
		for _, folder := range s.folders(c) {
			n, err := s.Sweep(ctx, c, folder)
			taken += n
			faults = append(faults, err)
		}
	}
	return taken, errors.Join(faults...)
}

// folders lists the places where the connection leaves deliveries, once each.
func (s *Service) folders(c FolderConnection) []string {
	var out []string
	for _, w := range c.Ways {
		if w.Kind == string(ByFolder) || w.Kind == string(ByZip) {
			out = append(out, filepath.Join(s.root, filepath.FromSlash(w.Path)))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Sweep takes in what lies in one folder: each sub-folder or ZIP is a delivery.
// A sender writes under a name that begins with a dot and renames when all is
// there. What has been stored durably is removed from the folder; what could
// not be stored stays and is taken next time.
func (s *Service) Sweep(ctx context.Context, c FolderConnection, folder string) (int, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, errs.Unavailable(err, "exchange.folder-unreadable", "connection", c.Key)
	}
	taken := 0
	for _, e := range entries {
		claim, name, ok := claimOf(e.Name())
		if !ok {
			continue
		}
		if err := s.take(ctx, c, folder, e, claim, name); err != nil {
			return taken, err
		}
		taken++
	}
	return taken, nil
}

// claimOf reads the claim of a delivery that was being taken; a fresh delivery
// has none yet. Other names that begin with a dot are not deliveries.
func claimOf(entry string) (claim ids.CommandID, name string, ok bool) {
	if rest, was := strings.CutPrefix(entry, claimed); was && len(rest) > 37 {
		claim, err := ids.Parse[ids.Command](rest[:36])
		return claim, rest[37:], err == nil
	}
	return claim, entry, !strings.HasPrefix(entry, ".") && entry != receiptsFolder
}

func (s *Service) take(ctx context.Context, c FolderConnection, folder string, e fs.DirEntry, claim ids.CommandID, name string) error {
	path := filepath.Join(folder, e.Name())
	if claim.IsZero() {
		claim = ids.New[ids.Command]()
		mine := filepath.Join(folder, claimed+claim.String()+"-"+name)
		if err := os.Rename(path, mine); err != nil {
			return errs.Unavailable(err, "exchange.folder-unreadable", "connection", c.Key)
		}
		path = mine
	}
	a, err := s.arrival(ctx, c, path, name, e.IsDir())
	if err != nil {
		return err
	}
	if _, err := s.Receive(command.With(ctx, claim), a); err != nil {
		return err
	}
	return os.RemoveAll(path)
}

func (s *Service) arrival(ctx context.Context, c FolderConnection, path, name string, isFolder bool) (Arrival, error) {
	if isFolder {
		return s.Unpack(ctx, c, ByFolder, name, os.DirFS(path))
	}
	f, err := os.Open(path)
	if err != nil {
		return Arrival{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Arrival{}, err
	}
	if strings.EqualFold(filepath.Ext(name), ".zip") {
		return s.UnpackZip(ctx, c, ByZip, name, f, info.Size())
	}
	whole, err := s.Files.Put(ctx, f)
	return Arrival{
		Connection: c.Key, Way: ByFolder, Name: name, Damage: errs.Invalid("exchange.neither-folder-nor-zip"),
		Parts: []Part{{Name: name, File: whole}},
	}, err
}

// ReceiptFile is what a sender finds under receipts/<message>.json.
type ReceiptFile struct {
	Message  MessageID `json:"message"`
	Delivery string    `json:"delivery"` // the name it came under
	Source   string    `json:"source"`
	SourceID string    `json:"id"`
	State    State     `json:"state"`
	Problem  string    `json:"problem,omitempty"` // a problem code
	Result   string    `json:"result,omitempty"`
}

// answer orders the receipt for what has become of m, in the transaction of
// that change.
func (s *Service) answer(ctx context.Context, m Message) error {
	if m.CameAs == ByHTTP || m.CameAs == ByHRXML {
		return nil
	}
	return s.Jobs.Enqueue(ctx, ReceiptJob, m.ID, jobs.Order{Queue: "receipt/" + m.ID.String()})
}

// HandleReceipt is the handler of ReceiptJob: it writes what is so now, so that
// writing it again does no harm.
func (s *Service) HandleReceipt(ctx context.Context, job jobs.Job) error {
	var id MessageID
	if err := json.Unmarshal([]byte(job.Payload), &id); err != nil {
		return errs.InvalidBecause(err, "exchange.job-unreadable")
	}
	m, err := s.load(ctx, id)
	if err != nil || m.Forgotten != 0 {
		return err
	}
	path, ok, err := s.receiptPath(ctx, m)
	if err != nil || !ok {
		return err
	}
	text, err := json.Marshal(ReceiptFile{
		Message: m.ID, Delivery: m.FileName, Source: m.Source, SourceID: m.SourceID, State: m.State, Problem: m.Problem, Result: m.Result,
	})
	if err != nil {
		return errs.Internal(err, "exchange.receipt-unwritable")
	}
	if err := wholefile.WriteBytes(path, text); err != nil {
		return errs.Unavailable(err, "exchange.receipt-unwritable")
	}
	return nil
}

func (s *Service) receiptPath(ctx context.Context, m Message) (string, bool, error) {
	c, known, err := s.connections.Connection(ctx, m.Connection)
	if err != nil || !known {
		return "", false, err
	}
	folders := s.folders(c)
	if len(folders) == 0 {
		return "", false, nil
	}
	return filepath.Join(folders[0], receiptsFolder, m.ID.String()+".json"), true, nil
}
