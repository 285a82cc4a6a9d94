package feel

import "github.com/cockroachdb/apd/v3"

func (n *unaryNode) eval(m *machine, e *env) Value {
	switch v := single(m.eval(n.operand, e)).(type) {
	case Number:
		return v.neg()
	case YMDuration:
		return YMDuration{-v.Months}
	case DTDuration:
		return v.neg()
	default:
		return m.warn(n.at(), "feel.wrong-operand", "operator", "-", "type", kind(v))
	}
}

// single gives a list's only item where a list does not fit (DMN 1.5,
// 10.3.2.9.4).
func single(v Value) Value {
	if list, ok := v.(List); ok && len(list) == 1 {
		return list[0]
	}
	return v
}

// logicNode: "and" is false if either is false, "or" true if either is true,
// and otherwise null as soon as one of them is neither.
func (n *logicNode) eval(m *machine, e *env) Value {
	left, leftKnown := m.truth(n.left, e)
	if leftKnown && left != n.and {
		return left
	}
	right, rightKnown := m.truth(n.right, e)
	switch {
	case rightKnown && right != n.and:
		return right
	case leftKnown && rightKnown:
		return n.and
	}
	return nil
}

func (m *machine) truth(n node, e *env) (value, known bool) {
	switch v := single(m.eval(n, e)).(type) {
	case bool:
		return v, true
	case nil:
	default:
		m.warn(n.at(), "feel.not-a-boolean", "type", kind(v))
	}
	return false, false
}

func (n *binaryNode) eval(m *machine, e *env) Value {
	left, right := m.eval(n.left, e), m.eval(n.right, e)
	switch n.op {
	case "=", "!=", "<", "<=", ">", ">=":
		return m.compared(n.at(), n.op, left, right)
	}
	left, right = single(left), single(right)
	v, ok := m.arithmetic(n.at(), n.op, left, right)
	if !ok {
		return m.warn(n.at(), "feel.wrong-operands", "operator", n.op, "left", kind(left), "right", kind(right))
	}
	return v
}

