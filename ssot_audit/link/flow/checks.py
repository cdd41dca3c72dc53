"""Which abstract objects pass the checks of the code that they flow through.

An abstract object may be many objects, so that it may pass a check and fail it, too.
A class that cannot be resolved is taken for one that no object of ours is of.
"""

import enum
from collections.abc import Container, Iterable
from typing import NamedTuple

from ssot_audit.extract.flow_facts import Check
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.flow.objects import CLASSES, INSTANCES, Obj, Sort

_CALLABLES = CLASSES | {Sort.FUNCTION, Sort.METHOD, Sort.LAMBDA, Sort.PARTIAL}
_FUNCTIONS = _CALLABLES - CLASSES
_ITEMS = frozenset({Sort.CONTAINER, Sort.ITEMS, Sort.PAIR})
_ANY = frozenset({"builtins.object", "typing.Any"})
_CALLABLE = "collections.abc.Callable"
_TYPES = ("types.", "typing.", "collections.abc.", "functools.")
"""Where the classes of functions are."""
_NOT_ASKED_FOR = frozenset({"__class_getitem__", "__init__", "__slots__"})
"""Members that no object needs to be of a protocol."""
_TEXTS_AND_NUMBERS = (
    "builtins.str",
    "builtins.bytes",
    "builtins.bytearray",
    "builtins.bool",
    "builtins.int",
    "builtins.float",
    "builtins.complex",
    "datetime.date",
    "datetime.datetime",
    "datetime.time",
    "datetime.timedelta",
    "datetime.timezone",
    "datetime.tzinfo",
    "decimal.Decimal",
    "fractions.Fraction",
    "uuid.UUID",
    "re.Pattern",
    "re.Match",
    "pathlib.Path",
    "pathlib.PosixPath",
    "pathlib.PurePath",
    "pathlib.PurePosixPath",
    "pathlib.PureWindowsPath",
    "pathlib.WindowsPath",
)
_COLLECTIONS = (
    "builtins.dict",
    "builtins.frozenset",
    "builtins.list",
    "builtins.set",
    "builtins.tuple",
)
PLAIN = frozenset((*_TEXTS_AND_NUMBERS, *_COLLECTIONS))
"""Types of which an annotation says that only values are meant."""
_SIMPLE = frozenset(_TEXTS_AND_NUMBERS)


class Outcome(enum.IntFlag):
    """What may become of an object that is checked."""

    PASSES = 1
    FAILS = 2


_PASSES, _FAILS, _EITHER = Outcome.PASSES, Outcome.FAILS, Outcome.PASSES | Outcome.FAILS


class Type(NamedTuple):
    """What a check names as a class."""

    node: ClassNode | None
    """None where it is no class that we know."""
    dotted: str
    """Its full name, as far as that is known."""


