package feel

import "strings"

var conversions = []definition{
	{"date(from)|date(year, month, day)", toDate},
	{"date and time(from)|date and time(date, time)|" +
		"date and time(year, month, day, hour, minute, second, offset?)|" +
		"date and time(year, month, day, hour, minute, second, timezone)", toDateTime},
	{"time(from)|time(hour, minute, second, offset?)", toTime},
	{"number(from, grouping separator?, decimal separator?)", toNumber},
	{"string(from)", toString},
	{"duration(from)", toDuration},
	{"years and months duration(from, to)", func(c *Call, a []Value) Value {
		from, ok1 := c.moment(a, 0)
		to, ok2 := c.moment(a, 1)
		if !ok1 || !ok2 {
			return nil
		}
		return monthsBetween(from, to)
	}},
	{"range(from)", toRange},
	{"not(negand)", func(c *Call, a []Value) Value {
		b, ok := arg[bool](c, a, 0)
		if !ok {
			return nil
		}
		return !b
	}},
	{"is(value1, value2)", func(c *Call, a []Value) Value {
		if kind(a[0]) != kind(a[1]) {
			return false
		}
		switch x := a[0].(type) {
		case Time:
			return x == a[1]
		case DateTime:
			return x == a[1]
		}
		return c.m.same(c.at, a[0], a[1])
	}},
}

func toDate(c *Call, a []Value) Value {
	if len(a) == 3 {
		n, ok := c.wholes(a)
		if !ok {
			return nil
		}
		d := Date{n[0], n[1], n[2]}
		if !d.valid() {
			return c.refuse(0)
		}
		return d
	}
	switch v := single(a[0]).(type) {
	case Date:
		return v
	case DateTime:
		return v.Date
	case string:
		if d, ok := ParseDate(v); ok {
			return d
		}
		return c.refuse(0)
	}
	return c.wrong(0, "string", a[0])
}

// wholes are all arguments as whole numbers of moderate size.
func (c *Call) wholes(a []Value) ([]int, bool) {
	const most = 1 << 31
	out := make([]int, len(a))
	for i := range a {
		n, ok := arg[Number](c, a, i)
		if !ok {
			return nil, false
		}
		whole, ok := n.truncated()
		if !ok || whole > most || whole < -most {
			c.refuse(i)
			return nil, false
		}
		out[i] = int(whole)
	}
	return out, true
}

func toDateTime(c *Call, a []Value) Value {
	switch {
	case len(a) >= 6:
		return dateTimeOfParts(c, a)
	case len(a) == 2:
		return dateTimeOfTwo(c, a)
	}
	switch v := single(a[0]).(type) {
	case Date:
		return DateTime{Date: v}
	case DateTime:
		return v
	case string:
		if d, ok := ParseDateTime(v); ok {
			return d
		}
		return c.refuse(0)
	}
	return c.wrong(0, "string", a[0])
}

func dateTimeOfTwo(c *Call, a []Value) Value {
	var day Date
	switch v := single(a[0]).(type) {
	case Date:
		day = v
	case DateTime:
		day = v.Date
	default:
		return c.wrong(0, "date", a[0])
	}
	t, ok := arg[Time](c, a, 1)
	if !ok {
		return nil
	}
	return DateTime{day, t}
}

func dateTimeOfParts(c *Call, a []Value) Value {
	n, ok := c.wholes(a[:5])
	if !ok {
		return nil
	}
	t, ok := c.clock(a[3:6], 3)
	if !ok {
		return nil
	}
	day := Date{n[0], n[1], n[2]}
	if !day.valid() {
		return c.refuse(0)
	}
	if len(a) > 6 && given(a, 6) && a[6] != nil {
		if t.Zone, ok = c.zone(a, 6); !ok {
			return nil
		}
	}
	return DateTime{day, t}
}

// clock is hour, minute and second; their first is the at-th argument.
func (c *Call) clock(a []Value, at int) (Time, bool) {
	hour, ok1 := a[0].(Number)
	minute, ok2 := a[1].(Number)
	sec, ok3 := a[2].(Number)
	if !ok1 || !ok2 || !ok3 {
		c.wrong(at, "number", a[0])
		return Time{}, false
	}
	h, ok1 := hour.truncated()
	m, ok2 := minute.truncated()
	s, ok3 := dtOfSeconds(sec)
	if !ok1 || !ok2 || !ok3 || h < 0 || h > 23 || m < 0 || m > 59 || s.Seconds < 0 || s.Seconds > 59 {
		c.refuse(at)
		return Time{}, false
	}
	return Time{Hour: int(h), Minute: int(m), Second: int(s.Seconds), Nano: int(s.Nanos)}, true
}

