// Package bpmn reads, checks, lays out, draws and writes BPMN 2.0: processes
// as drawings, with pools, lanes and diagram interchange.
//
// What it promises: Read refuses what it cannot represent and names line,
// column and what is wrong; what it accepts it keeps, also other vendors'
// attributes and elements, so that reading and writing loses nothing but
// comments, processing instructions, the layout of the text, and what bounds
// and waypoints carry beside their numbers. Write is deterministic, and
// Read(Write(x)) equals x but for line numbers and prefixes it had to add. Layout,
// SVG and Validate never fail on a definition that Read has accepted, however
// unsound the process is: a dangling flow is simply not drawn, and Validate
// names it. Nothing here touches a database, a clock or the network.
//
// Sources: OMG BPMN 2.0.2 (formal/2013-12-09), its XML schemas and its
// diagram interchange. Requirement rows C2 and C9.
package bpmn

// The namespaces of BPMN 2.0 and of Saksgang's own attributes.
const (
	SpaceModel    = "http://www.omg.org/spec/BPMN/20100524/MODEL"
	SpaceDiagram  = "http://www.omg.org/spec/BPMN/20100524/DI"
	SpaceDC       = "http://www.omg.org/spec/DD/20100524/DC"
	SpaceDI       = "http://www.omg.org/spec/DD/20100524/DI"
	SpaceXSI      = "http://www.w3.org/2001/XMLSchema-instance"
	SpaceSaksgang = "https://saksgang.no/bpmn/1"

	spaceXML   = "http://www.w3.org/XML/1998/namespace"
	spaceXMLNS = "http://www.w3.org/2000/xmlns/"
)
