"""Reads of the environment that go through the declared accessor from now on.

Writes stay: whether the accessor sees what is written past it is for people to decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst

from ssot_audit.extract.facts import Span
from ssot_audit.fix.accessor import Accessor, Gives, accessor
from ssot_audit.fix.attributes import is_unused, remove
from ssot_audit.fix.edits import Revise
from ssot_audit.fix.import_lists import alias_of, import_from, with_names
from ssot_audit.fix.merging import joinable
from ssot_audit.fix.pieces import Piece
from ssot_audit.fix.site import Site
from ssot_audit.fix.text import Untouched
from ssot_audit.fix.tree import (
    ImportStatement,
    aliases,
    bound_name,
    dotted,
)
from ssot_audit.rules.remedies import UseAccessor

_ENVIRON, _GETENV = "os.environ", "os.getenv"


@dataclass(frozen=True, slots=True)
class _Read:
    """An access as it is written."""

    node: cst.BaseExpression
    environ: cst.BaseExpression
    """`os.environ`, or `os.getenv`."""
    way: str
    """`[]`, `get`, `in`, or nothing for the mapping itself."""
    arguments: tuple[cst.Arg, ...] = ()


@dataclass(slots=True)
class AccessorCalls:
    """Replaces the reads of one file."""

    site: Site
    _gone: set[cst.CSTNode] = field(default_factory=set)
    _needed: Accessor | None = None

    def add(self, span: Span, remedy: UseAccessor) -> None:
        """Take on one access; raises `Untouched`."""
        reads = list(self._reads(span))
        if not reads:
            raise Untouched("only reads are replaced")
        known = accessor(remedy.accessor, self.site.surroundings)
        name = self._local_name(known)
        made = [(read, self._replacement(read, known, name)) for read in reads]
        for read, new in made:
            self.site.edits.nodes[read.node] = new
            self._gone.add(_root_of(read.environ))
        self._needed = known

    def finish(self) -> None:
        """Import the accessor, and remove imports of `os` that nothing uses any more."""
        known = self._needed
        if known is None:
            return
        unused = [
            (statement, alias)
            for statement in self.site.tree.imports
            for alias in aliases(statement)
            if self._full_of(statement, alias) in {"os", _ENVIRON, _GETENV}
            and is_unused(
                self.site, bound_name(alias), statement, frozenset(self._gone)
            )
        ]
        if not self._imported_as(known):
            self._import(known)
        for statement, alias in unused:
            remove(self.site, statement, alias)

    def _reads(self, span: Span) -> Iterator[_Read]:
        tree = self.site.tree
        for node in tree.by_span.get(span, ()):
            if isinstance(node, (cst.FormattedString, cst.ConcatenatedString)):
                yield from self._inside(node)
                return
            read = self._read(node)
            if read is not None:
                yield read
                return

    def _inside(self, outer: cst.CSTNode) -> Iterator[_Read]:
        """Yield the reads in an f-string, of which facts know only where it stands."""
        seen: set[cst.CSTNode] = set()
        for node in self.site.tree.nodes:
            if any(around is outer for around in self.site.tree.around(node)):
                read = self._read(node)
                if read is not None and read.environ not in seen:
                    seen.add(read.environ)
                    yield read

    def _read(self, node: cst.CSTNode) -> _Read | None:
        match node:
            case cst.Subscript(value=value, slice=[cst.SubscriptElement(slice=index)]):
                if self._full(value) == _ENVIRON and isinstance(index, cst.Index):
                    if self._is_changed(node):
                        raise Untouched("writes are not rewritten")
                    return _Read(node, value, "[]", (cst.Arg(index.value),))
            case cst.Call(func=function, args=arguments):
                full = self._full(function)
                if full == _GETENV:
                    return _Read(node, function, "get", tuple(arguments))
                if full == f"{_ENVIRON}.get":
                    environ = cst.ensure_type(function, cst.Attribute).value
                    return _Read(node, environ, "get", tuple(arguments))
            case cst.Comparison(comparisons=[target]):
                is_test = isinstance(target.operator, (cst.In, cst.NotIn))
                if is_test and self._full(target.comparator) == _ENVIRON:
                    return _Read(node, target.comparator, "in")
        return None

    def _is_changed(self, node: cst.CSTNode) -> bool:
        parent = self.site.tree.parents[node]
        return (
            isinstance(
                parent, (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.Del)
            )
            and getattr(parent, "value", None) is not node
        )

    def _full(self, node: cst.BaseExpression) -> str:
        name = dotted(node)
        root, _, rest = name.partition(".")
        for statement in self.site.tree.imports:
            for alias in aliases(statement):
                if root and bound_name(alias) == root:
                    full = self._full_of(statement, alias)
                    return f"{full}.{rest}" if rest else full
        return ""

    def _full_of(self, statement: ImportStatement, alias: cst.ImportAlias) -> str:
        if isinstance(statement, cst.ImportFrom):
            return f"{self.site.module_of(statement)}.{dotted(alias.name)}"
        return dotted(alias.name) if alias.asname else bound_name(alias)

    def _replacement(self, read: _Read, known: Accessor, name: str) -> Revise:
        function = cst.Name(name)
        call = cst.Call(function)
        is_sure = known.gives is Gives.MAPPING
        if known.required == 0 and known.gives in {Gives.MAPPING, Gives.UNKNOWN}:
            self._require(known, is_sure=is_sure)
            return lambda now: _through_mapping(now, read, call)
        if read.way == "in":
            raise Untouched(f"`{known.name}` does not tell whether a key is set")
        if known.required > 1 or known.allowed < 1:
            raise Untouched(f"`{known.name}` takes more than a key")
        if read.way == "[]":
            self._require(known, is_sure=known.gives is Gives.ITEM)
            return lambda now: _called(now, function, read)
        return self._with_default(read, known, function)

    def _with_default(self, read: _Read, known: Accessor, function: cst.Name) -> Revise:
        if any(argument.keyword or argument.star for argument in read.arguments):
            raise Untouched("its arguments are not given by position")
        given = _default_of(read)
        takes_default = known.allowed > 1 and known.default_name is not None
        if known.gives is Gives.ITEM:
            raise Untouched(f"`{known.name}` fails where the key is not set")
        if known.gives is Gives.UNKNOWN:
            self._require(known, is_sure=False)
        elif given == known.default:
            return lambda now: _called(now, function, read, with_default=False)
        elif not takes_default:
            raise Untouched(
                f"`{known.name}` gives {known.default} where the key is not set"
            )
        if given == "None" and len(read.arguments) == 1:
            # The accessor has another default than `os.environ.get`.
            if known.gives is Gives.DEFAULT:
                return lambda now: _called(now, function, read, none=True)
        return lambda now: _called(now, function, read)

    def _require(self, known: Accessor, *, is_sure: bool) -> None:
        if not is_sure and not self.site.is_unsafe:
            raise Untouched(
                f"it is not certain that `{known.name}` gives the same"
                " (`--unsafe` takes it for granted)"
            )

    def _local_name(self, known: Accessor) -> str:
        imported = self._imported_as(known)
        if imported:
            return imported
        if self.site.names.is_known(known.name):
            raise Untouched(f"`{known.name}` is something else in this file")
        return known.name

    def _imported_as(self, known: Accessor) -> str:
        """Return what the file calls the accessor, if it imports it at its top."""
        tree = self.site.tree
        for statement in tree.imports:
            line = tree.parents[statement]
            if isinstance(statement, cst.ImportFrom) and (
                tree.parents[line] is tree.module
                and self.site.module_of(statement) == known.module
            ):
                for alias in aliases(statement):
                    name = bound_name(alias)
                    if dotted(alias.name) == known.name and (
                        self.site.names.bindings(name) == 1
                    ):
                        return name
        return ""

    def _import(self, known: Accessor) -> None:
        new = [alias_of(known.name, None)]
        anchor, is_import = self._anchor()
        statement = import_from(0, known.module, new)
        if anchor is None:
            self.site.edits.first.append(statement)
            return
        if is_import and isinstance(anchor, (cst.Import, cst.ImportFrom)):
            other = joinable(self.site, anchor, known.module, new, frozenset())
            if other is not None:
                self.site.edits.replace(
                    other,
                    lambda now: [
                        Piece(with_names(cst.ensure_type(now, cst.ImportFrom), new))
                    ],
                )
                return
        self.site.edits.add_after(anchor, statement)

    def _anchor(self) -> tuple[cst.BaseSmallStatement | None, bool]:
        """Return the last import at the top of the file, else its docstring."""
        anchor, is_import = None, False
        for line in self.site.tree.module.body:
            if not isinstance(line, cst.SimpleStatementLine):
                break
            small = line.body[-1]
            if isinstance(small, (cst.Import, cst.ImportFrom)):
                anchor, is_import = small, True
            elif anchor is None and _is_docstring(small):
                anchor = small
            else:
                break
        return anchor, is_import


def _is_docstring(node: cst.BaseSmallStatement) -> bool:
    return isinstance(node, cst.Expr) and isinstance(
        node.value, (cst.SimpleString, cst.ConcatenatedString)
    )


def _root_of(node: cst.BaseExpression) -> cst.CSTNode:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node


def _default_of(read: _Read) -> str | None:
    """Return the literal that a read gives for a missing key; None: no literal."""
    if len(read.arguments) == 1:
        return "None"
    value = read.arguments[1].value
    match value:
        case cst.SimpleString():
            return repr(value.evaluated_value)
        case cst.Name(value="None" | "True" | "False"):
            return value.value
        case cst.Integer():
            return repr(value.evaluated_value)
    return None


def _through_mapping(now: cst.CSTNode, read: _Read, call: cst.Call) -> cst.CSTNode:
    """Put a call in the place of `os.environ`."""
    match now:
        case cst.Subscript():
            return now.with_changes(value=call)
        case cst.Comparison(comparisons=[target]):
            return now.with_changes(comparisons=[target.with_changes(comparator=call)])
        case cst.Call(func=cst.Attribute() as function) if read.way == "get" and (
            function.attr.value == "get"
        ):
            return now.with_changes(func=function.with_changes(value=call))
        case cst.Call():
            return now.with_changes(func=cst.Attribute(call, cst.Name("get")))
    return now


def _called(
    now: cst.CSTNode,
    function: cst.Name,
    read: _Read,
    *,
    with_default: bool = True,
    none: bool = False,
) -> cst.CSTNode:
    """Put a call of the accessor in the place of a read."""
    if isinstance(now, cst.Subscript):
        element = now.slice[0].slice
        key = cst.ensure_type(element, cst.Index).value
        return cst.Call(function, [cst.Arg(key)], lpar=now.lpar, rpar=now.rpar)
    call = cst.ensure_type(now, cst.Call)
    arguments = list(call.args)
    if not with_default and len(arguments) > 1:
        arguments = [arguments[0].with_changes(comma=cst.MaybeSentinel.DEFAULT)]
    if none:
        arguments = [*arguments, cst.Arg(cst.Name("None"))]
    return call.with_changes(func=function, args=arguments)
