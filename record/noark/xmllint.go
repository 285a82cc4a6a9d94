package noark

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Fault is something wrong with a package. File is relative to the package,
// Rule is a stable name such as "checksum-differs" or "schema", and What says
// in technical words what was found.
type Fault struct {
	File string `json:"file"`
	Rule string `json:"rule"`
	What string `json:"what"`
}

// maxFaults ends a check of a package that is wrong throughout.
const maxFaults = 1000

// The reasons for which no schema validation took place.
const (
	NoValidator = "no-validator"   // xmllint is not installed
	NoSchema    = "schema-missing" // the package lacks a schema
)

// Validate holds every XML file of the package in dir against the schema beside
// it, by xmllint, without network. valid is nil, with a reason, where no
// validation could be made; otherwise it says whether every file was valid.
func Validate(ctx context.Context, dir string) (valid *bool, reason string, faults []Fault, err error) {
	xmllint, lookErr := exec.LookPath("xmllint")
	if lookErr != nil {
		return nil, NoValidator, nil, nil
	}
	for _, pair := range validated {
		xml, schema := filepath.Join(dir, pair.file), filepath.Join(dir, pair.schema)
		if _, err := os.Stat(xml); errors.Is(err, os.ErrNotExist) && pair.optional {
			continue
		}
		for _, needed := range []string{schema, filepath.Join(dir, catalogueSchema)} {
			if _, err := os.Stat(needed); err != nil {
				return nil, NoSchema, nil, nil
			}
		}
		found, err := lint(ctx, xmllint, xml, schema, pair.file)
		if err != nil {
			return nil, "", faults, err
		}
		faults = append(faults, found...)
	}
	ok := len(faults) == 0
	return &ok, "", faults, nil
}

// validated are the XML files of a package with their schemas.
var validated = []struct {
	file, schema string
	optional     bool
}{
	{structureName + ".xml", structureName + ".xsd", false},
	{changesName + ".xml", changesName + ".xsd", false},
	{runningName + ".xml", runningName + ".xsd", true},
	{publicName + ".xml", publicName + ".xsd", true},
	{descriptionName + ".xml", addmlSchema, false},
}

// streamedAbove is the size from which xmllint reads as a stream, so that its
// memory does not grow with the file. Its messages are then less exact.
const streamedAbove = 64 << 20

func lint(ctx context.Context, xmllint, file, schema, name string) ([]Fault, error) {
	args := []string{"--noout", "--nonet"}
	if info, err := os.Stat(file); err == nil && info.Size() > streamedAbove {
		args = append(args, "--stream")
	}
	cmd := exec.CommandContext(ctx, xmllint, append(args, "--schema", schema, file)...)
	cmd.Env = []string{"LC_ALL=C", "XML_CATALOG_FILES="}
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err == nil {
		return nil, nil
	}
	var faults []Fault
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() && len(faults) < maxFaults {
		line := strings.TrimPrefix(lines.Text(), file+":")
		if strings.Contains(line, "error :") {
			faults = append(faults, Fault{File: name, Rule: "schema", What: line})
		}
	}
	if len(faults) == 0 {
		faults = append(faults, Fault{File: name, Rule: "schema", What: strings.TrimSpace(firstLine(out)) + " (" + err.Error() + ")"})
	}
	return faults, nil
}

func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return string(line)
}
