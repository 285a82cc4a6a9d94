package recruitapp

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/i18n"
	"saksgang/recruit"
	"saksgang/web"
)

// rules is the table of rules on the page of a hiring process: what holds, for
// whom, what is said when it is refused, and where the rule comes from.
func (p pages) rules(r *http.Request, _ string) (templ.Component, error) {
	ctx := r.Context()
	table := web.Table{
		Caption: i18n.T(ctx, "recruit.rules.title"),
		Columns: []web.Column{
			{Label: i18n.T(ctx, "recruit.rules.rule")},
			{Label: i18n.T(ctx, "recruit.rules.who")},
			{Label: i18n.T(ctx, "recruit.rules.refused")},
			{Label: i18n.T(ctx, "recruit.rules.source")},
		},
	}
	l := i18n.From(ctx)
	for _, rule := range recruit.Rules {
		table.Rows = append(table.Rows, web.Row{Cells: []templ.Component{
			web.Text(RuleSentence(l, rule)), web.Text(RuleWho(l, rule)), web.Text(dash(RuleRefusal(l, rule))), web.Text(rule.Source),
		}})
	}
	return web.Section{Title: i18n.T(ctx, "recruit.rules.title"), Note: i18n.T(ctx, "recruit.rules.note"), Body: table}, nil
}

// RuleSentence is what the rule says.
func RuleSentence(l *i18n.Localizer, r recruit.Rule) string { return l.T("recruit.rule." + r.ID) }

// RuleWho is who it binds, in the words most municipalities use.
func RuleWho(l *i18n.Localizer, r recruit.Rule) string {
	return l.T("recruit.who." + cmp.Or(strings.TrimPrefix(string(r.Right), "recruit."), "nobody"))
}

// RuleRefusal is the sentence of its refusal, or empty; what depends on the case
// is told by an ellipsis.
func RuleRefusal(l *i18n.Localizer, r recruit.Rule) string {
	if r.Refused == "" {
		return ""
	}
	var args []any
	for _, name := range []string{"deadline", "have", "left", "most", "start", "undecided", "until"} {
		args = append(args, name, "…")
	}
	return l.T("problem."+r.Refused+".sentence", args...)
}
