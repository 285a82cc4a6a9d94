package exchange

import "saksgang/base/calendar"

// The types in this file are what connections/*.yaml of a municipality's
// folder decodes into. They hold what is written there, nothing more.

// FolderConnection is connections/<key>.yaml: an agreed exchange with another
// system.
type FolderConnection struct {
	Key       string `yaml:"key" check:"required,define=exchange.connection"`
	Title     string `yaml:"title" check:"required"`
	System    string `yaml:"system" check:"required,refer=access.resource"`
	Owner     string `yaml:"owner" check:"required,refer=access.role"`
	Direction string `yaml:"direction" check:"required,one=in|out|both"`
	// Ways are the forms in which it delivers or fetches.
	Ways []FolderWay `yaml:"ways" check:"required"`
	// Documents map what the other system calls its documents (requirement A7:
	// status and handler are decided by the integration).
	Documents []FolderMapping `yaml:"documents"`
	// Messages name what is not a document and who takes it.
	Messages []FolderMessage `yaml:"messages"`
	Limits   FolderLimits    `yaml:"limits"`
	// Silence is how long nothing may come before the owner is told.
	Silence calendar.Span `yaml:"silence"`
}

// FolderWay is one way in or out.
type FolderWay struct {
	Kind string `yaml:"kind" check:"required,one=folder|zip|http|hrxml|mail|folder-out|http-out"`
	// Path is a folder under the data folder, or a path under /api/v1; for
	// http-out it is a path under URL.
	Path string `yaml:"path" check:"required"`
	// Secret is the NAME of the secret in the environment, never the secret.
	Secret string `yaml:"secret"`
	// URL is the other system's address, for http-out alone.
	URL string `yaml:"url"`
	// Ask says that the other system tells what it has by GET URL/Path/<id>, so
	// that an unknown outcome can be settled without sending twice.
	Ask bool `yaml:"ask"`
}

// FolderMapping says what becomes of one kind of document.
type FolderMapping struct {
	Kind string `yaml:"kind" check:"required"` // the other system's word
	Type string `yaml:"type" check:"required,refer=record.document-type"`
	// Status is the Noark 5 journalstatus it gets: registered by the receiving
	// person (M), reserved (R), finished from the case worker (F), dispatched
	// (E), or journaled (J).
	Status  string `yaml:"status" check:"required,one=received|reserved|finished|dispatched|journaled"`
	Handler string `yaml:"handler" check:"required,refer=access.role"`
	// Carried: automatic needs no hand; assisted waits for the handler's check;
	// by-hand is a task for the handler, and is counted.
	Carried string `yaml:"carried" check:"required,one=automatic|assisted|by-hand"`
}

// FolderMessage says which program handler takes one kind of message.
type FolderMessage struct {
	Kind    string `yaml:"kind" check:"required"`
	Handler string `yaml:"handler" check:"required,refer=exchange.handler"`
	Owner   string `yaml:"owner" check:"refer=access.role"`
}

// FolderLimits bound one delivery.
type FolderLimits struct {
	FileMB    int `yaml:"file_mb"`
	MessageMB int `yaml:"message_mb"`
	Files     int `yaml:"files"`
}
