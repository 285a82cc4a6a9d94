package bpmn_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"saksgang/base/errs"
	"saksgang/process/bpmn"
)

const small = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="p" name="Høring">
<startEvent id="s"/><task id="t" name="Æ Ø Å"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/></process></definitions>`

func TestReadTakesAnyEncodingAndPrefix(t *testing.T) {
	t.Parallel()
	latin := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			b.WriteByte(byte(r))
		}
		return b.String()
	}
	wide := func(s string, order func(uint16) []byte) string {
		var b bytes.Buffer
		for _, u := range utf16.Encode([]rune(s)) {
			b.Write(order(u))
		}
		return b.String()
	}
	big := func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }
	little := func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }
	prefixed := strings.NewReplacer("xmlns=", "xmlns:x=", "</", "</x:", "<", "<x:").Replace(small)
	for name, text := range map[string]string{
		"UTF-8 without a declaration":         small,
		"UTF-8 with a byte order mark":        "\xef\xbb\xbf" + small,
		"ISO-8859-1 by its declaration":       latin(`<?xml version="1.0" encoding="ISO-8859-1"?>` + small),
		"windows-1252 by its declaration":     latin(`<?xml version='1.0' encoding='windows-1252'?>` + small),
		"UTF-16 with big end first":           wide("\ufeff"+`<?xml version="1.0" encoding="UTF-16"?>`+small, big),
		"UTF-16 with little end first":        wide("\ufeff"+small, little),
		"UTF-16 without a byte order mark":    wide(small, little),
		"a prefix of one's own":               prefixed,
		"comments and processing instruction": "<?x y?><!-- z -->" + small,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := bpmn.Read(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Processes[0].Name + " " + d.Processes[0].Node("t").Name; got != "Høring Æ Ø Å" {
				t.Errorf("read %q", got)
			}
		})
	}
}

func TestReadSaysWhereAndWhatIsWrong(t *testing.T) {
	t.Parallel()
	in := func(body string) string {
		return "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"\n xmlns:di=\"http://www.omg.org/spec/BPMN/20100524/DI\">\n" + body + "\n</definitions>"
	}
	for name, c := range map[string]struct {
		text         string
		code         string
		line, column int
	}{
		"a DOCTYPE":                          {"<!DOCTYPE x [<!ENTITY a 'b'>]>\n" + small, "bpmn.doctype", 1, 1},
		"an entity nobody has declared":      {in("<process id='p' name='&lol;'/>"), "bpmn.not-xml", 3, 28},
		"another kind of file":               {"\n <html/>", "bpmn.not-bpmn", 2, 2},
		"BPMN 1 or no namespace":             {"<definitions/>", "bpmn.not-bpmn", 1, 1},
		"nothing":                            {"", "bpmn.empty", 0, 0},
		"an end that is missing":             {"<definitions xmlns='x'>\n<a>", "bpmn.ends-too-early", 2, 4},
		"ends in the wrong order":            {in("<process><task></process></task>"), "bpmn.end-tag-wrong", 3, 16},
		"an end too many":                    {"</a>", "bpmn.end-tag-alone", 1, 1},
		"two roots":                          {small + "\n<a/>", "bpmn.second-root", 3, 1},
		"text outside":                       {small + "\nx", "bpmn.text-outside", 3, 1},
		"a prefix that is not declared":      {in("<a:b/>"), "bpmn.prefix-unknown", 3, 1},
		"an attribute twice":                 {in("<a b='1' b='2'/>"), "bpmn.attribute-twice", 3, 1},
		"a name of three parts":              {in("<process a:b:c='1'/>"), "bpmn.not-xml", 3, 15},
		"something neither true nor false":   {in("<process isExecutable='yes'/>"), "bpmn.not-boolean", 3, 1},
		"bytes that are not the encoding":    {in("<process name='\xe5'/>"), "bpmn.encoding-broken", 3, 16},
		"an encoding nobody knows":           {"<?xml version='1.0' encoding='klingon'?>" + small, "bpmn.encoding-unknown", 1, 1},
		"a width that is no number":          {in("<di:BPMNDiagram><di:BPMNPlane><di:BPMNShape><b:Bounds xmlns:b='http://www.omg.org/spec/DD/20100524/DC' x='1' y='NaN' width='1' height='1'/></di:BPMNShape></di:BPMNPlane></di:BPMNDiagram>"), "bpmn.not-number", 3, 45},
		"a shape without bounds":             {in("<di:BPMNDiagram><di:BPMNPlane><di:BPMNShape/></di:BPMNPlane></di:BPMNDiagram>"), "bpmn.bounds-missing", 3, 31},
		"elements within elements for ever":  {strings.Repeat("<a>", 200), "bpmn.too-deep", 1, 1 + 3*128},
		"a prefix bound to XML's own spaces": {"<a xmlns:b='http://www.w3.org/2000/xmlns/'/>", "bpmn.prefix-reserved", 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := bpmn.Read(strings.NewReader(c.text))
			var fault *bpmn.ReadError
			if !errors.As(err, &fault) {
				t.Fatalf("got %v", err)
			}
			if fault.Code != c.code || fault.Line != c.line || fault.Column != c.column {
				t.Errorf("got %v, want %s at %d:%d", fault, c.code, c.line, c.column)
			}
			if errs.CodeOf(err) != c.code || errs.KindOf(err) != errs.KindInvalid || strings.Contains(fault.Detail, "{") {
				t.Errorf("code %s, kind %v, detail %q", errs.CodeOf(err), errs.KindOf(err), fault.Detail)
			}
		})
	}
}

func TestReadKeepsWithinItsLimits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		limits bpmn.Limits
		code   string
	}{
		"bytes":      {bpmn.Limits{Bytes: 100}, "bpmn.too-large"},
		"elements":   {bpmn.Limits{Elements: 4}, "bpmn.too-many-elements"},
		"depth":      {bpmn.Limits{Depth: 2}, "bpmn.too-deep"},
		"attributes": {bpmn.Limits{Attrs: 2}, "bpmn.too-many-attributes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := bpmn.ReadWithin(strings.NewReader(small), c.limits)
			if errs.CodeOf(err) != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
}

func TestOwnAttributesAndCellsComeBackVerbatim(t *testing.T) {
	t.Parallel()
	cell := " <ul>\n\t<li>Én & \"to\"</li>\r\n</ul>  ]]> &amp; "
	d := bpmn.New("d", "Prøve")
	p := d.AddProcess("p", "")
	n := p.AddNode(bpmn.UserTask, "t", "Linje én\nlinje to")
	n.Set("role", "leder")
	n.Set("row", cell)
	n.Set("gone", "x")
	n.Set("gone", "")
	n.Extend(bpmn.NewElement("cell", cell, "column", "what\tnow"))
	n.Extend(bpmn.NewElement("space", " "))
	n.Loop = &bpmn.Loop{Multi: true, Items: "members"}
	n.Loop.SetItemName("member")
	before := writeString(t, d)
	got, err := bpmn.Read(strings.NewReader(before))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, got, sameButLines); diff != "" {
		t.Error(diff)
	}
	m := got.Processes[0].Node("t")
	if m.Get("row") != cell || m.ExtensionText("cell") != cell || m.ExtensionText("space") != " " || m.Loop.ItemName() != "member" {
		t.Errorf("row %q, cell %q", m.Get("row"), m.ExtensionText("cell"))
	}
}

func TestOutgoingFlowsKeepTheOrderTheirNodeLists(t *testing.T) {
	t.Parallel()
	text := `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
