package app

import (
	"embed"

	"saksgang/base"
	"saksgang/base/i18n"
	"saksgang/exchange"
)

// Locales hold the words of app itself.
//
//go:embed locales/*.toml
var Locales embed.FS

// sources lists every package that has something to say.
func sources() []i18n.Source {
	return []i18n.Source{
		{Package: "app", Files: Locales},
		{Package: "base", Files: base.Locales},
		{Package: "exchange", Files: exchange.Locales},
	}
}
