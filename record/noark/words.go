package noark

import "embed"

// Locales holds the sentence and remedy of each problem code of this package.
//
//go:embed locales/*.toml
var Locales embed.FS
