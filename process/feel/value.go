package feel

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/cockroachdb/apd/v3"
)

// Value is one of
//
//	nil          null
//	bool         boolean
//	string       string
//	Number       number, 34 decimal digits
//	Date         date
//	Time         time of day, with or without zone
//	DateTime     date and time, with or without zone
//	YMDuration   years and months duration
//	DTDuration   days and time duration
//	*Range       range
//	List         list
//	*Context     context
//	*Function    function
//
// and never anything else. Values are not changed once they are shared.
type Value = any

// List is a FEEL list.
type List []Value

// missing stands for an optional argument that was not given.
type missing struct{}

// Of turns a Go value into a Value. Beside Values it takes Go's integers,
// float64, json.Number, *apd.Decimal, time.Time (a date and time), time.Duration,
// slices and maps of such as JSON gives them. Anything else is
// feel.foreign-value, naming the Go type.
func Of(v any) (Value, error) {
	switch v := v.(type) {
	case nil, bool, string, Number, Date, Time, DateTime, YMDuration, DTDuration, *Range, List, *Context, *Function:
		return v, nil
	case json.Number:
		return numberOf(v.String())
	case float64:
		d := new(apd.Decimal)
		if _, err := d.SetFloat64(v); err != nil {
			return nil, problem("feel.not-a-number", "number", v)
		}
		return numberOf(d.Text('G'))
	case *apd.Decimal:
		return numberOf(v.Text('G'))
	case time.Time:
		return DateTimeOf(v), nil
	case time.Duration:
		return dtOfNanos(int64(v)), nil
	case []any:
		return listOf(v)
	case []string:
		return listOf(v)
	case map[string]any:
		return contextOf(v)
	}
	if n, ok := integerOf(v); ok {
		return n, nil
	}
	return nil, problem("feel.foreign-value", "type", fmt.Sprintf("%T", v))
}

func numberOf(text string) (Value, error) {
	n, err := ParseNumber(text)
	if err != nil {
		return nil, err
	}
	return n, nil
}

func integerOf(v any) (Number, bool) {
	switch v := v.(type) {
	case int:
		return Int(int64(v)), true
	case int64:
		return Int(v), true
	case int32:
		return Int(int64(v)), true
	case int16:
		return Int(int64(v)), true
	case int8:
		return Int(int64(v)), true
	case uint8:
		return Int(int64(v)), true
	case uint16:
		return Int(int64(v)), true
	case uint32:
		return Int(int64(v)), true
	}
	return Number{}, false
}

func listOf[T any](items []T) (Value, error) {
	list := make(List, len(items))
	for i, item := range items {
		v, err := Of(item)
		if err != nil {
			return nil, err
		}
		list[i] = v
	}
	return list, nil
}

// kind names v's type as FEEL does; it stands in warnings.
func kind(v Value) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case Number:
		return "number"
	case Date:
		return "date"
	case Time:
		return "time"
	case DateTime:
		return "date and time"
	case YMDuration:
		return "years and months duration"
	case DTDuration:
		return "days and time duration"
	case *Range:
		return "range"
	case List:
		return "list"
	case *Context:
		return "context"
	case *Function:
		return "function"
	}
	return "nothing"
}
