"""Make the table's class records: bases as at run time, members of all versions."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import chain

from msgspec.structs import replace

from ssot_audit.link.stdlib import ClassRecord
from ssot_audit.link.stdlib_classes import StdlibMember, format_member
from tools.stdlib_table.members import read_members
from tools.stdlib_table.names import Library, base_names
from tools.stdlib_table.scan import dotted

_ABC_META = "abc.ABCMeta"
_OBJECT = "builtins.object"
_PROTOCOL = "typing.Protocol"
_TYPING_ONLY = {"typing.Generic", _PROTOCOL}
_CATCH_ALL = {"__getattr__", "__getattribute__"}


@dataclass(frozen=True, slots=True)
class Curated:
    """What the stubs do not say, as patterns of canonical class names."""

    complete: Sequence[str]
    """Classes whose stubs list even their private names."""
    open: Sequence[str]
    """Classes whose stubs do not even list all their public names."""
    typing_bases: Sequence[str]
    """Classes that have `Generic` or `Protocol` as a base at run time, too."""
    virtual_bases: Mapping[str, Sequence[str]]
    """Bases that only the stubs have, with the classes that have them there."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A class before it is written down."""

    bases: tuple[str, ...]
    metaclass: str | None
    is_protocol: bool
    is_open: bool
    members: dict[str, StdlibMember]


class ClassReader:
    """Makes the records of one library's classes."""

    def __init__(self, library: Library, curated: Curated) -> None:
        """Start with no class read."""
        self._library = library
        self._curated = curated
        self._shapes: dict[str, Shape | None] = {}

    def record(self, qualname: str) -> ClassRecord | None:
        """Return the record of a class, None if the name is no class."""
        shape = self._shape(qualname)
        if shape is None:
            return None
        is_enforced = self._is_enforced(qualname)
        members = {
            name: format_member(
                replace(member, is_abstract=member.is_abstract and is_enforced)
            )
            for name, member in shape.members.items()
        }
        return ClassRecord(
            bases=shape.bases,
            metaclass=shape.metaclass,
            is_protocol=shape.is_protocol,
            is_open=shape.is_open,
            is_complete=_matches(qualname, self._curated.complete),
            members=members,
        )

    def _shape(self, qualname: str) -> Shape | None:
        if qualname not in self._shapes:
            self._shapes[qualname] = self._read(qualname)
        return self._shapes[qualname]

    def _read(self, qualname: str) -> Shape | None:
        found = self._library.origin(qualname)
        if found is None:
            return None
        module, definitions = found
        named = [self._bases(module, definition) for definition in definitions]
        real = (self._at_run_time(qualname, base) for base in named[0])
        bases = tuple(dict.fromkeys(chain.from_iterable(real)))
        inherited = {*self._ancestors(bases), *_TYPING_ONLY}
        # A base that only the stubs or older versions have still lends its members.
        lenders = [base for base in chain(*named) if base not in inherited]
        members = self._inherited(lenders)
        for name in self._inherited(bases):
            members.pop(name, None)
        if not _TYPING_ONLY.isdisjoint(chain(*named)):
            members |= self._subscription()
        members |= self._members(module, definitions)
        is_protocol = any(_PROTOCOL in bases for bases in named)
        return Shape(
            bases=bases,
            metaclass=self._metaclass(module, definitions)
            or (_ABC_META if is_protocol else None),
            is_protocol=is_protocol,
            is_open=_matches(qualname, self._curated.open)
            or any(map(self._is_unknown, (*bases, *lenders)))
            or (qualname != _OBJECT and not _CATCH_ALL.isdisjoint(members)),
            members=members,
        )

    def _bases(self, module: str, definition: ast.ClassDef) -> tuple[str, ...]:
        """Return the canonical bases; one that is not understood stays as it is."""
        written = base_names(definition)
        return tuple(self._library.lookup(module, name) or name for name in written)

    def _at_run_time(self, qualname: str, base: str) -> Iterator[str]:
        """Yield what a base that the stubs name is at run time."""
        if base in _TYPING_ONLY:
            if _matches(qualname, self._curated.typing_bases):
                yield base
        elif self._library.is_fictitious(base):
            yield from self._bases_of(base)
        elif base != _OBJECT and not self._is_virtual(qualname, base):
            yield base

    def _is_virtual(self, qualname: str, base: str) -> bool:
        return any(
            fnmatchcase(base, pattern) and _matches(qualname, heirs)
            for pattern, heirs in self._curated.virtual_bases.items()
        )

    def _is_enforced(self, qualname: str) -> bool:
        """Tell whether Python refuses instances of a class with abstract methods."""
        shapes = map(self._shape, self._ancestors([qualname]))
        metaclasses = {shape.metaclass for shape in shapes if shape}
        return any(
            _ABC_META in self._ancestors([metaclass])
            for metaclass in metaclasses
            if metaclass
        )

    def _is_unknown(self, base: str) -> bool:
        """Tell whether a base may have any members."""
        shape = self._shape(base)
        return shape is None or shape.is_open

    def _ancestors(self, bases: Iterable[str]) -> Iterator[str]:
        """Yield classes and their bases; some more than once."""
        for base in bases:
            yield base
            yield from self._ancestors(self._bases_of(base))

    def _bases_of(self, qualname: str) -> tuple[str, ...]:
        shape = self._shape(qualname)
        return shape.bases if shape else ()

    def _inherited(self, bases: Iterable[str]) -> dict[str, StdlibMember]:
        """Return the members that bases hand down, none of them abstract."""
        members: dict[str, StdlibMember] = {}
        for ancestor in self._ancestors(bases):
            shape = self._shape(ancestor)
            for name, member in (shape.members if shape else {}).items():
                members.setdefault(name, replace(member, is_abstract=False))
        return members

    def _subscription(self) -> dict[str, StdlibMember]:
        """Return what makes `Class[int]` work."""
        name = "__class_getitem__"
        generic = self._shape("typing.Generic")
        return {name: generic.members[name]} if generic else {}

    def _members(
        self, module: str, definitions: Sequence[ast.ClassDef]
    ) -> dict[str, StdlibMember]:
        return read_members(
            definitions,
            lambda name: self._library.is_awaitable(self._library.lookup(module, name)),
        )

    def _metaclass(
        self, module: str, definitions: Sequence[ast.ClassDef]
    ) -> str | None:
        """Return the canonical metaclass that some definition names."""
        for definition in definitions:
            for keyword in definition.keywords:
                name = dotted(keyword.value)
                if keyword.arg == "metaclass" and name:
                    return self._library.lookup(module, name) or name
        return None


def _matches(qualname: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(qualname, pattern) for pattern in patterns)
