package noark

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"saksgang/base/errs"
	"saksgang/record/format"
)

// document writes a dokumentbeskrivelse and copies its files.
func (b *builder) document(ctx context.Context, f CaseFile, d DocumentDescription) {
	x := b.x
	objects, err := b.leaving(d)
	if err != nil {
		x.fail(err)
		return
	}
	b.sum.Descriptions++
	x.open("dokumentbeskrivelse")
	x.id("systemID", d.ID)
	x.must("dokumenttype", d.Type)
	x.listed("dokumentstatus", string(d.Status), d.Status.Known())
	x.must("tittel", d.Title)
	x.text("beskrivelse", d.Description)
	x.texts("forfatter", d.Authors)
	x.stamp("opprettetDato", "opprettetAv", d.Created)
	x.maybeListed("dokumentmedium", string(d.Medium), d.Medium.Known())
	x.maybeID("referanseArkivdel", d.Series)
	x.listed("tilknyttetRegistreringSom", string(d.AttachedAs), d.AttachedAs.Known())
	x.positive("dokumentnummer", d.Number)
	x.stamp("tilknyttetDato", "tilknyttetAv", d.Attached)
	x.parties(d.Parties)
	x.remarks(d.Remarks)
	b.disposal(d.Disposal)
	if d.Disposed != nil {
		b.sum.Disposed++
	}
	b.disposed(d.Disposed)
	x.deletion(d.Deletion)
	b.screening(d.Screening)
	x.signature(d.Signature)
	for _, o := range objects {
		b.object(ctx, f, o)
	}
	x.close("dokumentbeskrivelse")
	b.noteDisposalToCome(d, len(objects))
}

// noteDisposalToCome finds the nearest disposal rule and remembers whether a
// document in this package is to be destroyed later; arkivuttrekk.xml says so.
func (b *builder) noteDisposalToCome(d DocumentDescription, files int) {
	rule := d.Disposal
	for i := ruleOfEntry; i >= ruleOfSeries && rule == nil; i-- {
		rule = b.rules[i]
	}
	if files > 0 && rule != nil && rule.Decision == Dispose {
		b.toDispose = true
	}
}

// leaving returns the objects of d that belong in a package: archived variants,
// in an archive format (requirements 6.4.10, 6.4.36–38). Production formats
// stay behind when an archive variant goes.
func (b *builder) leaving(d DocumentDescription) ([]DocumentObject, error) {
	if d.Status.Known() && d.Status != DocumentFinished {
		return nil, errs.Invalid("record.document-not-finished", "document", string(d.ID))
	}
	if d.Disposed != nil {
		if len(d.Objects) > 0 {
			return nil, errs.Invalid("record.document-disposed-but-kept", "document", string(d.ID))
		}
		return nil, nil
	}
	var out []DocumentObject
	for _, o := range d.Objects {
		if o.Variant == ProductionVariant {
			continue
		}
		if _, ok := format.Approved(o.Format, b.formatsAt); !ok {
			return nil, errs.Invalid("record.document-not-in-archive-format", "document", string(d.ID), "format", o.Format)
		}
		out = append(out, o)
	}
	if len(out) == 0 && d.Medium != Physical {
		if len(d.Objects) > 0 {
			return nil, errs.Invalid("record.document-not-in-archive-format", "document", string(d.ID), "format", d.Objects[0].Format)
		}
		return nil, errs.Invalid("record.document-without-file", "document", string(d.ID))
	}
	return out, nil
}

func (b *builder) object(ctx context.Context, f CaseFile, o DocumentObject) {
	x := b.x
	if x.err != nil {
		return
	}
	name, err := b.copyDocument(ctx, f, o)
	if err != nil {
		x.fail(err)
		return
	}
	x.open("dokumentobjekt")
	x.id("systemID", o.ID)
	x.positive("versjonsnummer", o.Version)
	x.listed("variantformat", string(o.Variant), o.Variant.Known())
	x.must("format", o.Format)
	x.text("formatDetaljer", o.FormatDetails)
	x.stamp("opprettetDato", "opprettetAv", o.Created)
	x.must("referanseDokumentfil", name)
	x.must("sjekksum", strings.ToLower(o.Checksum))
	x.must("sjekksumAlgoritme", "SHA-256")
	x.number("filstoerrelse", o.Size)
	x.signature(o.Signature)
	for _, c := range o.Conversions {
		x.conversion(c)
	}
	x.close("dokumentobjekt")
}

