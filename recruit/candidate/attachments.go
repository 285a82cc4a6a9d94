package candidate

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"strconv"

	"saksgang/base/errs"
)

// File is one file of a delivery as it was stored, event.json aside.
type File struct {
	Name string
	Sum  [sha256.Size]byte
	Size int64
}

// CheckAttachments holds the files that came against those the application
// names. Invalid says what does not fit, by the attachment's JSON pointer, since
// file names often hold the applicant's: recruit.attachment-missing,
// recruit.attachment-checksum, or recruit.attachment-unnamed for files that
// nobody names.
func CheckAttachments(a Application, files []File) error {
	came := make(map[string]File, len(files))
	for _, f := range files {
		came[f.Name] = f
	}
	for i, want := range a.Attachments {
		got, ok := came[want.FileName]
		switch {
		case !ok:
			return errs.Invalid("recruit.attachment-missing", "attachment", place(i))
		case hex.EncodeToString(got.Sum[:]) != want.SHA256 || got.Size != want.Size:
			return errs.Invalid("recruit.attachment-checksum", "attachment", place(i), "size", got.Size, "expected", want.Size)
		}
		delete(came, want.FileName)
	}
	if len(came) > 0 {
		return errs.Invalid("recruit.attachment-unnamed", "count", len(came))
	}
	return nil
}

// checkNames refuses what the schema cannot say: a name that leaves the
// delivery, and two attachments of one name.
func (a Application) checkNames() error {
	seen := make(map[string]bool, len(a.Attachments))
	for i, at := range a.Attachments {
		if !fs.ValidPath(at.FileName) || at.FileName == "." {
			return errs.Invalid("recruit.attachment-name", "attachment", place(i))
		}
		if seen[at.FileName] {
			return errs.Invalid("recruit.attachment-twice", "attachment", place(i))
		}
		seen[at.FileName] = true
	}
	return nil
}

func place(i int) string { return "/attachments/" + strconv.Itoa(i) }
