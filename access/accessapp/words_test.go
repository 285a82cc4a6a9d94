package accessapp_test

import (
	"testing"

	"saksgang/access/accessapp"
	"saksgang/testkit"
)

func TestEveryTextHasItsWordsInEachLanguage(t *testing.T) {
	t.Parallel()
	testkit.Words(t, "access", accessapp.Locales, "access")
}
