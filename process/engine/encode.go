package engine

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"saksgang/base/errs"
)

// encoding is the first byte of what Encode writes.
const encoding = 1

// Encode writes the state without its variables: a few bytes per token. Locals
// of rounds follow as JSON.
func (s *State) Encode() ([]byte, error) {
	b := make([]byte, 0, 16+8*len(s.Tokens)+2*len(s.Visits))
	b = append(b, encoding, byte(s.Status))
	b = binary.AppendUvarint(b, uint64(s.Next))
	b = binary.AppendUvarint(b, uint64(len(s.Tokens)))
	for _, t := range s.Tokens {
		b = append(b, byte(t.Phase))
		for _, v := range []uint64{uint64(t.ID), uint64(t.Scope), uint64(t.Host), uint64(t.Node + 1), uint64(t.Visit), uint64(t.Place)} {
			b = binary.AppendUvarint(b, v)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(s.Visits)))
	for _, v := range s.Visits {
		b = binary.AppendUvarint(b, uint64(v))
	}
	if len(s.Locals) == 0 {
		return b, nil
	}
	locals, err := json.Marshal(s.Locals)
	if err != nil {
		return nil, errs.Internal(err, "process.variables-unwritable")
	}
	return append(b, locals...), nil
}

// EncodeVars writes the variables as JSON; none are "{}".
func (s *State) EncodeVars() (string, error) {
	if len(s.Vars) == 0 {
		return "{}", nil
	}
	text, err := json.Marshal(s.Vars)
	if err != nil {
		return "", errs.Internal(err, "process.variables-unwritable")
	}
	return string(text), nil
}

// Decode reads what Encode and EncodeVars wrote. Numbers come as json.Number,
// so that none loses digits.
func Decode(state []byte, vars string) (State, error) {
	r := reader{rest: state}
	if r.byte() != encoding {
		return State{}, errs.Internal(fmt.Errorf("state of %d bytes", len(state)), "process.state-unreadable")
	}
	s := State{Status: Status(r.byte()), Next: TokenID(r.number())}
	s.Tokens = make([]Token, r.count())
	for i := range s.Tokens {
		s.Tokens[i] = Token{
			Phase: Phase(r.byte()), ID: TokenID(r.number()), Scope: TokenID(r.number()), Host: TokenID(r.number()),
			Node: NodeID(r.number()) - 1, Visit: uint32(r.number()), Place: int32(r.number()),
		}
	}
	s.Visits = make([]uint32, r.count())
	for i := range s.Visits {
		s.Visits[i] = uint32(r.number())
	}
	if r.failed || s.Status > Cancelled {
		return State{}, errs.Internal(fmt.Errorf("state of %d bytes", len(state)), "process.state-unreadable")
	}
	var err error
	if len(r.rest) > 0 {
		if err = decodeJSON(r.rest, &s.Locals); err != nil {
			return State{}, errs.Internal(err, "process.state-unreadable")
		}
	}
	if s.Vars, err = DecodeVars([]byte(vars)); err != nil {
		return State{}, errs.Internal(err, "process.state-unreadable")
	}
	return s, nil
}

// Fits says that every token stands at a node of g: a state is only ever
// stepped over the graph it was made by, or moved to.
func (s *State) Fits(g *Graph) bool {
	for _, t := range s.Tokens {
		if t.Node < None || int(t.Node) >= len(g.nodes) {
			return false
		}
	}
	return len(s.Visits) <= len(g.nodes)
}

// reader takes numbers off the front; what is missing makes it fail.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) byte() byte {
	if len(r.rest) == 0 {
		r.failed = true
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || v > 1<<31 {
		r.failed, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// count is a number of things that each take at least a byte.
func (r *reader) count() int {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.failed, r.rest = true, nil
		return 0
	}
	return int(n)
}

// DecodeVars reads an object of variables; numbers come as json.Number.
func DecodeVars(text []byte) (map[string]any, error) {
	var vars map[string]any
	if len(text) == 0 || string(text) == "{}" {
		return vars, nil
	}
	err := decodeJSON(text, &vars)
	return vars, err
}

func decodeVars(text []byte) (any, error) {
	var v any
	err := decodeJSON(text, &v)
	return v, err
}

func decodeJSON(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(into)
}

func textOf(v any) string {
	if n, ok := v.(json.Number); ok {
		return n.String()
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}