<exclusiveGateway id="g"><outgoing>c</outgoing><outgoing>a</outgoing><outgoing>lost</outgoing></exclusiveGateway><task id="t"/>
<sequenceFlow id="a" sourceRef="g" targetRef="t"/><sequenceFlow id="b" sourceRef="g" targetRef="t"/><sequenceFlow id="c" sourceRef="g" targetRef="t"/>
</process></definitions>`
	d, err := bpmn.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	order := ""
	for _, f := range d.Processes[0].Outgoing("g") {
		order += f.ID
	}
	if order != "cab" {
		t.Errorf("order %s", order)
	}
	if again := writeString(t, d); !strings.Contains(again, ">lost<") {
		t.Error("an entry that no flow confirms was dropped")
	}
}

func TestWriteRefusesWhatXMLCannotHold(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a\x00b", "a\xffb", "a\uffffb"} {
		d := bpmn.New("d", "")
		d.AddProcess("p", "").AddNode(bpmn.Task, "t7", name)
		err := bpmn.Write(&bytes.Buffer{}, d)
		if err == nil || !strings.Contains(err.Error(), `"t7"`) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`<?xml version="1.0" encoding="ISO-8859-1"?>` + small))
	var b bytes.Buffer
	if err := bpmn.Write(&b, branched()); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`<a:definitions xmlns:a="http://www.omg.org/spec/BPMN/20100524/MODEL"><a:process><a:documentation>x<b xmlns="y"> <i/> </b></a:documentation><a:extensionElements xmlns:q="r"><q:z/></a:extensionElements></a:process></a:definitions>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := bpmn.ReadWithin(bytes.NewReader(data), bpmn.Limits{Elements: 2000})
		if err != nil {
			return
		}
		text := writeString(t, d)
		again, err := bpmn.Read(strings.NewReader(text))
		if err != nil {
			t.Fatalf("cannot read what was written: %v\n%s", err, text)
		}
		if diff := cmp.Diff(d, again, sameButLines); diff != "" {
			t.Fatalf("-read +written and read:\n%s\n%s", diff, text)
		}
		bpmn.Validate(d)
		wellFormed(t, bpmn.SVG(d, bpmn.Options{}))
		bpmn.Layout(d)
		wellFormed(t, bpmn.SVG(d, bpmn.Options{}))
	})
}
