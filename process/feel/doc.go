// Package feel reads and evaluates FEEL, the expression language of DMN
// (OMG DMN 1.5, chapter 10), which processes use for conditions, deadlines and
// mappings.
//
// An expression is compiled once by Parse and evaluated any number of times,
// concurrently if wished, against a Scope:
//
//	expr, err := feel.Parse(`applicant.age >= 18 and today() <= last day`, "applicant", "last day")
//	value, err := expr.Eval(feel.Vars{"applicant": …, "last day": …}, feel.Options{Now: now})
//
// Values are plain Go values, listed at Value. Numbers are decimals of 34
// digits; nothing is ever a float.
//
// Names may hold spaces and the signs . / - ' + *. Parse is told the names in
// scope and takes the longest that fits; "-" and its like belong to a name only
// where they are spaced as in the name, so `a - b` subtracts even when there is
// a variable "a-b". Words in a row that match no known name are one name.
//
// # Failure
//
// A text that is not FEEL is refused by Parse with an *Error that says line,
// column and what was expected. An evaluation does not fail over its data: by
// the standard such an operation is null (unknown name, wrong type, division by
// zero), and each null so made leaves a warning with its place; see Expr.Run.
// Expr.Condition turns a condition that is neither true nor false into an
// *Error that says why.
//
// Expressions come from people outside: Parse bounds length and nesting, Eval
// bounds steps, depth and size (Options) and fails with feel.too-many-steps,
// feel.too-deep or feel.too-large. Nothing here reads a clock, a file (but the
// time zone table) or the network, and nothing panics.
package feel
