package record

import (
	"context"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/base/work"
)

// SignWork is the kind of work item for a package that waits to be signed off.
const SignWork = "record.sign-package"

// signOff is the rule alone: a package without faults, by another than the one
// who ordered it, and for good.
func (o OrderedPackage) signOff(good bool, by ids.UserID, name string, at clock.Instant) (OrderedPackage, error) {
	switch {
	case by.IsZero():
		return o, errs.Denied("record.approver-unknown")
	case o.SignedAt != 0:
		return o, errs.Conflict("record.package-signed-already", "package", o.ID)
	case !good:
		return o, errs.Invalid("record.package-not-whole", "package", o.ID)
	case o.Orderer.IsZero(): // ordered before it was noted; it may be her own
		return o, errs.Denied("record.package-without-orderer", "package", o.ID)
	case by == o.Orderer:
		return o, errs.Denied("record.signer-ordered-it", "package", o.ID)
	}
	o.Signer, o.SignerName, o.SignedAt = by, name, at
	return o, nil
}

// SignOffPackage says that the package may be handed over. What lies there now
// is checked once more, so that nothing is signed that was changed meanwhile.
func (s *Service) SignOffPackage(ctx context.Context, id PackageID) error {
	if err := requireEverywhere(ctx, RightSignPackage); err != nil {
		return err
	}
	o, err := s.orderedPackage(ctx, id)
	if err != nil {
		return err
	}
	good := false
	if o.Status == "made" {
		checked, err := CheckPackage(ctx, o.Dir)
		if err != nil {
			return err
		}
		good = checked.Good()
	}
	return s.do(ctx, "sign-off-package", func(ctx context.Context) error {
		if err := requireEverywhere(ctx, RightSignPackage); err != nil {
			return err
		}
		o, err := s.orderedPackage(ctx, id)
		if err != nil {
			return err
		}
		if o, err = o.signOff(good, authz.ActorFrom(ctx).User, s.actorName(ctx), s.now()); err != nil {
			return err
		}
		_, err = sqldb.Exec(ctx, s.DB, "UPDATE record_package SET signer = $1, signer_name = $2, signed_at = $3 WHERE id = $4", o.Signer, o.SignerName, o.SignedAt, id)
		if err != nil {
			return err
		}
		if err := s.Work.Close(ctx, SignWork, id.String()); err != nil {
			return err
		}
		_, err = s.tell(ctx, ledger.Subject{Kind: SubjectPackage, ID: id.String()}, "signed-off", "", ids.CaseID{}, nil)
		return err
	})
}

// askSignature lays a package without faults before those who sign off.
func (s *Service) askSignature(ctx context.Context, o OrderedPackage) error {
	plan, err := s.plan.Plan(ctx)
	if err != nil {
		return err
	}
	return s.Work.Put(ctx, work.Item{
		Kind: SignWork, Subject: o.ID.String(), Title: "@record.work.sign-package", About: o.From.String() + " – " + o.To.String(),
		Reason: "work.reason.role", Link: "/records/packages/" + o.ID.String(), Role: s.approver(plan),
	})
}

func maySeePackages(ctx context.Context) error {
	if requireEverywhere(ctx, RightExtract) == nil {
		return nil
	}
	return requireEverywhere(ctx, RightSignPackage)
}
