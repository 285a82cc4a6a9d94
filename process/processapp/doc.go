// Package processapp is how people reach processes: the command line's process
// verbs, and pages and routes as they come.
//
// A command that fails has written nothing: files are written whole, beside
// their place, and put there by a rename when all of them are whole.
package processapp