func (x *xmlFile) conversion(c Conversion) {
	x.open("konvertering")
	x.stamp("konvertertDato", "konvertertAv", c.At)
	x.must("konvertertFraFormat", c.From)
	x.must("konvertertTilFormat", c.To)
	x.text("konverteringsverktoey", c.Tool)
	x.text("konverteringskommentar", c.Remark())
	x.close("konvertering")
}

// Remark is the comment that goes into the package: the conversion's own, and
// the checksums of both sides.
func (c Conversion) Remark() string {
	parts := []string{}
	if !blank(c.Comment) {
		parts = append(parts, c.Comment)
	}
	if c.FromChecksum != "" {
		parts = append(parts, "SHA-256 fra: "+c.FromChecksum)
	}
	if c.ToChecksum != "" {
		parts = append(parts, "SHA-256 til: "+c.ToChecksum)
	}
	return strings.Join(parts, "; ")
}

func (x *xmlFile) deletion(d *Deletion) {
	if d == nil {
		return
	}
	x.open("sletting")
	x.listed("slettingstype", string(d.Type), d.Type.Known())
	x.stamp("slettetDato", "slettetAv", d.At)
	x.close("sletting")
}

// copyDocument puts the object's content into the package and holds it against
// the checksum and size that the record promises. The name tells year, case and
// object: dokumenter/2026/14/<systemID>.pdf.
func (b *builder) copyDocument(ctx context.Context, f CaseFile, o DocumentObject) (string, error) {
	ext := strings.ToLower(o.Extension)
	if ext == "" {
		ext = format.Extension(o.Format)
	}
	if !idForm.MatchString(string(o.ID)) || !plain(ext) {
		return "", errs.Invalid("record.noark-id-malformed", "element", "dokumentobjekt", "value", string(o.ID))
	}
	name := path.Join(b.folder, strconv.Itoa(f.Year), strconv.Itoa(f.Sequence), string(o.ID)+"."+ext)
	target := filepath.Join(b.work, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return "", cannotWrite(err)
	}
	out, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", errs.Invalid("record.noark-id-repeated", "unit", string(o.ID))
	}
	if err != nil {
		return "", cannotWrite(err)
	}
	if err := b.pour(ctx, o, out); err != nil {
		_ = out.Close()
		return "", err
	}
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		return "", cannotWrite(err)
	}
	b.sum.Documents++
	return name, nil
}

// pour copies the content and compares what came with what was promised.
func (b *builder) pour(ctx context.Context, o DocumentObject, out io.Writer) error {
	in, err := b.opt.OpenDocument(ctx, o.File)
	if err != nil {
		return fmt.Errorf("opening the file of document object %s: %w", o.ID, err)
	}
	defer func() { _ = in.Close() }()
	sum := sha256.New()
	n, err := io.CopyBuffer(io.MultiWriter(writeOnly{out}, sum), readOnly{in}, b.buffer)
	if err != nil {
		return errs.Unavailable(err, "record.document-not-copied", "object", string(o.ID))
	}
	if got := hex.EncodeToString(sum.Sum(nil)); n != o.Size || !strings.EqualFold(got, o.Checksum) {
		return errs.Conflict("record.document-checksum-differs", "object", string(o.ID), "promised", o.Checksum, "found", got)
	}
	return nil
}

// writeOnly and readOnly hide the shortcuts that would bypass the one buffer.
type (
	writeOnly struct{ io.Writer }
	readOnly  struct{ io.Reader }
)

// plain says whether a file extension is letters and digits alone.
func plain(ext string) bool {
	for _, r := range ext {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return false
		}
	}
	return ext != "" && len(ext) <= 8
}

// dayOf is d as a time; the zero time when d is empty.
func dayOf(d Date) time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}
