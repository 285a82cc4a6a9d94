package feel_test

import "testing"

func TestTextFunctions(t *testing.T) {
	t.Parallel()
	check(t, []example{
		{"substring counts characters, not bytes", `substring("blåbær", 3, 2)`, `"åb"`},
		{"and from the end", `substring("blåbær", -3)`, `"bær"`},
		{"beyond the text is null", `substring("a", 2)`, `null`},
		{"upper case knows our letters", `upper case("blåbær")`, `"BLÅBÆR"`},
		{"before what is not there is nothing", `substring before("abc", "x")`, `""`},
		{"matches finds anywhere", `matches("saksgang", "s.n")`, `false`},
		{"a pattern may have its backslash once", `matches("2026-01", "^\d{4}-\d{2}$")`, `true`},
		{"flag i ignores case", `matches("ÅSE", "åse", "i")`, `true`},
		{"flag q takes the pattern as text", `replace("a.b", ".", "$0", "q")`, `"a$0b"`},
		{"an unknown flag is null", `matches("a", "a", "z")`, `null`},
		{"a broken pattern is null", `matches("a", "(")`, `null`},
		{"a group in a replacement", `replace("2026-11-26", "(\d+)-(\d+)-(\d+)", "$3.$2.$1")`, `"26.11.2026"`},
		{"a dollar by itself is null", `replace("a", "a", "$")`, `null`},
		{"split cuts by a pattern", `split("a;b, c", "[;,]\s*")`, `["a", "b", "c"]`},
		{"string writes a list", `string([1, "a", @"2026-01-01"])`, `"[1, \"a\", 2026-01-01]"`},
		{"string writes a context", `string({a b: 1, "x y!": null})`, `"{a b: 1, \"x y!\": null}"`},
		{"string of null is null", `string(null)`, `null`},
		{"a number with separators", `number("1 234,56", " ", ",")`, `1234.56`},
		{"with points between", `number("1.234,56", ".", ",")`, `1234.56`},
		{"what is no number is null", `number("NaN")`, `null`},
	})
}

func TestListFunctions(t *testing.T) {
	t.Parallel()
	check(t, []example{
		{"min of dates", `min(@"2026-02-01", @"2026-01-01")`, `2026-01-01`},
		{"max of nothing is null", `max([])`, `null`},
		{"sum of nothing is null", `sum([])`, `null`},
		{"count of nothing is 0", `count([])`, `0`},
		{"median of an even number", `median([1, 4, 2, 3])`, `2.5`},
		{"the deviation of a sample", `stddev([2, 4, 7, 5])`, `2.081665999466132735282297706979931`},
		{"the most frequent, in order", `mode([6, 1, 9, 6, 1])`, `[1, 6]`},
		{"product", `product(2, 3, 4)`, `24`},
		{"mean", `mean([1, 2])`, `1.5`},
		{"list contains null", `list contains([1, null], null)`, `true`},
		{"insert before", `insert before([1, 3], 2, 2)`, `[1, 2, 3]`},
		{"remove", `remove([1, 2, 3], 2)`, `[1, 3]`},
		{"union keeps the first of each", `union([1, 2], [2, 3])`, `[1, 2, 3]`},
		{"flatten", `flatten([1, [2, [3]]])`, `[1, 2, 3]`},
		{"sublist from the end", `sublist([1, 2, 3], -2, 1)`, `[2]`},
		{"sublist beyond the end is null", `sublist([1, 2, 3], 3, 2)`, `null`},
		{"index of", `index of([1, 2, 1], 1)`, `[1, 3]`},
		{"sorting is stable", `sort([{a: 1, b: 2}, {a: 1, b: 1}, {a: 0}], function(x, y) x.a < y.a)`, `[{a: 0}, {a: 1, b: 2}, {a: 1, b: 1}]`},
		{"any of nothing is false", `any([])`, `false`},
		{"get value", `get value({a: 1}, "a")`, `1`},
		{"context merge lets the last win", `context merge([{a: 1, b: 1}, {b: 2}])`, `{a: 1, b: 2}`},
		{"context of entries", `context([{key: "a", value: 1}])`, `{a: 1}`},
	})
}

func TestNumberFunctions(t *testing.T) {
	t.Parallel()
	check(t, []example{
		{"decimal rounds half to even", `[decimal(2.5, 0), decimal(3.5, 0), decimal(1.115, 2)]`, `[2, 4, 1.12]`},
		{"floor and ceiling", `[floor(-1.5), ceiling(-1.5), floor(1.59, 1)]`, `[-2, -1, 1.5]`},
		{"half up is away from zero", `[round half up(-2.5, 0), round half down(-2.5, 0)]`, `[-3, -2]`},
		{"a negative scale rounds before the point", `round half up(1250, -2)`, `1300`},
		{"rounding far above the number", `[round up(5, -3), round down(5, -3), round half up(-5, -9)]`, `[1000, 0, 0]`},
		{"modulo has the divisor's sign", `[modulo(-7, 3), modulo(7, -3), modulo(7.5, 2)]`, `[2, -2, 1.5]`},
		{"sqrt", `sqrt(2)`, `1.414213562373095048801688724209698`},
		{"log and exp", `decimal(log(exp(3)), 20)`, `3`},
		{"log of 0 is null", `log(0)`, `null`},
		{"odd and even are for whole numbers", `[odd(3), even(-2), even(1.5)]`, `[true, true, null]`},
		{"abs of a duration", `abs(@"-P1D")`, `P1D`},
	})
}

