"""Reads of the environment that go through the declared accessor from now on.

Writes stay: whether the accessor sees what is written past it is for people to decide.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import libcst as cst

from ssot_audit.extract.facts import Span
from ssot_audit.fix.accessor import Accessor, Gives, accessor
from ssot_audit.fix.attributes import is_unused, remove
from ssot_audit.fix.environment_reads import ENVIRON, GETENV, Read, full_name, reads_at
from ssot_audit.fix.site import Site
from ssot_audit.fix.text import Untouched
from ssot_audit.fix.top_imports import import_at_top, imported_as
from ssot_audit.fix.tree import aliases, bound_name, root_of
from ssot_audit.rules.remedies import UseAccessor

_Revise = Callable[[cst.CSTNode], cst.CSTNode]
_NONE = "None"


@dataclass(slots=True)
class AccessorCalls:
    """Replaces the reads of one file."""

    site: Site
    _gone: set[cst.CSTNode] = field(default_factory=set)
    _needed: Accessor | None = None

    def add(self, span: Span, remedy: UseAccessor) -> None:
        """Take on one access; raises `Untouched`."""
        reads = list(reads_at(self.site, span))
        if not reads:
            raise Untouched("only reads are replaced")
        known = accessor(remedy.accessor, self.site.surroundings)
        name = self._local_name(known)
        made = [(read, self._replacement(read, known, name)) for read in reads]
        for read, new in made:
            self.site.edits.nodes[read.node] = new
            root = root_of(read.source)
            if root is not None:
                self._gone.add(root)
        self._needed = known

    def finish(self) -> None:
        """Import the accessor, and remove what of `os` nothing uses any more."""
        if self._needed is None:
            return
        gone = frozenset(self._gone)
        unused = [
            (statement, alias)
            for statement in self.site.tree.imports
            for alias in aliases(statement)
            if full_name(self.site, statement, alias) in {"os", ENVIRON, GETENV}
            and is_unused(self.site, bound_name(alias), statement, gone)
        ]
        if not imported_as(self.site, self._needed.module, self._needed.name):
            import_at_top(self.site, self._needed.module, self._needed.name)
        for statement, alias in unused:
            remove(self.site, statement, alias)

    def _local_name(self, known: Accessor) -> str:
        imported = imported_as(self.site, known.module, known.name)
        if not imported and self.site.names.is_known(known.name):
            raise Untouched(f"`{known.name}` is something else in this file")
        return imported or known.name

    def _replacement(self, read: Read, known: Accessor, name: str) -> _Revise:
        function = cst.Name(name)
        if known.required == 0 and known.gives in {Gives.MAPPING, Gives.UNKNOWN}:
            self._require(known, is_sure=known.gives is Gives.MAPPING)
            return lambda now: _through_mapping(now, cst.Call(function))
        if read.way == "in":
            raise Untouched(f"`{known.name}` does not tell whether a key is set")
        if known.required > 1 or known.allowed < 1:
            raise Untouched(f"`{known.name}` takes more than a key")
        if read.way == "[]":
            self._require(known, is_sure=known.gives is Gives.ITEM)
            return lambda now: _called(now, function)
        if any(argument.keyword or argument.star for argument in read.arguments):
            raise Untouched("its arguments are not given by position")
        return self._with_default(read, known, function)

    def _with_default(self, read: Read, known: Accessor, function: cst.Name) -> _Revise:
        given = _default_of(read)
        if known.gives is Gives.ITEM:
            raise Untouched(f"`{known.name}` fails where the key is not set")
        if known.gives is not Gives.DEFAULT:
            self._require(known, is_sure=False)
        elif given is not None and given == known.default:
            return lambda now: _called(now, function, most=1)
        elif known.default_name is None:
            message = f"`{known.name}` gives {known.default} where the key is not set"
            raise Untouched(message)
        elif len(read.arguments) == 1:
            return lambda now: _called(now, function, more=[cst.Arg(cst.Name(_NONE))])
        return lambda now: _called(now, function)

    def _require(self, known: Accessor, *, is_sure: bool) -> None:
        if not is_sure and not self.site.is_unsafe:
            raise Untouched(
                f"it is not certain that `{known.name}` gives the same"
                " (`--unsafe` takes it for granted)"
            )


def _default_of(read: Read) -> str | None:
    """Return the literal that a read gives for a missing key; None: no literal."""
    if len(read.arguments) == 1:
        return _NONE
    value = read.arguments[1].value
    if isinstance(value, (cst.SimpleString, cst.Integer)):
        return repr(value.evaluated_value)
    if isinstance(value, cst.Name) and value.value in {_NONE, "True", "False"}:
        return value.value
    return None


def _through_mapping(now: cst.CSTNode, call: cst.Call) -> cst.CSTNode:
    """Put a call in the place of `os.environ`, and `.get` on it in that of `getenv`."""
    if isinstance(now, cst.Subscript):
        return now.with_changes(value=call)
    if isinstance(now, cst.Comparison):
        (target,) = now.comparisons
        return now.with_changes(comparisons=[target.with_changes(comparator=call)])
    read = cst.ensure_type(now, cst.Call)
    if isinstance(read.func, cst.Attribute) and read.func.attr.value == "get":
        return read.with_changes(func=read.func.with_changes(value=call))
    return read.with_changes(func=cst.Attribute(call, cst.Name("get")))


def _called(
    now: cst.CSTNode,
    function: cst.Name,
    *,
    most: int | None = None,
    more: list[cst.Arg] | None = None,
) -> cst.CSTNode:
    """Put a call of the accessor in the place of a read."""
    if isinstance(now, cst.Subscript):
        key = cst.ensure_type(now.slice[0].slice, cst.Index).value
        return cst.Call(function, [cst.Arg(key)], lpar=now.lpar, rpar=now.rpar)
    call = cst.ensure_type(now, cst.Call)
    arguments = list(call.args)[:most]
    if most is not None and len(call.args) > most:
        arguments[-1] = arguments[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return call.with_changes(func=function, args=[*arguments, *(more or [])])
