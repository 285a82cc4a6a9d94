package feel_test

import (
	"testing"
	"time"

	"saksgang/process/feel"
)

// noon is the time at which all tests take place.
var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.FixedZone("", 3600))

// example is an expression and what it must be, as Format writes it.
type example struct {
	rule string
	expr string
	want string
}

// vars are in scope of all examples.
var vars = feel.Vars{
	"age": 17, "name": "Kari", "none": nil, "yes": true, "first name": "Ola", "annual-rate": 12, "annual": 20, "rate": 5,
	"days in weekend": []any{"Saturday", "Sunday"}, "loan": map[string]any{"term": 36, "down-payment": 100, "start date": "2026-01-01"},
	"people": []any{
		map[string]any{"name": "Kari", "age": 17, "unit": map[string]any{"no": 1}},
		map[string]any{"name": "Ola", "age": 40, "unit": map[string]any{"no": 2}},
		map[string]any{"name": "Siri"},
	},
}

var known = []string{
	"age", "name", "none", "yes", "first name", "annual-rate", "annual", "rate", "days in weekend",
	"loan.down-payment", "people",
}

func check(t *testing.T, examples []example) {
	t.Helper()
	for _, e := range examples {
		t.Run(e.rule, func(t *testing.T) {
			t.Parallel()
			x, err := feel.Parse(e.expr, known...)
			if err != nil {
				t.Fatalf("%s: %v", e.expr, err)
			}
			r, err := x.Run(vars, feel.Options{Now: noon})
			if err != nil {
				t.Fatalf("%s: %v", e.expr, err)
			}
			if got := feel.Format(r.Value); got != e.want {
				t.Errorf("%s is %s, want %s (%v)", e.expr, got, e.want, r.Warnings)
			}
		})
	}
}

func TestArithmetic(t *testing.T) {
	t.Parallel()
	check(t, []example{
		{"multiplication binds closer than addition", `1 + 2 * 3`, `7`},
		{"a power binds closer than multiplication", `2 * 3 ** 2`, `18`},
		{"powers group from the left", `2 ** 3 ** 2`, `64`},
		{"a sign binds closest", `-2 ** 2`, `4`},
		{"decimals are exact", `0.1 + 0.2`, `0.3`},
		{"34 digits are kept", `1 / 3`, `0.3333333333333333333333333333333333`},
		{"a trailing zero is not shown", `1.50 + 1.50`, `3`},
		{"an exponent is read", `1.5e3 + 2E-1`, `1500.2`},
		{"texts are joined", `"a" + "b"`, `"ab"`},
		{"a text and a number are not", `"a" + 1`, `null`},
		{"null makes null", `1 + none`, `null`},
		{"division by zero is null", `1 / 0`, `null`},
		{"what is too large is null", `10 ** 6144 * 10`, `null`},
		{"a root of a negative number is null", `(-1) ** 0.5`, `null`},
		{"one item in a list counts as the item", `[5] + 1`, `6`},
	})
}

func TestLogicHasThreeValues(t *testing.T) {
	t.Parallel()
	check(t, []example{
		{"false decides and", `false and none`, `false`},
		{"true decides or", `none or true`, `true`},
		{"true and null is null", `true and none`, `null`},
		{"false or null is null", `false or none`, `null`},
		{"not null is null", `not(none)`, `null`},
		{"a number is no truth", `1 and true`, `null`},
		{"and binds closer than or", `true or false and false`, `true`},
		{"an undecided condition is not met", `if none then 1 else 2`, `2`},
		{"some is true if one is", `some x in [none, 1] satisfies x = 1`, `true`},
		{"some is null if none is but one is unknown", `some x in [none, 1] satisfies x > 1`, `null`},
		{"every is false if one is", `every x in [none, 1] satisfies x > 1`, `false`},
		{"every of nothing is true", `every x in [] satisfies false`, `true`},
	})
}

func TestComparison(t *testing.T) {
	t.Parallel()
	check(t, []example{
		{"null equals null", `none = null`, `true`},
		{"null differs from all else", `none != 1`, `true`},
		{"other kinds are neither equal nor unequal", `1 = "1"`, `null`},
		{"null has no order", `none < 1`, `null`},
		{"numbers are equal by value", `1.0 = 1.00`, `true`},
		{"lists are equal item by item", `[1, [2]] = [1, [2]]`, `true`},
		{"contexts are equal in any order", `{a: 1, b: 2} = {b: 2, a: 1}`, `true`},
		{"both ends belong to between", `age between 17 and 17`, `true`},
		{"and after between is the logical and", `age between 1 and 20 and yes`, `true`},
		{"in takes a range", `age in [10..17)`, `false`},
		{"in takes several tests", `age in (< 5, 17, [30..40])`, `true`},
		{"in takes a list", `"Sunday" in days in weekend`, `true`},
		{"in a range of a name", `age in (rate..annual]`, `true`},
		{"the same instant in two zones is equal", `@"2026-11-26T12:00:00+01:00" = @"2026-11-26T11:00:00Z"`, `true`},
		{"local and zoned times are not compared", `@"2026-11-26T12:00:00" < @"2026-11-26T12:00:00Z"`, `null`},
	})
}

