package feel_test

import (
	"testing"

	"saksgang/process/feel"
)

const condition = `applicant.age >= 18 and count(references[checked]) in [1..3] and decided on + @"P21D" > today()`

var conditionScope = feel.Vars{
	"applicant":  map[string]any{"age": 40},
	"references": []any{map[string]any{"checked": true}, map[string]any{"checked": false}},
	"decided on": feel.Date{Year: 2026, Month: 11, Day: 20},
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := feel.Parse(condition, "applicant", "references", "decided on"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCondition(b *testing.B) {
	x, err := feel.Parse(condition, "applicant", "references", "decided on")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if ok, err := x.Condition(conditionScope, feel.Options{Now: noon}); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
