package feel

var timeFunctions = []definition{
	{"now()", func(c *Call, _ []Value) Value {
		if c.Now().IsZero() {
			return c.m.warn(c.at, "feel.no-clock", "function", c.fn)
		}
		return DateTimeOf(c.Now())
	}},
	{"today()", func(c *Call, _ []Value) Value {
		if c.Now().IsZero() {
			return c.m.warn(c.at, "feel.no-clock", "function", c.fn)
		}
		return DateTimeOf(c.Now()).Date
	}},
	{"day of year(date)", ofDate(func(d Date) Value { return Int(int64(d.yearDay())) })},
	{"day of week(date)", ofDate(func(d Date) Value { return weekdays[d.weekday()-1] })},
	{"month of year(date)", ofDate(func(d Date) Value { return months[d.Month-1] })},
	{"week of year(date)", ofDate(func(d Date) Value { return Int(int64(d.isoWeek())) })},
}

// The names are FEEL's, not the reader's language.
var (
	weekdays = [...]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	months   = [...]string{
		"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December",
	}
)

// moment is the i-th argument, a date or a date and time.
func (c *Call) moment(a []Value, i int) (DateTime, bool) {
	switch v := single(a[i]).(type) {
	case Date:
		return DateTime{Date: v}, true
	case DateTime:
		return v, true
	}
	c.wrong(i, "date", a[i])
	return DateTime{}, false
}

func ofDate(f func(Date) Value) func(c *Call, a []Value) Value {
	return func(c *Call, a []Value) Value {
		d, ok := c.moment(a, 0)
		if !ok {
			return nil
		}
		return f(d.Date)
	}
}
