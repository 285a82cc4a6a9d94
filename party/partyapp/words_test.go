package partyapp_test

import (
	"testing"

	"saksgang/party/partyapp"
	"saksgang/testkit"
)

func TestEveryTextHasItsWordsInEachLanguage(t *testing.T) {
	t.Parallel()
	testkit.Words(t, "party", partyapp.Locales, "party", "party/nationalid")
}
