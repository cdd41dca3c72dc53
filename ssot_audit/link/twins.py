"""Functions of one name of which one has to be awaited and another must not."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from ssot_audit.extract.facts import VAR_KEYWORD, VAR_POSITIONAL, Function, Parameter
from ssot_audit.link.located import Module
from ssot_audit.link.originals import is_at_top, originals
from ssot_audit.link.parallels import Parallels

_CONVENTION = 5
"""Modules that define a function of one name: it is an entry point of each."""
_AWAITABLES = frozenset({"Awaitable", "Coroutine", "Future", "Task"})
_MIRRORED = 3
"""Twins of two modules that are the two sides of one interface."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A function, and whether a call has to be awaited."""

    module: Module
    function: Function

    @property
    def dotted(self) -> str:
        """Name of the module and of the function."""
        return f"{self.module.name}.{self.function.qualname}"


def twins(
    modules: Iterable[Module], parallels: Parallels
) -> Iterator[tuple[Twin, ...]]:
    """Yield the functions of each name that is sync here and async there."""
    by_name: dict[str, list[Twin]] = {}
    for module in originals(modules):
        for function in module.facts.functions:
            if _is_public(function):
                by_name.setdefault(function.qualname, []).append(Twin(module, function))
    groups = [
        [one for pair in pairs for one in pair]
        for _, found in sorted(by_name.items())
        if 1 < len(found) < _CONVENTION
        if (pairs := list(_pairs(found, parallels)))
    ]
    mirrored = _mirrored(groups)
    for group in groups:
        apart = dict.fromkeys(
            one
            for pair in zip(group[::2], group[1::2], strict=True)
            if _files(pair) not in mirrored
            for one in pair
        )
        if apart:
            yield tuple(sorted(apart, key=lambda one: one.module.path))


def _is_public(function: Function) -> bool:
    """Tell whether others call a function; what is decorated, a framework may call."""
    return (
        is_at_top(function)
        and not function.qualname.startswith("_")
        and not function.decorators
    )


def _pairs(found: Iterable[Twin], parallels: Parallels) -> Iterator[tuple[Twin, Twin]]:
    known = tuple(found)
    sync = [
        one
        for one in known
        if not one.function.is_async
        and one.function.returns.rpartition(".")[2] not in _AWAITABLES
    ]
    for one, other in product(sync, (t for t in known if t.function.is_async)):
        if _take_the_same(one.function, other.function) and not parallels.are_parallel(
            one.module, other.module
        ):
            yield one, other


def _take_the_same(one: Function, other: Function) -> bool:
    """Tell whether a call of the one could have been meant for the other."""
    first, second = (
        [parameter.name for parameter in function.parameters if _is_required(parameter)]
        for function in (one, other)
    )
    return first == second


def _is_required(parameter: Parameter) -> bool:
    return not parameter.has_default and parameter.kind not in {
        VAR_POSITIONAL,
        VAR_KEYWORD,
    }


def _mirrored(groups: Iterable[list[Twin]]) -> frozenset[frozenset[str]]:
    counts = Counter(
        _files(pair)
        for group in groups
        for pair in zip(group[::2], group[1::2], strict=True)
    )
    return frozenset(files for files, n in counts.items() if n >= _MIRRORED)


def _files(pair: tuple[Twin, Twin]) -> frozenset[str]:
    return frozenset(one.module.path for one in pair)
