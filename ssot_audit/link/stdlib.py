"""The standard library as the stubs describe it: one committed table, decoded lazily.

A class under audit often inherits from the standard library. What such a base offers
must not depend on the interpreter that happens to run the audit, so it is read from
`stdlib.json`, generated from typeshed (see `docs/stdlib-table.md`).

Invariants:

- The table is the union over all Python versions and platforms that the stubs know: a
  name that exists anywhere exists here.
- Each class, function and variable has one canonical dotted name: the place where the
  stubs define it. But abstract base classes live in `collections.abc`, whatever
  `typing` calls them, and what `typing_extensions` backports lives in `typing`.
- Unknown is not wrong: `lacks` is true and `resolve` is None only where that is sure.
"""

from difflib import get_close_matches
from functools import cache
from pathlib import Path

import msgspec

from ssot_audit.link.stdlib_classes import StdlibClass, parse_member

_OBJECT = "builtins.object"
_TYPE = "builtins.type"
_CLOSE = 0.85
"""Similarity of a misspelling; lower, real names that stubs leave out would match."""


class ModuleRecord(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One module as the table stores it; its classes stay encoded."""

    names: frozenset[str] = frozenset()
    """What the module itself defines."""
    aliases: dict[str, str] = {}
    """What it re-exports, with the canonical names."""
    exports: frozenset[str] | None = None
    """Its `__all__`, unless that is simply all public names."""
    is_open: bool = False
    """Whether it has a `__getattr__` of its own."""
    classes: dict[str, msgspec.Raw] = {}
    """By qualified name, for those whose canonical home this module is."""


class ClassRecord(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One class as the table stores it; the fields are those of `StdlibClass`."""

    bases: tuple[str, ...] = ()
    metaclass: str | None = None
    is_protocol: bool = False
    is_open: bool = False
    is_complete: bool = False
    members: dict[str, str] = {}


class TableRecord(msgspec.Struct, frozen=True, gc=False):
    """The whole table; its modules stay encoded."""

    provenance: dict[str, str]
    unstubbed: frozenset[str]
    """Modules that exist but have no stub: everything below them is unknown."""
    modules: dict[str, msgspec.Raw]


class StdlibTable:
    """Answers about the standard library; names are dotted and start at the top."""

    def __init__(self, encoded: bytes) -> None:
        """Read the table's index, and nothing below it."""
        self._table = msgspec.json.decode(encoded, type=TableRecord)
        self._top_level = frozenset(
            name.partition(".")[0]
            for names in (self._table.modules, self._table.unstubbed)
            for name in names
        )
        self._modules: dict[str, ModuleRecord] = {}
        self._classes: dict[str, ClassRecord | None] = {}

    @property
    def provenance(self) -> dict[str, str]:
        """Which stubs the table was made from."""
        return self._table.provenance

    @property
    def decoded_modules(self) -> frozenset[str]:
        """The modules decoded so far: what the questions asked have cost."""
        return frozenset(self._modules)

    def has_top_level(self, name: str) -> bool:
        """Tell whether some Python version has a top-level module of this name."""
        return name in self._top_level

    def is_module(self, dotted: str) -> bool:
        """Tell whether some Python version has this module."""
        return dotted in self._table.modules or dotted in self._table.unstubbed

    def names(self, module: str) -> frozenset[str] | None:
        """Return all names known to be bound in a module; None without a stub."""
        record = self._module(module)
        return None if record is None else self._bound(record)

    def star_names(self, module: str) -> frozenset[str] | None:
        """Return what `from module import *` binds; None without a stub."""
        record = self._module(module)
        if record is None:
            return None
        if record.exports is not None:
            return record.exports
        bound = self._bound(record)
        return frozenset(name for name in bound if not name.startswith("_"))

    def resolve(self, dotted: str) -> str | None:
        """Return the canonical name, or None if there is no such thing for sure.

        Below a module that is so for misspellings of its public names only: stubs list
        an API, but one can import anything that the source of a module happens to bind.
        What the stubs cannot tell resolves to itself, as do names below a variable.
        """
        if self._is_below_unstubbed(dotted):
            return dotted
        module, path = self._split(dotted)
        if module is None:
            return None
        if not path:
            return self._home_of_leaf(module)
        home = self._home(module, path[0])
        if home is None or len(path) == 1:
            return home
        below = ".".join((home, *path[1:]))
        if self.is_module(home):
            return self.resolve(below)
        return None if self._class_lacks(home, path[1]) else below

    def find_class(self, dotted: str) -> StdlibClass | None:
        """Return the class of this name, canonical or not."""
        qualname = self.resolve(dotted)
        record = None if qualname is None else self._class(qualname)
        if qualname is None or record is None:
            return None
        return StdlibClass(
            qualname=qualname,
            bases=record.bases,
            is_protocol=record.is_protocol,
            metaclass=record.metaclass,
            members=tuple(parse_member(*item) for item in record.members.items()),
            is_open=record.is_open,
            is_complete=record.is_complete,
        )

    def ancestors(self, dotted: str) -> tuple[str, ...]:
        """Return the canonical names of a class and all its bases, `object` last."""
        found: dict[str, None] = {}
        pending = [self.resolve(dotted) or dotted]
        while pending:
            qualname = pending.pop()
            if qualname not in found:
                found[qualname] = None
                record = self._class(qualname)
                pending += reversed(record.bases if record else ())
        found.pop(_OBJECT, None)
        return (*found, _OBJECT)

    def lacks(self, dotted: str, member: str) -> bool:
        """Tell whether instances of a class certainly have no such member.

        Never true of an open class or one that is not in the table. True of a name
        that begins with an underscore only if the class and all its bases list even
        those. Instances do not have the members of `type`, hence these are lacking.
        """
        return all(
            self._itself_lacks(qualname, member) for qualname in self.ancestors(dotted)
        )

    def _itself_lacks(self, qualname: str, member: str) -> bool:
        """Tell whether a class, its bases aside, certainly has no such member."""
        record = self._class(qualname)
        if record is None or record.is_open or member in record.members:
            return False
        if member.startswith("_") and not record.is_complete:
            return False
        return not self._metaclass_offers(record.metaclass, member)

    def _metaclass_offers(self, metaclass: str | None, member: str) -> bool:
        """Tell whether classes have the member, like `__members__` of enumerations."""
        if metaclass is None:
            return False
        offering = (name for name in self.ancestors(metaclass) if name != _TYPE)
        records = map(self._class, offering)
        return any(record is None or member in record.members for record in records)

    def _class_lacks(self, qualname: str, member: str) -> bool:
        """Tell whether the class, as an object, certainly has no such attribute."""
        return self.lacks(qualname, member) and self.lacks(_TYPE, member)

    def _home(self, module: str, name: str) -> str | None:
        """Return the canonical name of what a module binds to a name."""
        dotted = f"{module}.{name}"
        record = self._module(module)
        if record is None or name in record.names:
            return dotted
        if name in record.aliases:
            return record.aliases[name]
        return None if self._is_misspelt(name, module, record) else dotted

    def _is_misspelt(self, name: str, module: str, record: ModuleRecord) -> bool:
        """Tell whether a name that is not bound is meant to be a public one that is."""
        is_elsewhere = self.is_module(f"{module}.{name}") or name in self._top_level
        if is_elsewhere or record.is_open or name.startswith("_"):
            return False
        public = [bound for bound in self._bound(record) if not bound.startswith("_")]
        return bool(get_close_matches(name, public, n=1, cutoff=_CLOSE))

    def _home_of_leaf(self, module: str) -> str:
        """Return what a submodule's name means: `unittest.main` is a class, too."""
        package, _, leaf = module.rpartition(".")
        record = self._module(package) if package else None
        return record.aliases.get(leaf, module) if record else module

    def _split(self, dotted: str) -> tuple[str | None, list[str]]:
        """Split a name into the longest module that has a stub, and the rest."""
        parts = dotted.split(".")
        for end in range(len(parts), 0, -1):
            module = ".".join(parts[:end])
            if module in self._table.modules:
                return module, parts[end:]
        return None, parts

    def _is_below_unstubbed(self, dotted: str) -> bool:
        parts = dotted.split(".")
        return any(
            ".".join(parts[:end]) in self._table.unstubbed
            for end in range(1, len(parts) + 1)
        )

    @staticmethod
    def _bound(record: ModuleRecord) -> frozenset[str]:
        return record.names.union(record.aliases)

    def _module(self, name: str) -> ModuleRecord | None:
        if name not in self._modules and name in self._table.modules:
            encoded = self._table.modules[name]
            self._modules[name] = msgspec.json.decode(encoded, type=ModuleRecord)
        return self._modules.get(name)

    def _class(self, qualname: str) -> ClassRecord | None:
        if qualname not in self._classes:
            module, path = self._split(qualname)
            record = None if module is None else self._module(module)
            encoded = record and record.classes.get(".".join(path))
            self._classes[qualname] = (
                msgspec.json.decode(encoded, type=ClassRecord) if encoded else None
            )
        return self._classes[qualname]


@cache
def load() -> StdlibTable:
    """Return the committed table."""
    return StdlibTable(Path(__file__).with_name("stdlib.json").read_bytes())
