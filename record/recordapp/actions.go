package recordapp

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/process"
	"saksgang/record"
)

// Actions are what record offers to drawings. All of them touch rows alone;
// documents are written afterwards, by jobs. Words in brackets are read from
// the element's attributes first, then from what was entered, then from the
// case's variables.
//
//	record.open-case-file      (kind, title, public-title, class): gives case-file and case-number
//	record.file-document       (type, template, language, to, mail, text, kind) and every field
//	                           of a letter by its name: orders a document into the case's file
//	record.sign-off-case-file  (kind): the archive has looked the entries over
//	record.close-case-file     (kind): refuses what is unsettled, unsigned, unwritten
//	                           or not in an archive format
func Actions(s *record.Service) []process.Action {
	return []process.Action{
		{Name: "record.open-case-file", Right: record.RightRegister, Run: func(ctx context.Context, c process.Call) (map[string]any, error) {
			return openCaseFile(ctx, s, c)
		}},
		{Name: "record.file-document", Right: record.RightRegister, Run: func(ctx context.Context, c process.Call) (map[string]any, error) {
			return fileDocument(ctx, s, c)
		}},
		{Name: "record.sign-off-case-file", Right: record.RightSignOff, Run: func(ctx context.Context, c process.Call) (map[string]any, error) {
			return onCaseFile(ctx, s, c, func(f record.CaseFile) (map[string]any, error) {
				n, err := s.SignOffFile(ctx, f.ID)
				return map[string]any{"signed-off": n}, err
			})
		}},
		{Name: "record.close-case-file", Right: record.RightClose, Run: func(ctx context.Context, c process.Call) (map[string]any, error) {
			return onCaseFile(ctx, s, c, func(f record.CaseFile) (map[string]any, error) {
				return map[string]any{"closed": true}, s.Close(ctx, f.ID)
			})
		}},
	}
}

// word finds a value where the drawing, the form or the case has it.
func word(c process.Call, name string) string {
	if v := c.Attributes[name]; v != "" {
		return v
	}
	for _, from := range []map[string]any{c.Input, c.Variables} {
		if v, found := from[name]; found && v != nil {
			return strings.TrimSpace(fmt.Sprint(v))
		}
	}
	return ""
}

func kindOf(c process.Call) string {
	if kind := c.Attributes["kind"]; kind != "" {
		return kind
	}
	return "hiring"
}

// fileKey is the key of a case's file of a kind: the first of a hiring is the
// one that its advertisement opened.
func fileKey(c process.Call) string {
	if kind := kindOf(c); kind != "hiring" {
		return "case/" + c.Case.String() + "/" + kind
	}
	return "case/" + c.Case.String()
}

func openCaseFile(ctx context.Context, s *record.Service, c process.Call) (map[string]any, error) {
	id, err := s.OpenCaseFile(ctx, record.NewCaseFile{
		Key: fileKey(c), Case: c.Case, Kind: kindOf(c), Title: word(c, "title"), PublicTitle: word(c, "public-title"), Class: word(c, "class"),
		Agency: c.Agency, Unit: c.Unit, Responsible: responsible(ctx),
	})
	if err != nil {
		return nil, err
	}
	f, err := s.CaseFile(reading(ctx, c), id)
	return map[string]any{"case-file": id.String(), "case-number": f.Reference()}, err
}

// responsible is the person on whose behalf the process acts.
func responsible(ctx context.Context) ids.UserID {
	actor := authz.ActorFrom(ctx)
	if !actor.OnBehalfOf.IsZero() {
		return actor.OnBehalfOf
	}
	return actor.User
}

func onCaseFile(ctx context.Context, s *record.Service, c process.Call, do func(record.CaseFile) (map[string]any, error)) (map[string]any, error) {
	f, found, err := s.CaseFileByKey(reading(ctx, c), fileKey(c))
	if err == nil && !found {
		err = errs.NotFound("record.case-file-not-found")
	}
	if err != nil {
		return nil, err
	}
	return do(f)
}

// reading lets an action see the case file of its own case: the drawing has
// given the case to who acts.
func reading(ctx context.Context, c process.Call) context.Context {
	actor := authz.ActorFrom(ctx)
	actor.Grants = append(actor.Grants[:len(actor.Grants):len(actor.Grants)],
		authz.Grant{Right: record.RightRead, Reach: authz.InCase, Case: c.Case, Because: "process"})
	return authz.With(ctx, actor)
}

func fileDocument(ctx context.Context, s *record.Service, c process.Call) (map[string]any, error) {
	return onCaseFile(ctx, s, c, func(f record.CaseFile) (map[string]any, error) {
		o := record.Order{
			Key: "process/" + c.Key, CaseFile: f.ID, DocumentType: word(c, "type"), Template: c.Attributes["template"], Language: word(c, "language"),
			Fields: fieldsOf(c), Mail: word(c, "mail"), Correspondent: record.Correspondent{Name: word(c, "to")},
			By: responsible(ctx),
		}
		for _, p := range strings.Split(word(c, "text"), "\n\n") {
			if p = strings.TrimSpace(p); p != "" {
				o.Lines = append(o.Lines, p)
			}
		}
		return map[string]any{"document": o.Key}, s.WriteDocument(ctx, o)
	})
}

// fieldsOf are the values that are fields of a letter, by their names; what was
// entered goes before what the case had.
func fieldsOf(c process.Call) map[string]string {
	fields := map[string]string{}
	all := map[string]any{}
	maps.Copy(all, c.Variables)
	maps.Copy(all, c.Input)
	for name, v := range all {
		if key, known := record.FieldKey(name); known && v != nil {
			fields[key] = fmt.Sprint(v)
		}
	}
	return fields
}
