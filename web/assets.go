package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"saksgang/base/errs"
)

// Locales are web's own words; app gives them to the catalogue.
//
//go:embed locales/*.toml
var Locales embed.FS

// static is our own stylesheet and script, which make every page complete.
//
//go:embed static
var static embed.FS

// dist is what the assets build bundled; it holds only its placeholder when
// npm has not run.
//
//go:embed all:assets/dist
var dist embed.FS

// assets are the files pages refer to. Their address holds a hash of their
// content, so that a browser may keep them for good.
type assets struct {
	files map[string][]byte
	hash  string
	built bool // the bundled design system is there
}

// assetsFrom reads our own files and the build's (nil: those embedded); it
// fails only when the program was built wrong.
func assetsFrom(own, built fs.FS) (assets, error) {
	a := assets{files: map[string][]byte{}}
	if built == nil {
		embedded, err := fs.Sub(dist, "assets/dist")
		if err != nil {
			return a, err
		}
		built = embedded
	}
	sub, err := fs.Sub(own, "static")
	if err != nil {
		return a, err
	}
	if err := errors.Join(a.read(sub), a.read(built)); err != nil {
		return a, err
	}
	_, a.built = a.files["designsystemet.css"]
	sum := sha256.New()
	names := make([]string, 0, len(a.files))
	for name := range a.files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		sum.Write([]byte(name))
		sum.Write(a.files[name])
	}
	a.hash = hex.EncodeToString(sum.Sum(nil))[:12]
	return a, nil
}

func (a *assets) read(from fs.FS) error {
	return fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		text, err := fs.ReadFile(from, name)
		a.files[name] = text
		return err
	})
}

// assetTypes are the kinds of file we serve; nothing else is.
var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".woff2": "font/woff2",
}

// serve answers for one file. An old hash gets the present file, uncached, so
// that a page from before an upgrade still looks right.
func (a assets) serve(w http.ResponseWriter, r *http.Request) error {
	text, ok := a.files[r.PathValue("file")]
	kind := assetTypes[path.Ext(r.PathValue("file"))]
	if !ok || kind == "" {
		return errs.NotFound("web.not-there")
	}
	w.Header().Set("Content-Type", kind)
	if r.PathValue("hash") == a.hash {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, err := w.Write(text)
	if err != nil {
		note(r.Context()).code = "web.reader-gone"
	}
	return nil
}

func assetURL(ctx context.Context, file string) string {
	s := viewOf(ctx).shell
	if s == nil {
		return "/assets/none/" + file
	}
	return "/assets/" + cmp.Or(s.assets.hash, "none") + "/" + file
}

// stylesheets are, in order: the design system, or our own stand-in for it;
// then what it lacks.
func stylesheets(ctx context.Context) []string {
	first := "parts.css"
	if s := viewOf(ctx).shell; s != nil && s.assets.built {
		first = "designsystemet.css"
	}
	return []string{assetURL(ctx, first), assetURL(ctx, "saksgang.css")}
}
