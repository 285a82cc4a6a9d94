// Package chart draws bars and lines as SVG, without script, so that a figure
// prints and is read aloud.
//
// Every chart carries its question, its unit, the time it is true for, and the
// same figures as a table under it. Lines are labelled at their ends. There are
// no pies, gauges or shadows. A group too small to show is left out by the
// caller with Hidden, and the chart says so. Drawing never fails: a chart
// without figures says that there are none.
package chart

import (
	"cmp"
	"context"
	"fmt"
	"html"
	"io"
	"math"
	"slices"
	"strings"

	"saksgang/base/i18n"
)

// Kind is bars (amounts side by side) or lines (a development).
type Kind int

// The kinds of chart.
const (
	Bars Kind = iota
	Lines
)

// Series is one row of figures. NaN is a gap.
type Series struct {
	Name   string
	Values []float64
}

// Chart is the figures and what they say.
type Chart struct {
	ID       string // unique on the page
	Kind     Kind
	Question string // "How many applications became an offer?"
	Unit     string // "applications"
	AsOf     string // "as of Mon 16 Nov"
	Labels   []string
	Series   []Series // at most three; more cannot be told apart
	Places   int      // decimals shown
	Hidden   string   // "Groups under 5 are not shown."
	Summary  string   // what the figures show, in a sentence, for those who hear it
}

const (
	width, height            = 720.0, 300.0
	left, right, top, bottom = 56.0, 110.0, 16.0, 44.0
	plotWidth                = width - left - right
	plotHeight               = height - top - bottom
	ticks                    = 4
	maxSeries                = 3
	labelEvery               = 12 // at most so many labels along the axis
	barShare                 = 0.64
	nameHeight               = 15.0
)

// Render writes the figure; see templ.Component.
func (c Chart) Render(ctx context.Context, w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, `<figure class="sg-chart"><figcaption><strong>%s</strong> <span class="sg-note">%s</span></figcaption>`,
		esc(c.Question), esc(joined(c.Unit, c.AsOf)))
	c.draw(ctx, &b)
	if c.Hidden != "" {
		fmt.Fprintf(&b, `<p class="sg-note">%s</p>`, esc(c.Hidden))
	}
	c.table(ctx, &b)
	b.WriteString("</figure>")
	_, err := io.WriteString(w, b.String())
	return err
}

// draw writes the SVG; one without figures is left to the table to say.
func (c Chart) draw(ctx context.Context, b *strings.Builder) {
	if len(c.Labels) == 0 || len(c.Series) == 0 {
		return
	}
	scale := scaleFor(c.Series)
	fmt.Fprintf(b, `<svg viewBox="0 0 %g %g" role="img" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`,
		width, height, esc(c.ID), esc(c.ID), esc(c.ID), esc(c.Question), esc(c.ID), esc(c.Summary))
	c.axes(ctx, b, scale)
	for i, s := range c.Series[:min(len(c.Series), maxSeries)] {
		if c.Kind == Lines {
			c.line(b, scale, i, s)
		} else {
			c.bars(ctx, b, scale, i, s)
		}
	}
	if c.Kind == Lines {
		c.lineNames(b, scale)
	} else {
		c.barNames(b)
	}
	b.WriteString("</svg>")
}

// scale is the range of the figures, rounded to steps people read easily.
type scale struct{ low, high, step float64 }

func scaleFor(series []Series) scale {
	low, high := 0.0, 0.0
	for _, s := range series {
		for _, v := range s.Values {
			if isFigure(v) {
				low, high = math.Min(low, v), math.Max(high, v)
			}
		}
	}
	if high == low {
		high = low + 1
	}
	step := niceStep((high - low) / ticks)
	return scale{low: math.Floor(low/step) * step, high: math.Ceil(high/step) * step, step: step}
}

// niceStep is the next of 1, 2, 5 × 10ⁿ.
func niceStep(raw float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, n := range []float64{1, 2, 5, 10} {
		if raw <= n*power {
			return n * power
		}
	}
	return 10 * power
}

func (s scale) y(v float64) float64 { return top + plotHeight*(1-(v-s.low)/(s.high-s.low)) }

// x is the middle of the place of label i.
func (c Chart) x(i int) float64 {
	return left + plotWidth*(float64(i)+0.5)/float64(len(c.Labels))
}

func (c Chart) axes(ctx context.Context, b *strings.Builder, s scale) {
	for v := s.low; v <= s.high+s.step/2; v += s.step {
		class := "sg-chart-grid"
		if math.Abs(v) < s.step/1e6 {
			class = "sg-chart-axis"
		}
		fmt.Fprintf(b, `<line class="%s" x1="%g" x2="%g" y1="%.1f" y2="%.1f"></line>`, class, left, left+plotWidth, s.y(v), s.y(v))
		fmt.Fprintf(b, `<text x="%g" y="%.1f" text-anchor="end">%s</text>`, left-8, s.y(v)+4, esc(i18n.Number(ctx, round(v, s.step))))
	}
	every := (len(c.Labels) + labelEvery - 1) / labelEvery
	for i, label := range c.Labels {
		if i%every == 0 {
			fmt.Fprintf(b, `<text x="%.1f" y="%g" text-anchor="middle">%s</text>`, c.x(i), top+plotHeight+20, esc(label))
		}
	}
}

