package noark

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// maxValue bounds how much of one element's text Check keeps.
const maxValue = 64 << 10

// node is an open element with the plain children it has had so far.
type node struct {
	name, kind string // kind is xsi:type
	text       strings.Builder
	children   int
	values     map[string]string   // the last value of each child without children
	many       map[string][]string // every value of the children named in repeated
}

// repeated are the children whose every value counts.
var repeated = map[string]bool{"skjermingMetadata": true}

// walkXML reads one of the package's XML files, reports empty elements, and
// calls leave for each element that ends. path holds the elements around it,
// outermost first. It says whether the file could be read to its end.
func (c *checker) walkXML(name string, leave func(path []*node, n *node)) bool {
	f, err := os.Open(filepath.Join(c.dir, name))
	if err != nil {
		c.fault(name, RuleFileMissing, "the package has no %s", name)
		return false
	}
	defer func() { _ = f.Close() }()
	if err := walk(bufio.NewReaderSize(f, 256<<10), func(path []*node, n *node) {
		if n.children == 0 && blank(n.text.String()) {
			c.fault(name, RuleEmptyElement, "%s is empty", n.name)
		}
		leave(path, n)
	}); err != nil {
		c.fault(name, RuleNotXML, "%v", err)
		return false
	}
	return true
}

var errTooDeep = errors.New("elements are nested too deeply")

// walk reads XML as a stream of ended elements. Memory is bounded by the depth
// of the file and by maxValue.
func walk(r io.Reader, leave func(path []*node, n *node)) error {
	d := xml.NewDecoder(r)
	var path []*node
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if len(path) > 200 {
				return errTooDeep
			}
			path = append(path, enter(path, t))
		case xml.CharData:
			if n := len(path); n > 0 && path[n-1].text.Len() < maxValue {
				path[n-1].text.Write(t)
			}
		case xml.EndElement:
			n := path[len(path)-1]
			path = path[:len(path)-1]
			leave(path, n)
			keep(path, n)
		}
	}
}

func enter(path []*node, t xml.StartElement) *node {
	n := &node{name: t.Name.Local}
	for _, a := range t.Attr {
		if a.Name.Local == "type" && a.Name.Space == xsiNamespace || a.Name.Local == "name" {
			n.kind = a.Value
		}
	}
	if len(path) > 0 {
		path[len(path)-1].children++
		path[len(path)-1].text.Reset() // white space between children
	}
	return n
}

// keep remembers an ended plain element with the one around it.
func keep(path []*node, n *node) {
	if len(path) == 0 || n.children > 0 {
		return
	}
	p := path[len(path)-1]
	if p.values == nil {
		p.values = map[string]string{}
	}
	p.values[n.name] = n.text.String()
	if repeated[n.name] {
		if p.many == nil {
			p.many = map[string][]string{}
		}
		p.many[n.name] = append(p.many[n.name], n.text.String())
	}
}
