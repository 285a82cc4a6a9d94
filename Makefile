# The two commands a newcomer needs are `make demo` and `make test`; both do
# their own set-up. The others are for those who carry on the work.

DIR   ?= var/demo
ARGS  ?=
NAME  ?= engine
TOOLS := go tool -modfile=tools/go.mod

.PHONY: demo test check bench assets generate build prepare

# Plays the hiring of a nurse, then serves on loopback. ARGS="--exit --json"
# stops after the run and prints its result.
demo: assets
	@mkdir -p $(dir $(DIR))
	@go run ./cmd/saksgang demo --dir $(DIR) $(ARGS)

# Runs every test, on both databases and in the browser.
test: prepare assets
	@scripts/test

# Format, lint, vet, tidy, imports, generated files.
check:
	@scripts/check

# Measures against a live reference: make bench NAME=engine
bench:
	@scripts/prepare node
	@go run ./cmd/saksgang bench $(NAME) --json

build: assets
	@go build -trimpath -o bin/saksgang ./cmd/saksgang

# Bundles the web assets; without npm our own stylesheet serves alone.
assets:
	@scripts/assets

prepare:
	@scripts/prepare test

generate:
	@go generate ./...
