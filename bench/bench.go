// Package bench measures the program against something that is measured live in
// the same run, on the same machine and disk.
//
// A figure alone says more about the machine than about the program, so each
// has a reference: another engine, the disk's own pace, the same code without
// what is to be shown, or a limit. Value and reference take turns in short
// rounds, so that what disturbs one disturbs the other, and the median of the
// rounds is given. A bench whose reference cannot be had prints no figure and
// ends with status 1: a figure without its reference proves nothing.
//
// Everything is made in a folder of its own, which is removed at the end.
package bench

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"

	"saksgang/base/console"
	"saksgang/base/errs"
)

// Locales are the words and problems of this package.
//
//go:embed locales/*.toml
var Locales embed.FS

// Figure is one thing measured, and what it is held against.
type Figure struct {
	Name           string  `json:"name"`
	Value          float64 `json:"value"`
	Unit           string  `json:"unit"`
	Reference      string  `json:"reference"`
	ReferenceValue float64 `json:"reference_value"`
	Ratio          float64 `json:"ratio"` // value by reference value
}

// Cmd is "saksgang bench NAME".
type Cmd struct {
	Name string `arg:"" help:"What to measure: engine."`
	JSON bool   `name:"json" help:"Print the figures as one JSON list."`
	Dir  string `type:"existingdir" placeholder:"DIR" help:"On which disk: a folder is made in it, and removed. Without it, where temporary files are kept."`
}

// Validate refuses a name there is no bench for; it makes a wrong use of the command.
func (c Cmd) Validate() error {
	if c.Name != "engine" {
		return errors.New("there is one bench: engine")
	}
	return nil
}

// Run measures, and prints the figures on standard output. How it goes, and
// whether each goal was reached, stands on standard error; a goal that was
// missed is told, not punished, since the machine may have been busy.
func (c Cmd) Run(ctx context.Context, s console.Streams) error {
	return c.measure(ctx, s, full, openNode)
}

func (c Cmd) measure(ctx context.Context, s console.Streams, b budget, open opener) error {
	dir, err := os.MkdirTemp(c.Dir, "saksgang-bench-*")
	if err != nil {
		return errs.Unavailable(err, "bench.no-folder")
	}
	defer os.RemoveAll(dir)
	figures, err := (&engineBench{budget: b, dir: dir, streams: s, open: open}).run(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return s.JSON(figures)
	}
	return table(s, figures)
}

func table(s console.Streams, figures []Figure) error {
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, f := range figures {
		fmt.Fprintf(w, "%s\t%g\t%s\t%s\t%g\t%g\n", f.Name, f.Value, f.Unit, f.Reference, f.ReferenceValue, f.Ratio)
	}
	return w.Flush()
}
