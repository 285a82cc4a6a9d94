package recruitapp

import (
	"context"
	"strings"

	"saksgang/base/errs"
	"saksgang/process"
	"saksgang/recruit"
)

// hiring are the actions from the offer to the end (C6 rows 12–15).
func (a actions) hiring() []do {
	return []do{
		{"recruit.offer", recruit.RightOffer, a.offer},
		{"recruit.record-answer", recruit.RightOffer, a.recordAnswer},
		{"recruit.write-contract", recruit.RightContract, a.writeContract},
		{"recruit.reject-others", recruit.RightOffer, func(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
			now, err := a.s.RejectOthers(ctx, v.ID, f.text("reason"))
			return a.again(ctx, v, now, err, "recruit.all-answered")
		}},
		{"recruit.sign", recruit.RightContract, a.sign},
		{"recruit.attest", recruit.RightPrepare, func(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
			if err := f.ticked("attested", "ordered"); err != nil {
				return v, err
			}
			return a.s.Attest(ctx, v.ID, f.one("national-id"))
		}},
		{"recruit.new-employee", recruit.RightPrepare, a.newEmployee},
		{"recruit.close", recruit.RightPrepare, func(ctx context.Context, _ fields, v recruit.Vacancy) (recruit.Vacancy, error) {
			return a.s.Close(ctx, v.ID)
		}},
	}
}

func (a actions) terms(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Terms, error) {
	start, err := f.date("start")
	if err != nil {
		return recruit.Terms{}, err
	}
	answerBy, err := f.date("answer-by")
	if err != nil {
		return recruit.Terms{}, err
	}
	p, err := a.town.Position(ctx, v.Position)
	return recruit.Terms{
		Start: start, AnswerBy: answerBy, Salary: grouped(f.one("salary")), Hours: f.one("hours"), Percent: f.one("percent"), Code: p.Code,
		Agreement: f.one("agreement"), Probation: f.one("probation"), Notice: f.one("notice"), Conditions: strings.Join(f.texts("conditions"), ", "),
	}, err
}

// grouped parts the digits of a whole amount by threes, so that a letter can be
// read; anything else stays as it was entered.
func grouped(amount string) string {
	if amount == "" || strings.Trim(amount, "0123456789") != "" {
		return amount
	}
	for i := len(amount) - 3; i > 0; i -= 3 {
		amount = amount[:i] + "\u00a0" + amount[i:]
	}
	return amount
}

func (a actions) offer(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	applicant, err := f.applicant("applicant")
	if err != nil {
		return v, err
	}
	terms, err := a.terms(ctx, f, v)
	if err != nil {
		return v, err
	}
	return a.s.Offer(ctx, v.ID, applicant, terms)
}

// recordAnswer takes what became of the open offer; one that was answered by a
// message meanwhile stays as it was answered.
func (a actions) recordAnswer(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	open := v.OpenOffer()
	if open.IsZero() {
		return v, nil
	}
	answer := recruit.AnswerLapsed
	switch {
	case f.is("yes"):
		answer = recruit.AnswerYes
	case f.is("no"):
		answer = recruit.AnswerNo
	}
	return a.s.RecordOfferAnswer(ctx, v.ID, open, answer, f.text("note"))
}

func (a actions) writeContract(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	applicant, err := f.applicant("applicant")
	if err != nil {
		return v, err
	}
	if !applicant.IsZero() && applicant != v.Hire.Application {
		return v, errs.Invalid("recruit.contract-for-another")
	}
	terms, err := a.terms(ctx, f, v)
	if err != nil {
		return v, err
	}
	return a.s.WriteContract(ctx, v.ID, terms)
}

// sign registers the signed contract: the files that are attached to the task.
func (a actions) sign(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	task, err := a.tasks.Task(ctx, f.call.Task)
	if err != nil {
		return v, err
	}
	var came []recruit.Attachment
	for _, n := range task.Notes {
		if n.Kind != "attachment" {
			continue
		}
		file, err := a.files.Held(ctx, n.File)
		if err != nil {
			return v, err
		}
		came = append(came, recruit.Attachment{Kind: recruit.KindSignedContract, Name: n.FileName, File: file})
	}
	return a.s.ReceiveSignedContract(ctx, v.ID, came)
}

// newEmployee records what must be in place before the first day. That the
// police certificate was seen is said by who saw it.
func (a actions) newEmployee(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	if f.is("certificate") && v.Police && !v.Hire.Certificate.Done() {
		if now, err := a.s.SeeCertificate(ctx, v.ID); err != nil {
			return now, err
		}
	}
	return a.s.Introduce(ctx, v.ID, recruit.Introduction{Form: f.is("introduction"), Confidentiality: f.is("confidentiality"), Health: f.is("health")})
}

var _ Tasks = (*process.Service)(nil)
