package recruit

import "embed"

// Locales hold the words of recruit: its problems, rules, stages and the titles
// of its work.
//
//go:embed locales/*.toml
var Locales embed.FS
