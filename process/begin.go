package process

import (
	"context"
	"fmt"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/jobs"
	"saksgang/process/engine"
)

// beginJob starts a case by a timer start event.
type beginJob struct {
	Number int64  `json:"number"` // of the definition
	Node   string `json:"node"`
	Round  int    `json:"round"`
}

// scheduleStarts writes the jobs of a version's timer start events.
func (s *Service) scheduleStarts(ctx context.Context, number int64) error {
	v, err := s.version(ctx, number)
	if err != nil {
		return err
	}
	for _, n := range v.Graph.Starters(engine.TimerEvent) {
		if err := s.scheduleStart(ctx, v, n, 0); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) scheduleStart(ctx context.Context, v *Version, n engine.NodeID, round int) error {
	at, again, err := v.Graph.Due(n, round, s.Clock.Now(), s.opts.Calendar)
	if err != nil {
		return errs.InvalidBecause(err, "process.deadline-not-a-time")
	}
	if !again {
		return nil
	}
	node := v.Graph.Node(n).ID
	return s.Jobs.Enqueue(ctx, jobBegin, beginJob{v.number, node, round}, jobs.Order{
		At: at, Unique: fmt.Sprintf("%d/%s/%d/%d", v.number, node, round, at.UnixMicro()),
	})
}

// beginByTimer starts a case, if its version is still the current one, and
// writes the job of the next time. The process acts on its own behalf.
func (s *Service) beginByTimer(ctx context.Context, job jobs.Job) error {
	p, err := payloadOf[beginJob](job)
	if err != nil {
		return err
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		if err := s.Jobs.Finish(ctx, job); err != nil {
			return err
		}
		v, err := s.version(ctx, p.Number)
		if err != nil {
			return err
		}
		current, err := s.currentNumber(ctx, v.Key)
		n, known := v.Graph.Find(p.Node)
		if err != nil || current != p.Number || !known {
			return err
		}
		ctx = authz.With(ctx, authz.Actor{User: Principal(v.Key), Name: v.Meta.Title})
		_, err = s.start(ctx, v, Start{Process: v.Key, Title: v.Meta.Title, Agency: v.Meta.Agency, Unit: v.Meta.Unit, at: &n})
		if err != nil {
			return err
		}
		return s.scheduleStart(ctx, v, n, p.Round+1)
	})
}
