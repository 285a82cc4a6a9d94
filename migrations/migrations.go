// Package migrations is the one timestamped stream of schema changes, gathered
// from the modules' own folders by go generate. A timestamp that occurs twice
// fails the gathering and the build's check.
package migrations

import "embed"

//go:generate go run ./gather

// Files holds the gathered stream, ready for sqldb.DB.Migrate.
//
//go:embed *.sql
var Files embed.FS
