package base

import "embed"

// Locales hold the sentences and remedies of the problems in base's packages.
//
//go:embed locales/*.toml
var Locales embed.FS
