package app

import (
	"context"
	"time"

	"saksgang/base/authz"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/municipality"
)

// The machine's own housekeeping, each night.
const (
	// sweepJob removes files that nothing refers to and jobs long done.
	sweepJob = "app.sweep"
	// verifyJob verifies the ledger and records what it found.
	verifyJob = "app.verify-ledger"
)

const (
	// orphanGrace is how long a file may lie without being named: longer than
	// any transaction lasts and any delivery is tried again.
	orphanGrace = 3 * 24 * time.Hour
	// jobsKept is how long one can see what the machine has done.
	jobsKept = 30 * 24 * time.Hour
)

// verifications is the ledger's name for its own verifications.
var verifications = ledger.Subject{Kind: "ledger", ID: "verification"}

// startUpkeep sees to it that the coming night's housekeeping is waited for.
func (h *house) startUpkeep(ctx context.Context) error {
	if err := h.nightly(ctx, sweepJob); err != nil {
		return err
	}
	return h.nightly(ctx, verifyJob)
}

// nightly orders a job for two o'clock of the coming night, whoever else orders
// it too.
func (h *house) nightly(ctx context.Context, kind string) error {
	at := h.access.NextDay().Add(2 * time.Hour)
	return h.Jobs.Enqueue(ctx, kind, struct{}{}, jobs.Order{Unique: at.UTC().Format(time.RFC3339), At: at})
}

// sweep is the job that removes what nobody needs.
func (h *house) sweep(ctx context.Context, job jobs.Job) error {
	if _, err := h.Files.Sweep(ctx, orphanGrace); err != nil {
		return err
	}
	return h.DB.Transact(ctx, func(ctx context.Context) error {
		if _, err := h.Jobs.Sweep(ctx, h.Clock.Now().Add(-jobsKept), h.runner.Recurring()...); err != nil {
			return err
		}
		if err := h.nightly(ctx, sweepJob); err != nil {
			return err
		}
		return h.Jobs.Finish(ctx, job)
	})
}

// verifyLedger is the job that verifies the ledger. What it finds is an event
// itself, so that the page can tell when, and nobody can have it say otherwise
// afterwards.
func (h *house) verifyLedger(ctx context.Context, job jobs.Job) error {
	report, err := h.Ledger.Verify(ctx)
	if err != nil {
		return err
	}
	return h.DB.Transact(ctx, func(ctx context.Context) error {
		_, err := h.Ledger.Append(ctx, ledger.Event{Module: "app", Subject: verifications, Kind: "verified", Payload: report})
		if err != nil {
			return err
		}
		if err := h.nightly(ctx, verifyJob); err != nil {
			return err
		}
		return h.Jobs.Finish(ctx, job)
	})
}

// verifyNow orders a verification at once; sent twice, it is done once.
func (h *house) verifyNow(ctx context.Context, request string) error {
	return h.DB.Transact(ctx, func(ctx context.Context) error {
		if err := authz.RequireAnywhere(ctx, municipality.RightEdit); err != nil {
			return err
		}
		return h.Jobs.Enqueue(ctx, verifyJob, struct{}{}, jobs.Order{Unique: "asked/" + request})
	})
}
