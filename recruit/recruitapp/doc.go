// Package recruitapp joins recruit to the rest of the program: the actions that
// drawings name, the handlers of what recruitment systems send, the tab
// Applicants and the lists of hirings, and recruit.yaml of the folder.
//
// It decides nothing: every rule is recruit's. An action that recruit refuses
// refuses the task's completion with the same words; an action whose work was
// done elsewhere meanwhile, on the tab or by a message, lets the case go on.
// What an action returns are always the same facts (see Facts), counted afresh,
// so that a gateway never decides on something old. A message is handled in one
// transaction, or waits with an owner.
package recruitapp

//go:generate go run ./rulesdoc