// zone is the i-th argument as an offset (a duration) or a place's name.
func (c *Call) zone(a []Value, i int) (Zone, bool) {
	const farthest = 18 * 3600
	switch v := single(a[i]).(type) {
	case DTDuration:
		if v.Nanos == 0 && v.Seconds >= -farthest && v.Seconds <= farthest {
			return Zone{Offset: int(v.Seconds), Fixed: true}, true
		}
		c.refuse(i)
	case string:
		if _, ok := location(v); ok {
			return Zone{Name: v}, true
		}
		c.refuse(i)
	default:
		c.wrong(i, "days and time duration", a[i])
	}
	return Zone{}, false
}

func toTime(c *Call, a []Value) Value {
	if len(a) > 1 {
		t, ok := c.clock(a, 0)
		if ok && given(a, 3) && a[3] != nil {
			t.Zone, ok = c.zone(a, 3)
		}
		if !ok {
			return nil
		}
		return t
	}
	switch v := single(a[0]).(type) {
	case Date:
		return Time{Zone: Zone{Fixed: true}}
	case DateTime:
		return v.Time
	case Time:
		return v
	case string:
		if t, ok := ParseTime(strings.TrimPrefix(v, "T")); ok {
			return t
		}
		return c.refuse(0)
	}
	return c.wrong(0, "string", a[0])
}

// toNumber reads a text with the separators given; they may be null.
func toNumber(c *Call, a []Value) Value {
	if n, ok := single(a[0]).(Number); ok && !given(a, 1) && !given(a, 2) {
		return n
	}
	text, ok := arg[string](c, a, 0)
	if !ok {
		return nil
	}
	marks := [3]string{}
	for i := 1; i < 3; i++ {
		if !given(a, i) || a[i] == nil {
			continue
		}
		if marks[i], ok = arg[string](c, a, i); !ok {
			return nil
		}
	}
	grouping, point := marks[1], marks[2]
	if grouping != "" && !strings.Contains(" ,.", grouping) || grouping != "" && len(grouping) != 1 {
		return c.refuse(1)
	}
	if point != "" && point != "." && point != "," || point != "" && point == grouping {
		return c.refuse(2)
	}
	if grouping != "" {
		text = strings.ReplaceAll(text, grouping, "")
	}
	if point == "," {
		if strings.Contains(text, ".") {
			return c.refuse(0)
		}
		text = strings.Replace(text, ",", ".", 1)
	}
	n, err := ParseNumber(text)
	if err != nil {
		return c.refuse(0)
	}
	return n
}

func toString(c *Call, a []Value) Value {
	if a[0] == nil {
		return nil
	}
	if s, ok := a[0].(string); ok {
		return s
	}
	return c.text(formatWithin(a[0], c.m.opts.MaxSize-c.m.size))
}

func toDuration(c *Call, a []Value) Value {
	switch v := single(a[0]).(type) {
	case YMDuration, DTDuration:
		return v
	case string:
		if d, ok := ParseYMDuration(v); ok {
			return d
		}
		if d, ok := ParseDTDuration(v); ok {
			return d
		}
		return c.refuse(0)
	}
	return c.wrong(0, "string", a[0])
}

// toRange reads a range literal whose ends are literals, or date, time and
// duration functions of a literal.
func toRange(c *Call, a []Value) Value {
	s, ok := arg[string](c, a, 0)
	if !ok {
		return nil
	}
	x, err := Parse(s)
	if err != nil {
		return c.refuse(0)
	}
	n, ok := x.root.(*rangeNode)
	if !ok || !constant(n.start) || !constant(n.end) {
		return c.refuse(0)
	}
	return c.Eval(x, nil)
}

func constant(n node) bool {
	switch n := n.(type) {
	case *literalNode:
		return true
	case *unaryNode:
		return constant(n.operand)
	case *callNode:
		name, named := n.callee.(*nameNode)
		if !named || len(n.args) != 1 {
			return false
		}
		switch name.name {
		case "date", "time", "date and time", "duration":
			_, literal := n.args[0].(*literalNode)
			return literal
		}
	}
	return false
}
