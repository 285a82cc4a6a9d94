package app

import (
	"embed"

	"saksgang/access/accessapp"
	"saksgang/base"
	"saksgang/base/i18n"
	"saksgang/base/work"
	"saksgang/bench"
	"saksgang/exchange"
	"saksgang/exchange/exchangeapp"
	"saksgang/exchange/hrxml"
	"saksgang/municipality"
	"saksgang/municipality/municipalityapp"
	"saksgang/municipality/sections"
	"saksgang/party/partyapp"
	"saksgang/process"
	"saksgang/process/bpmn"
	"saksgang/process/checklist"
	"saksgang/process/feel"
	"saksgang/process/processapp"
	"saksgang/record"
	"saksgang/record/format"
	"saksgang/record/noark"
	"saksgang/record/recordapp"
	"saksgang/recruit"
	"saksgang/recruit/candidate"
	"saksgang/recruit/recruitapp"
	"saksgang/staff/staffapp"
	"saksgang/web"
)

// Locales hold the words of app itself.
//
//go:embed locales/*.toml
var Locales embed.FS

// sources lists every package that has something to say.
func sources() []i18n.Source {
	return []i18n.Source{
		{Package: "app", Files: Locales},
		{Package: "access", Files: accessapp.Locales},
		{Package: "base", Files: base.Locales},
		{Package: "bench", Files: bench.Locales},
		{Package: "bpmn", Files: bpmn.Locales},
		{Package: "checklist", Files: checklist.Locales},
		{Package: "exchange", Files: exchange.Locales},
		{Package: "exchange", Files: exchangeapp.Locales},
		{Package: "exchange", Files: hrxml.Locales},
		{Package: "feel", Files: feel.Locales},
		{Package: "municipality", Files: municipality.Locales},
		{Package: "municipality", Files: municipalityapp.Locales},
		{Package: "municipality", Files: sections.Locales},
		{Package: "party", Files: partyapp.Locales},
		{Package: "process", Files: process.Locales},
		{Package: "process", Files: processapp.Locales},
		{Package: "record", Files: record.Locales},
		{Package: "record", Files: format.Locales},
		{Package: "record", Files: noark.Locales},
		{Package: "record", Files: recordapp.Locales},
		{Package: "recruit", Files: candidate.Locales},
		{Package: "recruit", Files: recruit.Locales},
		{Package: "recruit", Files: recruitapp.Locales},
		{Package: "staff", Files: staffapp.Locales},
		{Package: "web", Files: web.Locales},
		{Package: "work", Files: work.Locales},
	}
}
