package level_test

import (
	"errors"
	"fmt"
	"testing"

	"saksgang/staff/level"
)

type row struct {
	Key, Name string
	Ended     bool
}

func (r row) RowKey() string { return r.Key }
func (r row) HasEnded() bool { return r.Ended }

func TestATableIsBroughtToWhatIsWanted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		say             string
		present, wanted []row
		did             string
	}{
		{"what is as wanted is left alone", []row{{Key: "a", Name: "A"}}, []row{{Key: "a", Name: "A"}}, "[]"},
		{"what is missing is put, in the order of the keys", nil, []row{{Key: "b"}, {Key: "a"}}, "[put a put b]"},
		{"what differs is put", []row{{Key: "a", Name: "A"}}, []row{{Key: "a", Name: "B"}}, "[put a]"},
		{"what has ended and is wanted again is put", []row{{Key: "a", Ended: true}}, []row{{Key: "a"}}, "[put a]"},
		{"what is no longer wanted is ended", []row{{Key: "a"}, {Key: "b"}}, []row{{Key: "b"}}, "[end a]"},
		{"what has ended is not ended again", []row{{Key: "a", Ended: true}}, nil, "[]"},
		{"what is wanted as ended stays so", []row{{Key: "a", Ended: true}}, []row{{Key: "a", Ended: true}}, "[]"},
	} {
		did := []string{}
		note := func(verb string) func(row) error {
			return func(r row) error {
				did = append(did, verb+" "+r.Key)
				return nil
			}
		}
		changes, err := level.Settle(c.present, c.wanted, note("put"), note("end"))
		if got := fmt.Sprint(did); err != nil || got != c.did || changes.Put+changes.Ended != len(did) || changes.Any() != (len(did) > 0) {
			t.Errorf("%s: %s, %+v, %v", c.say, got, changes, err)
		}
	}
}

func TestTheFirstErrorEndsTheRun(t *testing.T) {
	t.Parallel()
	refused := errors.New("refused")
	calls := 0
	fail := func(row) error { calls++; return refused }
	if _, err := level.Settle([]row{{Key: "c"}}, []row{{Key: "a"}, {Key: "b"}}, fail, fail); !errors.Is(err, refused) || calls != 1 {
		t.Fatalf("%v after %d calls", err, calls)
	}
}
