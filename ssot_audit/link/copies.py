"""Functions with one body in several places, whatever they and their locals are called.

Functions that two files, or two classes of one file, have in common are one thing:
somebody copied the file or the class, or the part of it that these functions are.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ssot_audit.extract.facts import Function
from ssot_audit.link.located import Module
from ssot_audit.link.originals import originals
from ssot_audit.link.parallels import Parallels


@dataclass(frozen=True, slots=True)
class Copy:
    """A function that has a body in common with others."""

    module: Module
    function: Function
    statements: int

    @property
    def owner(self) -> str:
        """Dotted name of the class or module that has it."""
        return self.dotted.rpartition(".")[0]

    @property
    def dotted(self) -> str:
        """Name of the module and the qualified name."""
        return f"{self.module.name}.{self.function.qualname}"


Copies = tuple[Copy, ...]
"""All of one body, in the order of their files."""

_Key = tuple[int, bool, tuple[str, ...]]


def copies(modules: Iterable[Module], parallels: Parallels) -> list[list[Copies]]:
    """Return the bodies that occur repeatedly; those of the same homes together."""
    by_body: dict[_Key, list[Copy]] = {}
    for module in originals(modules):
        for key, copy in _in_module(module):
            by_body.setdefault(key, []).append(copy)
    by_homes: dict[tuple[str, ...], list[Copies]] = {}
    for group in by_body.values():
        found = _unintended(group, parallels)
        if found:
            by_homes.setdefault(homes_of(found), []).append(found)
    return [by_homes[names] for names in sorted(by_homes)]


def homes_of(group: Copies) -> tuple[str, ...]:
    """Return the modules that have a body; if it is one only, the classes."""
    names = {copy.module.name for copy in group}
    if len({copy.module.path for copy in group}) == 1:
        names = {copy.owner for copy in group}
    return tuple(sorted(names))


def _in_module(module: Module) -> Iterator[tuple[_Key, Copy]]:
    known = module.facts
    if not known.shapes:
        return
    functions: dict[str, list[Function]] = {}
    for function in known.functions:
        functions.setdefault(function.qualname, []).append(function)
    for made in known.classes:
        for member in made.members:
            if member.function is not None:
                functions.setdefault(member.function.qualname, []).append(
                    member.function
                )
    for shape in known.shapes:
        found = functions.get(shape.qualname, ())
        if len(found) == 1 and not found[0].guard:
            function = found[0]
            decorators = tuple(d.rpartition(".")[2] for d in function.decorators)
            key = (shape.digest, function.is_async, decorators)
            yield key, Copy(module, function, shape.statements)


def _unintended(group: Sequence[Copy], parallels: Parallels) -> Copies:
    """Return the copies that have another one which is not parallel to them."""
    return tuple(
        one
        for one in group
        if any(
            other is not one
            and (
                other.module is one.module
                or not parallels.are_parallel(one.module, other.module)
            )
            for other in group
        )
    )
