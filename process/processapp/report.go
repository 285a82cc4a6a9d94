package processapp

import (
	"saksgang/base/i18n"
	"saksgang/process/bpmn"
	"saksgang/process/checklist"
)

// report is what draw --json prints.
type report struct {
	Name    string         `json:"name"`
	Tasks   []reportTask   `json:"tasks"`
	Lanes   []string       `json:"lanes"`
	Remarks []reportRemark `json:"remarks"`
}

type reportTask struct {
	ID   string `json:"id"`
	Row  string `json:"row"`
	Name string `json:"name"`
	Lane string `json:"lane"`
}

type reportRemark struct {
	Row      string `json:"row,omitempty"`
	Position int    `json:"position,omitempty"`
	Code     string `json:"code"`
	Text     string `json:"text"`
}

func reportOf(d *bpmn.Definitions, remarks []checklist.Remark, l *i18n.Localizer) report {
	r := report{Name: d.Name, Lanes: []string{}, Remarks: []reportRemark{}}
	for _, p := range d.Processes {
		for _, lane := range p.Lanes() {
			r.Lanes = append(r.Lanes, lane.Name)
		}
		for _, n := range p.Nodes {
			if row, ok := checklist.Drawn(n); ok {
				r.Tasks = append(r.Tasks, reportTask{ID: n.ID, Row: row.Label(), Name: n.Name, Lane: p.LaneOf(n.ID).Name})
			}
		}
	}
	for _, m := range remarks {
		r.Remarks = append(r.Remarks, reportRemark{Row: m.Row, Position: m.Position, Code: m.Code, Text: m.Sentence(l)})
	}
	return r
}