class Checks:
    """Answers for one program."""

    def __init__(self, hierarchy: Hierarchy, stored: Container[str]) -> None:
        """Take the names of attributes that anyone sets from outside."""
        self._hierarchy = hierarchy
        self._stored = stored
        self._below: dict[ClassNode, frozenset[ClassNode]] = {}

    def passes(self, obj: Obj, check: int, member: str, types: Iterable[Type]) -> bool:
        """Tell whether an object may get where a check has passed, or failed."""
        if check & Check.MEMBER:
            outcomes = [self._with_member(obj, member)]
        else:
            is_exact = bool(check & Check.EXACT)
            outcomes = [self._of_type(obj, known, is_exact=is_exact) for known in types]
        if check & Check.FAILED:
            return all(outcome & _FAILS for outcome in outcomes)
        return any(outcome & _PASSES for outcome in outcomes)

    def is_plain(self, obj: Obj, types: Iterable[Type]) -> bool:
        """Tell whether an object can be meant where only plain values are."""
        if obj.sort in INSTANCES:
            node: ClassNode = obj.of
            return bool(node.why_open) or any(
                ancestor.dotted in PLAIN
                for known in (node, *self._subclasses(obj))
                for ancestor in known.mro
            )
        return any(self._of_type(obj, known) & _PASSES for known in types)

    def _of_type(self, obj: Obj, known: Type, *, is_exact: bool = False) -> Outcome:
        if known.dotted in _ANY:
            return _PASSES
        if known.dotted == _CALLABLE:
            return self._with_member(obj, "__call__")
        if obj.sort in INSTANCES and known.node is not None:
            if is_exact:
                return self._exactly(obj, known.node)
            return self._instance(obj, known.node)
        if obj.sort in INSTANCES:
            return _EITHER if obj.of.why_open else _FAILS
        return _other(obj, known)

    def _exactly(self, obj: Obj, target: ClassNode) -> Outcome:
        if target in self._subclasses(obj):
            return _EITHER
        if obj.of is not target:
            return _FAILS
        return _EITHER if obj.sort == Sort.SELF else _PASSES

    def _instance(self, obj: Obj, target: ClassNode) -> Outcome:
        node, below = obj.of, self._subclasses(obj)
        if target in node.mro:
            return _PASSES
        if any(target in known.mro for known in below):
            return _EITHER
        if target.is_protocol:
            return self._shaped(obj, target)
        may_be = target.is_completed or (node.why_open and target.fact is None)
        return _EITHER if may_be else _FAILS

    def _shaped(self, obj: Obj, protocol: ClassNode) -> Outcome:
        """Check for a protocol: whatever has its members is of it."""
        names = {
            name
            for ancestor in protocol.mro
            if ancestor.is_protocol
            for name in ancestor.members
            if name not in _NOT_ASKED_FOR
        }
        outcomes = {self._with_member(obj, name) for name in names}
        if _FAILS in outcomes:
            return _FAILS
        return _EITHER if _EITHER in outcomes else _PASSES

    def _with_member(self, obj: Obj, name: str) -> Outcome:
        if obj.sort in _CALLABLES and name == "__call__":
            return _PASSES
        if obj.sort in _ITEMS:
            return _FAILS if name == "__call__" else _EITHER
        if obj.sort not in INSTANCES:
            return _EITHER
        node: ClassNode = obj.of
        if any(_defines(ancestor, name) for ancestor in node.mro):
            return _PASSES
        may_have = name in self._stored or any(
            known.why_open or not self._hierarchy.lacks(known, name)
            for known in (node, *self._subclasses(obj))
        )
        return _EITHER if may_have else _FAILS

    def _subclasses(self, obj: Obj) -> frozenset[ClassNode]:
        """Return the other classes that an object may be of."""
        return self._all_below(obj.of) if obj.sort == Sort.SELF else frozenset()

    def _all_below(self, node: ClassNode) -> frozenset[ClassNode]:
        known = self._below.get(node)
        if known is None:
            known = self._below[node] = node.all_subclasses()
        return known


def _defines(node: ClassNode, name: str) -> bool:
    """Tell whether all objects of a class have a member: not all are set by all."""
    if node.fact is None:
        return name in node.members
    return name in node.body_names


def _other(obj: Obj, known: Type) -> Outcome:
    """Check what is no object of a class of ours."""
    if obj.sort in CLASSES:
        return _class_object(known)
    if obj.sort in _FUNCTIONS:
        return _EITHER if known.dotted.startswith(_TYPES) else _FAILS
    if obj.sort in _ITEMS:
        is_other = known.node is None or known.node.fact or known.dotted in _SIMPLE
        return _FAILS if is_other else _EITHER
    return _EITHER


def _class_object(known: Type) -> Outcome:
    """Check a class, which is an object of its metaclass."""
    if known.dotted == "builtins.type":
        return _PASSES
    if known.node is None:
        return _FAILS
    is_metaclass = any(a.dotted == "builtins.type" for a in known.node.mro)
    return _EITHER if is_metaclass or known.node.is_protocol else _FAILS
