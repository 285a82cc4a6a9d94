package feel

// node is a part of a compiled expression. eval gives its value in e; what
// cannot be computed is null with a warning, and a passed limit is thrown.
type node interface {
	at() int // byte offset in the source
	eval(m *machine, e *env) Value
}

// pos is the place of a node.
type pos int

func (p pos) at() int { return int(p) }

type (
	literalNode struct {
		pos
		value Value
	}
	nameNode struct {
		pos
		name string
	}
	// dottedNode is a name with dots, or a path if there is no such name.
	dottedNode struct {
		pos
		name string
		path node
	}
	// unaryNode is arithmetic negation.
	unaryNode struct {
		pos
		operand node
	}
	binaryNode struct {
		pos
		op          string
		left, right node
	}
	// logicNode is "and" or "or" in three values.
	logicNode struct {
		pos
		and         bool
		left, right node
	}
	betweenNode struct {
		pos
		value, low, high node
	}
	// inNode is `value in tests`.
	inNode struct {
		pos
		value node
		tests []node
	}
	// compareTest is a unary test such as `< 10`; as a value it is a range.
	compareTest struct {
		pos
		op      string
		operand node
	}
	instanceNode struct {
		pos
		value node
		of    *typeRef
	}
	rangeNode struct {
		pos
		start, end                 node
		startIncluded, endIncluded bool
	}
	listNode struct {
		pos
		items []node
	}
	contextNode struct {
		pos
		entries []entry
	}
	pathNode struct {
		pos
		value  node
		member string
	}
	filterNode struct {
		pos
		value, filter node
	}
	callNode struct {
		pos
		callee node
		args   []node
		names  []string // nil when positional
	}
	ifNode struct {
		pos
		condition, then, otherwise node
	}
	forNode struct {
		pos
		iterators []iterator
		body      node
	}
	// someNode is `some … satisfies` or, with every, `every … satisfies`.
	someNode struct {
		pos
		every     bool
		iterators []iterator
		condition node
	}
	functionNode struct {
		pos
		params   []param
		body     node
		external bool
	}
)

type entry struct {
	key   string
	value node
}

// iterator is `name in list` or `name in start..end`.
type iterator struct {
	name     string
	from, to node // to is nil for a list
}

type param struct {
	name string
	of   *typeRef // nil for any
}

// typeRef is a type as written: number, list<string>, context<a: number>,
// range<date>, function<number> -> string, or a name of the caller's.
type typeRef struct {
	name   string
	args   []*typeRef
	fields []typeField
	result *typeRef
}

type typeField struct {
	name string
	of   *typeRef
}
