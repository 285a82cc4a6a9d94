package bench

import (
	"context"
	"math"
	"slices"
	"time"
)

// measured gives how many per second one round came to.
type measured func(ctx context.Context) (float64, error)

// alternate lets value and reference take turns, each beginning every other
// round, and gives the median of each.
func alternate(ctx context.Context, rounds int, value, reference measured) (v, r float64, err error) {
	var values, references []float64
	for i := range rounds {
		first, second := value, reference
		if i%2 == 1 {
			first, second = reference, value
		}
		a, err := first(ctx)
		if err != nil {
			return 0, 0, err
		}
		b, err := second(ctx)
		if err != nil {
			return 0, 0, err
		}
		if i%2 == 1 {
			a, b = b, a
		}
		values, references = append(values, a), append(references, b)
	}
	return median(values), median(references), nil
}

func median(of []float64) float64 {
	of = slices.Sorted(slices.Values(of))
	middle := len(of) / 2
	if len(of)%2 == 1 {
		return of[middle]
	}
	return (of[middle-1] + of[middle]) / 2
}

// figure rounds to what the measuring can tell.
func figure(name string, value float64, unit, reference string, referenceValue float64) Figure {
	return Figure{
		Name: name, Value: digits(value), Unit: unit,
		Reference: reference, ReferenceValue: digits(referenceValue), Ratio: digits(value / referenceValue),
	}
}

// digits keeps four significant ones.
func digits(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0
	}
	unit := math.Pow(10, math.Ceil(math.Log10(math.Abs(v)))-4)
	if unit < 1 {
		return math.Round(v*math.Round(1/unit)) / math.Round(1/unit)
	}
	return math.Round(v/unit) * unit
}

func perSecond(n int, took time.Duration) float64 { return float64(n) / took.Seconds() }
