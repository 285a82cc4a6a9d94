package record_test

import (
	"testing"

	"saksgang/base/calendar"
	"saksgang/record"
)

func TestAGroundIsTheProvisionInForceOnTheDay(t *testing.T) {
	t.Parallel()
	ground := record.FolderGround{Key: "kassasjon", Provisions: []record.FolderProvision{
		{Cite: "arkivlova 1992 § 9", From: calendar.MustDate("1999-01-01"), To: calendar.MustDate("2026-01-01")},
		{Cite: "arkivlova § 13", From: calendar.MustDate("2026-01-01")},
	}}
	for day, want := range map[string]string{
		"1998-12-31": "", "2025-12-31": "arkivlova 1992 § 9", "2026-01-01": "arkivlova § 13", "2040-01-01": "arkivlova § 13",
	} {
		p, found := ground.On(calendar.MustDate(day))
		if p.Cite != want || found != (want != "") {
			t.Errorf("%s: %q", day, p.Cite)
		}
	}
}
