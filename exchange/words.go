package exchange

import "embed"

// Locales hold the words of exchange.
//
//go:embed locales/*.toml
var Locales embed.FS
