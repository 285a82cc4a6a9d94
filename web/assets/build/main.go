// Command build fetches the design system with npm and bundles it into
// web/assets/dist, which the program embeds. Run it from anywhere in the
// project, as make assets does:
//
//	go run ./web/assets/build [-out FOLDER]
//
// Packages come from the lockfile alone and none of their scripts are run. The
// bundle must load nothing from other sites, or the build fails. Without npm it
// says so and exits 3, having changed nothing: pages then use our own
// stylesheet.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"

	"github.com/evanw/esbuild/pkg/api"
)

// exitNoNpm tells make that there is nothing wrong but nothing was built.
const exitNoNpm = 3

var errNoNpm = errors.New("npm is not here: pages use our own stylesheet, web/static/parts.css")

func main() {
	out := flag.String("out", filepath.Join(assetsFolder(), "dist"), "folder the bundle is written to")
	flag.Parse()
	err := run(*out)
	if errors.Is(err, errNoNpm) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitNoNpm)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func assetsFolder() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(here))
}

func run(out string) error {
	if _, err := exec.LookPath("npm"); err != nil {
		return errNoNpm
	}
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir, npm.Stderr = assetsFolder(), os.Stderr
	if err := npm.Run(); err != nil {
		return fmt.Errorf("npm ci: %w", err)
	}
	css, err := bundle()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "designsystemet.css"), css, 0o644)
}

// entry is what is bundled: the theme's values, then the parts that use them.
const entry = `@import "@digdir/designsystemet-css/theme.css"; @import "@digdir/designsystemet-css";`

func bundle() ([]byte, error) {
	result := api.Build(api.BuildOptions{
		Stdin:            &api.StdinOptions{Contents: entry, ResolveDir: assetsFolder(), Loader: api.LoaderCSS, Sourcefile: "entry.css"},
		Bundle:           true,
		MinifyWhitespace: true,
		MinifySyntax:     true,
		Write:            false,
		LegalComments:    api.LegalCommentsInline,
		Outfile:          "designsystemet.css",
		LogLevel:         api.LogLevelError,
		Conditions:       []string{"style"},
		AbsWorkingDir:    assetsFolder(),
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("bundling: %s", result.Errors[0].Text)
	}
	if len(result.OutputFiles) != 1 {
		return nil, fmt.Errorf("bundling made %d files, want 1", len(result.OutputFiles))
	}
	css := result.OutputFiles[0].Contents
	if found := outside.Find(css); found != nil {
		return nil, fmt.Errorf("the bundle loads from outside: %s", found)
	}
	return css, nil
}

// outside finds what a browser would fetch from another site. Addresses within
// data: images (the SVG name space) are not fetched.
var outside = regexp.MustCompile(`(?i)(@import\s*["']|url\(\s*["']?)(https?:)?//[^"')]+`)