func TestNamesMayHoldSpacesAndSigns(t *testing.T) {
	t.Parallel()
	check(t, []example{
		{"a known name with a space", `first name + "!"`, `"Ola!"`},
		{"extra space in a name does not matter", "first \n name", `"Ola"`},
		{"a known name with a sign, written as it is", `annual-rate`, `12`},
		{"with space around, the sign is an operator", `annual - rate`, `15`},
		{"a known name with a word of the language in it", `count(days in weekend)`, `2`},
		{"a member with a sign, told by a dotted name", `loan.down-payment + 1`, `101`},
		{"an unknown member is the words that follow", `loan.start date`, `"2026-01-01"`},
		{"an unknown name is the words that follow", `loan.term + not told of`, `null`},
		{"a key with a sign is known after it", `{a-b: 3, c: a-b + 1}.c`, `4`},
		{"a loop's variable may have a space", `for day off in days in weekend return string length(day off)`, `[8, 6]`},
		{"a parameter may have a space", `(function(big number) big number * 2)(4)`, `8`},
		{"an inner name hides an outer one", `for age in [1] return age`, `[1]`},
		{"functions have spaces too", `string length(first name)`, `3`},
		{"names may have letters of any language", `{blå bær: 1, å: blå bær + 1}.å`, `2`},
	})
}

func TestListsAndContexts(t *testing.T) {
	t.Parallel()
	check(t, []example{
		{"places count from 1", `[10, 20][1]`, `10`},
		{"or from the end", `[10, 20][-1]`, `20`},
		{"there is no place 0", `[10, 20][0]`, `null`},
		{"a filter keeps what is true", `[1, 2, 3][item > 1]`, `[2, 3]`},
		{"a filter sees the item's members", `people[age > 20].name`, `["Ola"]`},
		{"a filter sees outer names too", `people[age = annual * 2].name`, `["Ola"]`},
		{"a path goes through a list", `people.unit.no`, `[1, 2, null]`},
		{"later entries see earlier ones", `{a: 1, b: a + 1}.b`, `2`},
		{"a key may be any text", `{"§ 25": 1}`, `{"§ 25": 1}`},
		{"what is no list is filtered as one", `5[item > 1]`, `[5]`},
		{"loops combine, the last turning fastest", `for a in 1..2, b in [10, 20] return a + b`, `[11, 21, 12, 22]`},
		{"a loop may count down", `for i in 3..1 return i`, `[3, 2, 1]`},
		{"a loop counts days", `for d in @"2026-12-30"..@"2027-01-01" return d.day`, `[30, 31, 1]`},
		{"a loop sees its results so far", `for i in 1..4 return if i < 3 then 1 else partial[-1] + partial[-2]`, `[1, 1, 2, 3]`},
		{
			"a function in a context may call itself",
			`{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r`, `120`,
		},
		{"arguments may be given by name", `(function(a, b) a - b)(b: 1, a: 5)`, `4`},
		{"a wrong number of arguments is null", `(function(a) a)(1, 2)`, `null`},
		{"a parameter's type is checked", `(function(a: number) a)("x")`, `null`},
	})
}

func TestInstanceOf(t *testing.T) {
	t.Parallel()
	check(t, []example{
		{"a number", `1 instance of number`, `true`},
		{"a date is no date and time", `@"2026-01-01" instance of date and time`, `false`},
		{"a duration of days", `@"P1D" instance of days and time duration`, `true`},
		{"a list of numbers", `[1, 2] instance of list<number>`, `true`},
		{"a list of other things", `[1, "a"] instance of list<number>`, `false`},
		{"a context with members", `{a: 1} instance of context<a: number>`, `true`},
		{"a context without them", `{b: 1} instance of context<a: number>`, `false`},
		{"a range", `[1..2] instance of range<number>`, `true`},
		{"a function", `(function(a: number) a) instance of function<number> -> number`, `true`},
		{"null", `null instance of Null`, `true`},
		{"a type nobody knows", `1 instance of tSomething`, `null`},
	})
}

func TestUnaryTests(t *testing.T) {
	t.Parallel()
	for _, e := range []struct {
		rule, tests string
		input       any
		want        feel.Value
	}{
		{"a dash takes everything", `-`, nil, true},
		{"a value is compared", `17`, 17, true},
		{"one of several will do", `"a", "b"`, "b", true},
		{"a comparison", `< 18`, 17, true},
		{"a range", `[18..67)`, 67, false},
		{"not takes what passes none", `not("a", "b")`, "c", true},
		{"null passes null", `null`, nil, true},
		{"null has no order", `< 18`, nil, nil},
		{"a condition about the value decides", `? > 10 and ? < annual`, 17, true},
		{"a function of the value decides", `starts with(?, "K")`, "Kari", true},
		{"a list is looked in", `days in weekend`, "Sunday", true},
		{"a comparison with a name", `>= annual`, 20, true},
		{"a truth about something else is compared", `yes`, true, true},
		{"and so is its opposite", `yes`, false, false},
	} {
		t.Run(e.rule, func(t *testing.T) {
			t.Parallel()
			tests, err := feel.ParseUnary(e.tests, known...)
			if err != nil {
				t.Fatal(err)
			}
			input, err := feel.Of(e.input)
			if err != nil {
				t.Fatal(err)
			}
			got, err := tests.Eval(input, vars, feel.Options{})
			if err != nil || got != e.want {
				t.Errorf("%v against %s is %v (%v), want %v", e.input, e.tests, got, err, e.want)
			}
		})
	}
}
