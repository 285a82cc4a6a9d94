package municipality

import "slices"

// Nearest returns the candidate that word was most likely meant to be, or ""
// when none is near: at most a third of the letters differ. Of two equally
// near, the first in the alphabet.
func Nearest(word string, candidates []string) string {
	best, bestDistance := "", len([]rune(word))/3+2
	sorted := slices.Sorted(slices.Values(candidates))
	for _, candidate := range sorted {
		limit := min(bestDistance, max(1, len([]rune(candidate))/3+1))
		if d := distance([]rune(word), []rune(candidate), limit); d < limit {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// distance counts letters changed, added, left out or swapped with their
// neighbour; it gives up, with limit, as soon as it must be that large.
func distance(a, b []rune, limit int) int {
	if abs(len(a)-len(b)) >= limit {
		return limit
	}
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	twoBefore := row
	for i := range a {
		twoBefore, before, row = before, row, make([]int, len(b)+1)
		row[0] = i + 1
		least := row[0]
		for j := range b {
			change := before[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, before[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], twoBefore[j-1]+1)
			}
			least = min(least, row[j+1])
		}
		if least > limit {
			return limit
		}
	}
	return min(row[len(b)], limit)
}

func abs(n int) int { return max(n, -n) }
