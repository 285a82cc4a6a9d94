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
	r.Handle(JobTakeEffect, func(ctx context.Context, job jobs.Job) error {
		return s.DB.Transact(ctx, func(ctx context.Context) error {
			if _, err := s.TakeEffect(ctx); err != nil {
				return err
			}
			return next(ctx, s, job, JobTakeEffect, s.NextDay())
		})
	})
	r.Handle(JobSweepSessions, func(ctx context.Context, job jobs.Job) error {
		return s.DB.Transact(ctx, func(ctx context.Context) error {
			if _, err := sessions.Sweep(ctx); err != nil {
				return err
			}
			return next(ctx, s, job, JobSweepSessions, s.Clock.Now().Add(time.Hour).Truncate(time.Hour))
		})
	})
}

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
		return enqueue(ctx, s, JobSweepSessions, s.Clock.Now().Add(time.Hour).Truncate(time.Hour))
	})
}

// next ends a job and orders the one after it, in the transaction of its work.
func next(ctx context.Context, s *access.Service, job jobs.Job, kind string, at time.Time) error {
	if err := enqueue(ctx, s, kind, at); err != nil {
		return err
	}
	return s.Jobs.Finish(ctx, job)
}

// enqueue orders one run at that instant, whoever else orders it too.
func enqueue(ctx context.Context, s *access.Service, kind string, at time.Time) error {
	return s.Jobs.Enqueue(ctx, kind, struct{}{}, jobs.Order{Unique: at.UTC().Format(time.RFC3339), At: at})
}