func TestDatesAndTimes(t *testing.T) {
	t.Parallel()
	check(t, []example{
		{"today is the clock's, in its zone", `today()`, `2026-11-26`},
		{"now has the zone's offset", `now()`, `2026-11-26T12:00:00+01:00`},
		{"a month more keeps within the month", `@"2026-01-31" + @"P1M"`, `2026-02-28`},
		{"and knows leap years", `@"2028-01-31" + @"P1M"`, `2028-02-29`},
		{"a year before a leap day", `@"2028-02-29" - @"P1Y"`, `2027-02-28`},
		{"a date and a day", `@"2026-12-31" + @"P1D"`, `2027-01-01`},
		{"hours do not show in a date", `@"2026-12-31" + @"PT36H"`, `2027-01-01`},
		{"days between dates", `@"2027-01-01" - @"2026-11-26"`, `P36D`},
		{"in a place, a day of 25 hours", `@"2026-10-25T00:00:00@Europe/Oslo" + @"PT24H"`, `2026-10-25T23:00:00@Europe/Oslo`},
		{"a time wraps at midnight", `@"23:30:00" + @"PT1H"`, `00:30:00`},
		{"a date and time from parts", `date and time(@"2026-11-26", @"08:00:00")`, `2026-11-26T08:00:00`},
		{"parts with a zone", `date and time(2026, 11, 26, 8, 30, 1.5, "Europe/Oslo")`, `2026-11-26T08:30:01.5@Europe/Oslo`},
		{"a duration times a number", `@"P1DT12H" * 2`, `P3D`},
		{"a duration by a duration", `@"P1D" / @"PT6H"`, `4`},
		{"months between", `years and months duration(@"2024-02-29", @"2026-02-28")`, `P1Y11M`},
		{"months backwards", `years and months duration(@"2026-03-01", @"2026-01-15")`, `-P1M`},
		{"no such day", `date(2026, 2, 29)`, `null`},
		{"the week of a year by ISO 8601", `[week of year(@"2026-01-01"), week of year(@"2027-01-01")]`, `[1, 53]`},
		{"names of day and month", `[day of week(@"2026-11-26"), month of year(@"2026-11-26")]`, `["Thursday", "November"]`},
		{"parts of a duration", `[@"P1DT2H3M4.5S".hours, @"P1DT2H3M4.5S".seconds, @"-P14M".months]`, `[2, 4.5, -2]`},
		{"the offset of a place", `@"2026-07-01T12:00:00@Europe/Oslo".time offset`, `PT2H`},
		{"is tells apart what = does not", `is(@"2026-11-26T12:00:00+01:00", @"2026-11-26T11:00:00Z")`, `false`},
	})
}

func TestRangesAndPoints(t *testing.T) {
	t.Parallel()
	check(t, []example{
		{"a point before a range that excludes it", `before(1, (1..10])`, `true`},
		{"a point in it is not before", `before(1, [1..10])`, `false`},
		{"after", `after([5..10], [1..5))`, `true`},
		{"ranges meet in a value both have", `meets([1..5], [5..10])`, `true`},
		{"not in one that only one has", `meets([1..5), [5..10])`, `false`},
		{"met by", `met by([5..10], [1..5])`, `true`},
		{"ranges overlap in a value", `overlaps([1..5], [5..8])`, `true`},
		{"and not beside it", `overlaps([1..5), [5..8])`, `false`},
		{"overlaps before", `overlaps before([1..5], (1..8])`, `true`},
		{"overlaps after", `overlaps after([4..10], [1..5])`, `true`},
		{"finishes", `finishes(10, [1..10])`, `true`},
		{"finished by", `finished by([1..10), [5..10))`, `true`},
		{"includes", `includes([1..10], (1..10))`, `true`},
		{"during", `during([4..6], (4..6))`, `false`},
		{"starts", `starts((1..5), (1..10])`, `true`},
		{"started by", `started by([1..10], 1)`, `true`},
		{"coincides", `coincides([1..5], [1..5])`, `true`},
		{"a range without end", `[5 in (> 3), before(1, (>= 3)), (>= 3).end]`, `[true, true, null]`},
		{"a range backwards is null", `[5..1]`, `null`},
		{"points and dates do not mix", `before(1, @"2026-01-01")`, `null`},
	})
}
