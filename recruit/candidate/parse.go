package candidate

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"saksgang/base/errs"
)

const schemaID = "urn:saksgang:schema:candidate:1"

// mostFaults is how many faults one refusal lists; a sender mends those first.
const mostFaults = 20

var (
	applicationForm  = compile("")
	withholdForm     = compile("#/$defs/withholdRequest")
	withdrawalForm   = compile("#/$defs/withdrawal")
	offerForm        = compile("#/$defs/offerAnswer")
	certificatesForm = compile("#/$defs/certificates")
)

// compile reads a part of our own embedded schema; a fault in it is a fault of
// the program, which every test would show.
func compile(part string) *jsonschema.Schema {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		panic(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(schemaID, document); err != nil {
		panic(err)
	}
	return c.MustCompile(schemaID + part)
}

func read[T any](data json.RawMessage, form *jsonschema.Schema) (T, error) {
	var out, none T
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return none, errs.Invalid("recruit.candidate-unreadable")
	}
	if err := form.Validate(value); err != nil {
		return none, refused(err)
	}
	if err := json.Unmarshal(data, &out); err != nil {
		// The schema accepts what our types cannot hold, such as a day of the
		// year 0; the value is not repeated.
		return none, errs.Invalid("recruit.candidate-unreadable")
	}
	if err := again(out, form); err != nil {
		return none, err
	}
	return out, nil
}

// again validates what was read. Go takes "NAME" for "name" where the schema
// sees two properties, so that a property nobody checked could stand in the
// place of one that was.
func again(read any, form *jsonschema.Schema) error {
	text, err := json.Marshal(read)
	if err != nil {
		return errs.Invalid("recruit.candidate-unreadable")
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil || form.Validate(value) != nil {
		return errs.Invalid("recruit.candidate-unreadable")
	}
	return nil
}

// refused lists the leaves of a validation error. The error itself is not kept:
// its text quotes values.
func refused(err error) error {
	var broken *jsonschema.ValidationError
	if !errors.As(err, &broken) {
		return errs.Internal(err, "recruit.candidate-unreadable")
	}
	faults := faultsOf(broken)
	slices.Sort(faults)
	faults = slices.Compact(faults)
	shown := faults[:min(len(faults), mostFaults)]
	return errs.Invalid("recruit.candidate-invalid", "count", len(faults), "faults", strings.Join(shown, ", "))
}

func faultsOf(e *jsonschema.ValidationError) []string {
	if len(e.Causes) > 0 {
		var all []string
		for _, cause := range e.Causes {
			all = append(all, faultsOf(cause)...)
		}
		return all
	}
	place := pointer(e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		var all []string
		for _, name := range k.Missing {
			all = append(all, pointer(append(slices.Clone(e.InstanceLocation), name))+" (required)")
		}
		return all
	case *kind.AdditionalProperties:
		// The names are the sender's own words, so only where they stand is told.
		return []string{place + " (unknown property)"}
	}
	path := e.ErrorKind.KeywordPath()
	if len(path) == 0 {
		return []string{place}
	}
	return []string{place + " (" + path[len(path)-1] + ")"}
}

var pointerSigns = strings.NewReplacer("~", "~0", "/", "~1")

// pointer is the place as RFC 6901 has it; the whole document is "/".
func pointer(location []string) string {
	if len(location) == 0 {
		return "/"
	}
	var b strings.Builder
	for _, part := range location {
		b.WriteString("/" + pointerSigns.Replace(part))
	}
	return b.String()
}
