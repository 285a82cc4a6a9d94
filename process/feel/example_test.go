package feel_test

import (
	"fmt"
	"time"

	"saksgang/process/feel"
)

func ExampleParse() {
	expr, err := feel.Parse(
		`if count(applicants[qualified]) = 0 then "advertise again" else "nominate by " + string(deadline - @"P3D")`,
		"applicants", "deadline")
	if err != nil {
		fmt.Println(err)
		return
	}
	value, err := expr.Eval(feel.Vars{
		"applicants": []any{map[string]any{"no": 1, "qualified": true}, map[string]any{"no": 2, "qualified": false}},
		"deadline":   feel.Date{Year: 2026, Month: 12, Day: 2},
	}, feel.Options{})
	fmt.Println(value, err)
	// Output: nominate by 2026-11-29 <nil>
}

func ExampleExpr_Condition() {
	expr, err := feel.Parse("applicant.age >= 18\n  and today() <= last day", "applicant", "last day")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = expr.Condition(
		feel.Vars{"applicant": map[string]any{"age": 30}},
		feel.Options{Now: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)})
	fmt.Println(err)
	// Output: 1:1: feel.not-a-condition type=null (2:18: feel.unknown-name name=last day)
}

func ExampleParseUnary() {
	tests, err := feel.ParseUnary(`[18..67), > 70`)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, age := range []int64{17, 18, 67, 71} {
		passes, err := tests.Eval(feel.Int(age), nil, feel.Options{})
		fmt.Println(age, passes, err)
	}
	// Output:
	// 17 false <nil>
	// 18 true <nil>
	// 67 false <nil>
	// 71 true <nil>
}
