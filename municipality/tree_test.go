package municipality_test

import (
	"slices"
	"testing"

	"saksgang/municipality"
)

func TestATreeIsReachedByPointer(t *testing.T) {
	t.Parallel()
	src := municipality.NewSource("f.json", []byte(`{
  "schema": 1,
  "title": "Krav",
  "properties": {"b": {"title": "B"}, "a/b~": {"title": "A"}},
  "required": ["b", "x"]
}`))
	tree, ok := municipality.ReadTree(src, "schema")
	if !ok || len(src.Faults()) != 0 {
		t.Fatal(brief(src.Faults()))
	}
	if got := tree.Keys("/properties"); !slices.Equal(got, []string{"b", "a/b~"}) {
		t.Errorf("keys stand as they are written: %v", got)
	}
	odd := municipality.Pointer("properties", "a/b~", "title")
	if odd != "/properties/a~1b~0/title" || tree.Text(odd) != "A" {
		t.Errorf("%s is %q", odd, tree.Text(odd))
	}
	if got := tree.Texts("/required"); !slices.Equal(got, []string{"b", "x"}) || tree.Has("/required/2") {
		t.Errorf("%v", got)
	}
	for pointer, want := range map[string]string{
		"/title": "f.json:3:12", "/required/1": "f.json:5:21", "/properties/b/title/none": "f.json:4:33", "/nothing": "f.json:1:1",
	} {
		if got := tree.At(pointer).String(); got != want {
			t.Errorf("%s is at %s, want %s", pointer, got, want)
		}
	}
}

func TestATreeHasTheFaultsOfAnyFile(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"schema": 1, "a": {"b": 1, "b": 2}}`: "f.json:1:29 municipality.duplicate-key key=b line=1",
		`{"a": 1}`:                             "f.json:1:1 municipality.schema-missing key=schema known=1",
		`{"schema": 9}`:                        "f.json:1:12 municipality.schema-too-new schema=9 known=1",
		`[1]`:                                  "f.json:1:1 municipality.not-a-map key=",
	} {
		src := municipality.NewSource("f.json", []byte(text))
		municipality.ReadTree(src, "schema")
		if got := brief(src.Faults()); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestTheNearestNameIsTheOneThatWasMeant(t *testing.T) {
	t.Parallel()
	names := []string{"arkivar", "arkivleder", "ansatt", "leder"}
	for word, want := range map[string]string{
		"arkivaar": "arkivar", "arkvileder": "arkivleder", "ansat": "ansatt", "ledre": "leder", "kommunalsjef": "", "": "",
	} {
		if got := municipality.Nearest(word, names); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func TestTwoSectionsCannotHaveOneName(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("the second is accepted")
		}
	}()
	municipality.Register(newRegistry(), municipality.Section[parks]{Name: "test.parks", Pattern: "x.yaml"})
}
