package noark

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"saksgang/base/errs"
)

const (
	catalogueSchema = "metadatakatalog.xsd"
	addmlSchema     = "addml.xsd"
)

// editions are the SHA-256 of the schemas as the National Archives publish them
// (arkivverket/schemas: N5 v5.0 as maintained 2023-11-09, ADDML 8.2). Only these
// make a package official (requirement 6.4.18). A new edition is added here.
var editions = map[string][]string{
	"arkivstruktur.xsd":    {"77acc0f549f4f3856f56429cb30e6b626ddb05d8b8a3d6cae00cb5911b60f58c"},
	"metadatakatalog.xsd":  {"c7c0a7e7996f60b4c28eacd0e34e6af0d6ca2cfb76f58080221e163fb972a305"},
	"loependeJournal.xsd":  {"a631f05eac6496394e78597ac7d20d9e1269fcaccb6d1a8f5c50c75e53384f27"},
	"offentligJournal.xsd": {"e3d9befccf53255be8233d2836ef1de35d9270d95bb3bcbd58ca63544fe170b3"},
	"endringslogg.xsd":     {"07cbc86e8b3c4b42ed831cdd5c09aa402a2c4049bbca2d287e184f3138edf1de"},
	"addml.xsd":            {"4dc20e5dbf21e94cf211464e9a60b99acd24c45b46ecbf872a32fe2384b904e6"},
}

// SchemaNames are the schemas that a package carries, sorted.
func SchemaNames() []string {
	names := make([]string, 0, len(editions))
	for name := range editions {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// schemaFile is one schema in the user's folders, as it was read.
type schemaFile struct {
	name    string
	content []byte
	sum     string
}

// findSchemas reads the schemas from the folders. The same file twice is fine;
// two different ones under one name are refused, since nobody could say which
// the package was made by.
func findSchemas(folders []string) ([]schemaFile, error) {
	found := map[string]schemaFile{}
	for _, folder := range folders {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return nil, errs.Invalid("record.schema-folder-missing", "path", folder)
		}
		for _, name := range SchemaNames() {
			content, err := os.ReadFile(filepath.Join(folder, name))
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, errs.InvalidBecause(err, "record.schema-unreadable", "schema", name)
			}
			sum := sha256.Sum256(content)
			s := schemaFile{name: name, content: content, sum: hex.EncodeToString(sum[:])}
			if earlier, twice := found[name]; twice && earlier.sum != s.sum {
				return nil, errs.Invalid("record.schemas-differ", "schema", name)
			}
			found[name] = s
		}
	}
	var all []schemaFile
	for _, name := range SchemaNames() {
		if s, ok := found[name]; ok {
			all = append(all, s)
		}
	}
	return all, nil
}

// copySchemas puts the schemas into the package, byte for byte, and tells which
// are missing and which are not an edition we know.
func (b *builder) copySchemas(all []schemaFile) error {
	for _, s := range all {
		if err := writeSynced(filepath.Join(b.work, s.name), s.content); err != nil {
			return err
		}
		b.checksums[s.name] = s.sum
		if !slices.Contains(editions[s.name], s.sum) {
			b.sum.UnknownSchemas = append(b.sum.UnknownSchemas, s.name)
		}
	}
	for _, name := range SchemaNames() {
		if b.checksums[name] == "" {
			b.sum.MissingSchemas = append(b.sum.MissingSchemas, name)
		}
	}
	b.sum.OfficialSchemas = len(b.sum.MissingSchemas) == 0 && len(b.sum.UnknownSchemas) == 0
	return nil
}

func writeSynced(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return cannotWrite(err)
	}
	_, err = f.Write(content)
	return cannotWrite(errors.Join(err, f.Sync(), f.Close()))
}
