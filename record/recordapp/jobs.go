package recordapp

import (
	"saksgang/base/jobs"
	"saksgang/record"
)

// Jobs are the machine's work of record: kind → handler.
func Jobs(s *record.Service) map[string]jobs.Handler {
	return map[string]jobs.Handler{
		record.WriteJob:      s.Write,
		record.DistributeJob: s.SendCopies,
		record.PreserveJob:   s.Preserve,
		record.IndexJob:      s.Reindex,
		record.DisposeJob:    s.Dispose,
		record.ScrubJob:      s.Scrub,
		record.PackageJob:    s.MakePackage,
	}
}
