package work

import "embed"

// Locales hold the reasons why something waits for somebody.
//
//go:embed locales/*.toml
var Locales embed.FS