// compared applies a comparison sign; what has no order is null.
func (m *machine) compared(at int, op string, left, right Value) Value {
	if op == "=" || op == "!=" {
		equal, known := m.equal(at, left, right).(bool)
		if !known {
			return m.warn(at, "feel.not-comparable", "left", kind(left), "right", kind(right))
		}
		return equal == (op == "=")
	}
	c, ok := m.compare(at, left, right)
	if !ok {
		return m.warn(at, "feel.not-comparable", "left", kind(left), "right", kind(right))
	}
	switch op {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}

func (n *betweenNode) eval(m *machine, e *env) Value {
	v, low, high := m.eval(n.value, e), m.eval(n.low, e), m.eval(n.high, e)
	above, ok1 := m.compare(n.at(), v, low)
	below, ok2 := m.compare(n.at(), v, high)
	if !ok1 {
		return m.warn(n.at(), "feel.not-comparable", "left", kind(v), "right", kind(low))
	}
	if !ok2 {
		return m.warn(n.at(), "feel.not-comparable", "left", kind(v), "right", kind(high))
	}
	return above >= 0 && below <= 0
}

// arithmetic applies + - * / **. ok is false if the kinds do not go together;
// a result out of range is null with its own warning.
func (m *machine) arithmetic(at int, op string, left, right Value) (v Value, ok bool) {
	switch l := left.(type) {
	case Number:
		if r, isNumber := right.(Number); isNumber {
			return m.numbers(at, op, l, r), true
		}
		if op == "*" {
			return m.scaled(at, op, right, l)
		}
		return nil, false
	case string:
		r, isString := right.(string)
		if !isString || op != "+" {
			return nil, false
		}
		m.build(at, len(l)+len(r))
		return l + r, true
	}
	if _, isNumber := right.(Number); isNumber && (op == "*" || op == "/") {
		return m.scaled(at, op, left, right.(Number))
	}
	v, fits, ok := moments(op, left, right)
	if ok && !fits {
		return m.warn(at, "feel.out-of-range", "operator", op), true
	}
	return v, ok
}

func (m *machine) numbers(at int, op string, l, r Number) Value {
	var v Number
	var ok bool
	switch op {
	case "+":
		v, ok = arith(decimal128.Add, l, r)
	case "-":
		v, ok = arith(decimal128.Sub, l, r)
	case "*":
		v, ok = arith(decimal128.Mul, l, r)
	case "/":
		if r.Sign() == 0 {
			return m.warn(at, "feel.division-by-zero")
		}
		v, ok = arith(decimal128.Quo, l, r)
	case "**":
		const powerSteps = 50
		m.step(at, powerSteps)
		v, ok = power(l, r)
	}
	if !ok {
		return m.warn(at, "feel.out-of-range", "operator", op)
	}
	return v
}

// scaled multiplies or divides a duration.
func (m *machine) scaled(at int, op string, duration Value, by Number) (Value, bool) {
	apply := decimalOp(decimal128.Mul)
	if op == "/" {
		apply = decimal128.Quo
	}
	switch d := duration.(type) {
	case YMDuration:
		if n, ok := arith(apply, Int(d.Months), by); ok {
			if v, ok := ymOfMonths(n); ok {
				return v, true
			}
		}
	case DTDuration:
		if n, ok := arith(apply, d.seconds(), by); ok {
			if v, ok := dtOfSeconds(n); ok {
				return v, true
			}
		}
	default:
		return nil, false
	}
	if op == "/" && by.Sign() == 0 {
		return m.warn(at, "feel.division-by-zero"), true
	}
	return m.warn(at, "feel.out-of-range", "operator", op), true
}

// moments adds and subtracts dates, times and durations, and divides durations
// (DMN 1.5, tables 57 and 58).
func moments(op string, left, right Value) (v Value, fits, ok bool) {
	switch r := right.(type) {
	case YMDuration:
		return addMonths(op, left, r)
	case DTDuration:
		return addSeconds(op, left, r)
	case Date, Time, DateTime:
		if op == "-" {
			return difference(left, right)
		}
		// Duration + date is date + duration.
		switch left.(type) {
		case YMDuration, DTDuration:
			if op == "+" {
				return moments(op, right, left)
			}
		}
	}
	return nil, false, false
}

func addMonths(op string, left Value, r YMDuration) (v Value, fits, ok bool) {
	l, duration := left.(YMDuration)
	if duration && op == "/" {
		n, fits := arith(decimal128.Quo, Int(l.Months), Int(r.Months))
		return n, fits, true
	}
	switch op {
	case "-":
		r.Months = -r.Months
	case "+":
	default:
		return nil, false, false
	}
	switch l := left.(type) {
	case YMDuration:
		sum := YMDuration{l.Months + r.Months}
		return sum, sum.Months <= maxMonths && sum.Months >= -maxMonths, true
	case Date:
		d, fits := l.addMonths(r.Months)
		return d, fits, true
	case DateTime:
		d, fits := l.Date.addMonths(r.Months)
		return DateTime{d, l.Time}, fits, true
	}
	return nil, false, false
}

func addSeconds(op string, left Value, r DTDuration) (v Value, fits, ok bool) {
	l, duration := left.(DTDuration)
	if duration && op == "/" {
		n, fits := arith(decimal128.Quo, l.seconds(), r.seconds())
		return n, fits, true
	}
	switch op {
	case "-":
		r = r.neg()
	case "+":
	default:
		return nil, false, false
	}
	switch l := left.(type) {
	case DTDuration:
		sum, fits := l.add(r)
		return sum, fits, true
	case Date:
		d, fits := DateTime{Date: l}.add(r)
		return d.Date, fits, true
	case DateTime:
		d, fits := l.add(r)
		return d, fits, true
	case Time:
		return l.add(r), true, true
	}
	return nil, false, false
}

// difference subtracts moments. A date counts as its midnight, in UTC if the
// other side has a zone. With a zone on one side only there is no difference.
func difference(left, right Value) (v Value, fits, ok bool) {
	if l, isTime := left.(Time); isTime {
		r, both := right.(Time)
		if !both || l.Zone.Local() != r.Zone.Local() {
			return nil, false, false
		}
		return dtOf(l.utcSecond()-r.utcSecond(), int64(l.Nano-r.Nano)), true, true
	}
	l, ok1 := midnight(left, right)
	r, ok2 := midnight(right, left)
	if !ok1 || !ok2 || l.Zone.Local() != r.Zone.Local() {
		return nil, false, false
	}
	return dtOf(l.epoch()-r.epoch(), int64(l.Nano-r.Nano)), true, true
}

func midnight(v, other Value) (DateTime, bool) {
	switch v := v.(type) {
	case DateTime:
		return v, true
	case Date:
		d := DateTime{Date: v}
		if o, ok := other.(DateTime); ok && !o.Zone.Local() {
			d.Zone = Zone{Fixed: true}
		}
		return d, true
	}
	return DateTime{}, false
}

// roundings are the modes of the rounding functions.
var roundings = map[string]apd.Rounder{
	"floor": apd.RoundFloor, "ceiling": apd.RoundCeiling, "decimal": apd.RoundHalfEven,
	"round up": apd.RoundUp, "round down": apd.RoundDown,
	"round half up": apd.RoundHalfUp, "round half down": apd.RoundHalfDown,
}