// round removes what adding steps left in the last decimals.
func round(v, step float64) float64 { return math.Round(v/step*1e6) / 1e6 * step }

func (c Chart) bars(ctx context.Context, b *strings.Builder, s scale, n int, series Series) {
	count := float64(min(len(c.Series), maxSeries))
	slot := plotWidth / float64(len(c.Labels))
	wide := slot * barShare / count
	for i, v := range series.Values[:min(len(series.Values), len(c.Labels))] {
		if !isFigure(v) {
			continue
		}
		x := c.x(i) - slot*barShare/2 + wide*float64(n)
		y, zero := s.y(math.Max(v, 0)), s.y(math.Min(v, 0))
		fmt.Fprintf(b, `<rect class="sg-chart-bar sg-chart-%d" x="%.1f" y="%.1f" width="%.1f" height="%.1f"></rect>`, n, x, y, math.Max(wide-1, 1), zero-y)
		if wide > 22 {
			fmt.Fprintf(b, `<text class="sg-chart-value" x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, x+wide/2, y-5, esc(c.number(ctx, v)))
		}
	}
}

// barNames names the series to the right, in their order, when there are several.
func (c Chart) barNames(b *strings.Builder) {
	if len(c.Series) < 2 {
		return
	}
	for i, s := range c.Series[:min(len(c.Series), maxSeries)] {
		y := top + 14 + 20*float64(i)
		fmt.Fprintf(b, `<rect class="sg-chart-bar sg-chart-%d" x="%g" y="%g" width="10" height="10"></rect><text x="%g" y="%g">%s</text>`,
			i, left+plotWidth+10, y-9, left+plotWidth+26, y, esc(s.Name))
	}
}

func (c Chart) line(b *strings.Builder, s scale, n int, series Series) {
	var path strings.Builder
	pen := "M"
	for i, v := range series.Values[:min(len(series.Values), len(c.Labels))] {
		if !isFigure(v) {
			pen = "M"
			continue
		}
		fmt.Fprintf(&path, "%s%.1f %.1f", pen, c.x(i), s.y(v))
		fmt.Fprintf(b, `<circle class="sg-chart-dot sg-chart-%d" cx="%.1f" cy="%.1f" r="3"></circle>`, n, c.x(i), s.y(v))
		pen = "L"
	}
	fmt.Fprintf(b, `<path class="sg-chart-line sg-chart-%d" d="%s"></path>`, n, path.String())
}

// lineNames writes each line's name at its end, in the lines' own order from
// the top and apart from one another.
func (c Chart) lineNames(b *strings.Builder, s scale) {
	type end struct {
		name string
		x, y float64
	}
	var ends []end
	for _, series := range c.Series[:min(len(c.Series), maxSeries)] {
		if i, ok := lastFigure(series.Values, len(c.Labels)); ok {
			ends = append(ends, end{series.Name, c.x(i) + 10, s.y(series.Values[i]) + 4})
		}
	}
	slices.SortStableFunc(ends, func(p, q end) int { return cmp.Compare(p.y, q.y) })
	lowest := math.Inf(-1)
	for _, e := range ends {
		lowest = math.Max(e.y, lowest+nameHeight)
		fmt.Fprintf(b, `<text class="sg-chart-value" x="%.1f" y="%.1f">%s</text>`, e.x, lowest, esc(e.name))
	}
}

func lastFigure(values []float64, limit int) (int, bool) {
	for i := min(len(values), limit) - 1; i >= 0; i-- {
		if isFigure(values[i]) {
			return i, true
		}
	}
	return 0, false
}

func isFigure(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// table is the same figures for those who read, copy or check them.
func (c Chart) table(ctx context.Context, b *strings.Builder) {
	fmt.Fprintf(b, `<details class="ds-details sg-details" data-size="sm"><summary>%s</summary><div class="sg-table-frame"><table class="ds-table sg-table" data-size="sm" data-few=""><caption class="ds-sr-only">%s</caption><thead><tr><td></td>`,
		esc(i18n.T(ctx, "web.chart.table")), esc(c.Question))
	for _, s := range c.Series {
		fmt.Fprintf(b, `<th scope="col" class="sg-number">%s</th>`, esc(s.Name))
	}
	b.WriteString("</tr></thead><tbody>")
	for i, label := range c.Labels {
		fmt.Fprintf(b, `<tr><th scope="row">%s</th>`, esc(label))
		for _, s := range c.Series {
			value := "–"
			if i < len(s.Values) && isFigure(s.Values[i]) {
				value = c.number(ctx, s.Values[i])
			}
			fmt.Fprintf(b, `<td class="sg-number" data-label="%s">%s</td>`, esc(s.Name), esc(value))
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody></table></div></details>")
}

func (c Chart) number(ctx context.Context, v float64) string {
	power := math.Pow(10, float64(c.Places))
	return i18n.Number(ctx, math.Round(v*power)/power)
}

func esc(s string) string { return html.EscapeString(s) }

func joined(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, ", ")
}
