package feel

// Range is the values from Start to End. A nil Start or End has no bound.
type Range struct {
	Start, End                 Value
	StartIncluded, EndIncluded bool
}

// String is the range as a FEEL literal.
func (r *Range) String() string {
	switch {
	case r.Start == nil && r.End == nil:
		return "(null..null)"
	case r.Start == nil:
		return "(" + map[bool]string{true: "<=", false: "<"}[r.EndIncluded] + Format(r.End) + ")"
	case r.End == nil:
		return "(" + map[bool]string{true: ">=", false: ">"}[r.StartIncluded] + Format(r.Start) + ")"
	}
	open, closing := "(", ")"
	if r.StartIncluded {
		open = "["
	}
	if r.EndIncluded {
		closing = "]"
	}
	return open + Format(r.Start) + ".." + Format(r.End) + closing
}

// MarshalText is String, for JSON.
func (r *Range) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// contains is true, false, or nil where v cannot be compared with the bounds.
func (r *Range) contains(v Value) Value {
	above, below := true, true
	if r.Start != nil {
		c, ok := compare(v, r.Start)
		if !ok {
			return nil
		}
		above = c > 0 || c == 0 && r.StartIncluded
	}
	if r.End != nil {
		c, ok := compare(v, r.End)
		if !ok {
			return nil
		}
		below = c < 0 || c == 0 && r.EndIncluded
	}
	return above && below
}

// wellFormed says that the bounds are of one ordered kind and in order.
func (r *Range) wellFormed() bool {
	if r.Start == nil || r.End == nil {
		return r.Start != nil && ordered(r.Start) || r.End != nil && ordered(r.End)
	}
	c, ok := compare(r.Start, r.End)
	return ok && c <= 0
}
