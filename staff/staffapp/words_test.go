package staffapp_test

import (
	"testing"

	"saksgang/staff/staffapp"
	"saksgang/testkit"
)

func TestEveryTextHasItsWordsInEachLanguage(t *testing.T) {
	t.Parallel()
	testkit.Words(t, "staff", staffapp.Locales, "staff")
}
