package accessapp

import (
	"context"
	"time"

	"saksgang/access"
	"saksgang/base/jobs"
)

// The kinds of this module's jobs.
const (
	// JobTakeEffect lets roles begin and end, each night.
	JobTakeEffect = "access.take-effect"
	// JobSweepSessions removes sessions that have expired, each hour.
	JobSweepSessions = "access.sweep-sessions"
)

// RegisterJobs gives the runner this module's handlers.
func RegisterJobs(r *jobs.Runner, s *access.Service, sessions *access.Sessions) {
	recurring(r, s, JobTakeEffect, s.NextDay, func(ctx context.Context) error {
		_, err := s.TakeEffect(ctx)
		return err
	})
	recurring(r, s, JobSweepSessions, func() time.Time { return nextHour(s) }, func(ctx context.Context) error {
		_, err := sessions.Sweep(ctx)
		return err
	})
}

// recurring does its work, orders the run after it and ends the job in one
// transaction.
func recurring(r *jobs.Runner, s *access.Service, kind string, at func() time.Time, do func(ctx context.Context) error) {
	next := func(ctx context.Context) error { return enqueue(ctx, s, kind, at()) }
	r.HandleRecurring(kind, func(ctx context.Context, job jobs.Job) error {
		return s.DB.Transact(ctx, func(ctx context.Context) error {
			if err := do(ctx); err != nil {
				return err
			}
			if err := next(ctx); err != nil {
				return err
			}
			return s.Jobs.Finish(ctx, job)
		})
	}, next)
}

func nextHour(s *access.Service) time.Time { return s.Clock.Now().Add(time.Hour).Truncate(time.Hour) }

// Start lets take effect what should have by now, and sees to it that the next
// night and hour are waited for. It is called at start, after the folder was
// synced; calling it again changes nothing.
func Start(ctx context.Context, s *access.Service) error {
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		if _, err := s.TakeEffect(ctx); err != nil {
			return err
		}
		if err := enqueue(ctx, s, JobTakeEffect, s.NextDay()); err != nil {
			return err
		}
		return enqueue(ctx, s, JobSweepSessions, nextHour(s))
	})
}

// enqueue orders one run at that instant, whoever else orders it too.
func enqueue(ctx context.Context, s *access.Service, kind string, at time.Time) error {
	return s.Jobs.Enqueue(ctx, kind, struct{}{}, jobs.Order{Unique: at.UTC().Format(time.RFC3339), At: at})
}
