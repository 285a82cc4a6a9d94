package engine

import (
	"maps"
	"slices"
	"time"
)

// TokenID names a token within its instance; 0 is none.
type TokenID uint32

// root is the token of the process itself.
const root TokenID = 1

// Phase is what a token waits for.
type Phase uint8

// The phases. Between steps every token is in one of them.
const (
	AtTask     Phase = iota + 1 // a person
	AtAction                    // an action's result
	AtTimer                     // a point in time
	AtMessage                   // a message
	AtSignal                    // a signal of the same instance
	AtJoin                      // the other tokens of a joining gateway
	AtChoice                    // the first event after an event-based gateway
	InScope                     // the end of its sub-process
	InLoop                      // the end of its rounds
	AtIncident                  // somebody who mends and retries
)

// Token is a place in the drawing where the instance waits.
type Token struct {
	ID    TokenID
	Scope TokenID // the token of the sub-process (or process) it is in
	Host  TokenID // of an event: the token of what it stands on
	Node  NodeID
	Phase Phase
	Visit uint32 // how many times the node had been come to, this time included
	Place int32  // AtJoin: by which incoming flow; timers and loops: the round; AtIncident: see leaving
}

// leaving is the Place of an incident that came up on the way out of its node:
// retried, the token does not come to the node again.
const leaving = 1 << 20

// State is an instance between two steps.
type State struct {
	Next   TokenID
	Status Status
	Tokens []Token
	Visits []uint32 // by node
	Vars   map[string]any
	Locals map[TokenID]map[string]any // of the rounds of a multi-instance
}

// Status is how an instance stands.
type Status uint8

// The statuses.
const (
	NotStarted Status = iota
	Running
	Completed
	Failed    // an error event that nothing caught
	Cancelled // from outside
)

// Token returns the token with this id.
func (s *State) Token(id TokenID) (Token, bool) {
	for _, t := range s.Tokens {
		if t.ID == id {
			return t, true
		}
	}
	return Token{}, false
}

// Waiting returns the tokens in a phase that concerns the world outside.
func (s *State) Waiting() []Token {
	var out []Token
	for _, t := range s.Tokens {
		switch t.Phase {
		case AtTask, AtAction, AtTimer, AtMessage, AtIncident:
			out = append(out, t)
		}
	}
	return out
}

// copied returns a state that a step may change without touching s.
func (s *State) copied(nodes int) State {
	c := *s
	c.Tokens = make([]Token, len(s.Tokens), len(s.Tokens)+4)
	copy(c.Tokens, s.Tokens)
	if len(s.Visits) == nodes {
		c.Visits = slices.Clone(s.Visits)
	} else {
		c.Visits = make([]uint32, nodes)
		copy(c.Visits, s.Visits)
	}
	c.Locals = maps.Clone(s.Locals)
	return c
}

// InputKind is what has happened outside.
type InputKind uint8

// The inputs.
const (
	Begin        InputKind = iota + 1 // at Node, or at the plain start events
	TaskDone                          // Token, Vars
	GivenUp                           // Token of an action or timer, Code: becomes an incident
	TimerFired                        // Token
	MessageCame                       // Token, Vars
	ActionDone                        // Token, Vars
	ActionFailed                      // Token, Code
	TaskLeft                          // Token, Code of the boundary error event it is left by, Vars
	Retry                             // Token
	Cancel
)

// Input is something that has happened, when, and by which calendar.
type Input struct {
	Kind     InputKind
	Token    TokenID
	Node     NodeID // of Begin: a start event with a trigger; use None for the plain ones
	Vars     map[string]any
	Code     string // of ActionFailed
	Err      error  // of ActionFailed: what stood behind the code
	Now      time.Time
	Calendar Calendar // nil: days by UTC, every day a working day
}

// EffectKind is what is to happen outside.
type EffectKind uint8

// The effects.
const (
	OpenTask      EffectKind = iota + 1 // Token, Node, Visit, Due, Remind
	CloseTask                           // the token was taken away: nothing to do any more
	CallAction                          // Token, Node, Visit
	CancelAction                        // its result will not be awaited
	SetTimer                            // Token, Node, Due
	CancelTimer                         //
	AwaitMessage                        // Token, Node, Text is the name, Key the correlation key
	CancelMessage                       //
	SendMessage                         // Node, Text is the name
	RaiseIncident                       // Token, Node, Text is the problem code, Err
	CloseIncident                       // the token moved on or was taken away
	Passed                              // Node: the token has left it, for the trace
	Ended                               // Text is the error's code when it failed
)

// Effect is something that is to happen outside because of a step. Effects are
// in the order in which they came about.
type Effect struct {
	Kind   EffectKind
	Token  TokenID
	Node   NodeID
	Visit  uint32
	Text   string
	Key    string
	Due    time.Time
	Remind time.Time
	Err    error
}
