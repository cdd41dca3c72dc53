"""Did you mean: where a missing name may have gone."""

import difflib
import operator
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from ssot_audit.extract import facts
from ssot_audit.link.located import MissingModule, Module
from ssot_audit.link.symbols import Definition, Missing, Symbols

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_CLOSE = 0.8


def words(name: str) -> tuple[str, ...]:
    """Return the words of a name in order of the alphabet: `AgentValidator` too."""
    return tuple(sorted(word.lower().rstrip("s") for word in _WORD.findall(name)))


def word_list(name: str) -> list[str]:
    """Return the words of a name in its own order, in lower case."""
    return [word.lower() for word in _WORD.findall(name)]


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like a name, if one is like it at all.

    A private or public twin comes first, then the same words in another order, then
    the name that differs by the fewest letters.
    """
    known = sorted(set(candidates) - {name})
    twins = [other for other in known if other.strip("_") == name.strip("_")]
    if twins:
        return twins[0]
    wanted = words(name)
    if len(wanted) > 1:
        permuted = [other for other in known if words(other) == wanted]
        if permuted:
            return permuted[0]
    close = difflib.get_close_matches(name, known, n=1, cutoff=_CLOSE)
    return close[0] if close else None


def ending_in(name: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """Return the dotted names that a person may mean who writes only their end."""
    known = sorted(set(candidates))
    if name in known:
        return (name,)
    return tuple(other for other in known if other.endswith(f".{name}"))


def closest_ending(name: str, candidates: Iterable[str]) -> str | None:
    """Return the dotted name whose end is most like `name`, if one is at all.

    It differs in one segment: to compare all letters of all names takes seconds.
    """
    wanted = name.split(".")
    ends: dict[str, str] = {}
    for other in sorted(set(candidates), reverse=True):
        end = other.split(".")[-len(wanted) :]
        if sum(map(operator.eq, end, wanted)) >= len(wanted) - 1:
            ends[".".join(end)] = other
    twin = closest(name, ends)
    return ends[twin] if twin is not None else None


class Suggestions:
    """Where names of a program that are missing may have gone."""

    def __init__(self, modules: Sequence[Module], symbols: Symbols) -> None:
        """Look at nothing until the first is missing."""
        self._modules = modules
        self._symbols = symbols

    def for_name(self, missing: Missing) -> str | None:
        """Return where a missing name may have gone, as a sentence."""
        homes = self._homes.get(missing.name, ())
        if len(homes) == 1:
            return f"`{missing.name}` is defined as `{homes[0]}`."
        if isinstance(missing.module, Module):
            twin = closest(missing.name, self._symbols.public_names(missing.module))
            if twin is not None:
                return f"Did you mean `{twin}`?"
        return None

    def for_module(self, missing: MissingModule) -> str | None:
        """Return where a missing module may have gone, as a sentence."""
        leaf = missing.dotted.rpartition(".")[2]
        prefix = missing.location.rpartition("/")[0]
        siblings = {
            module.location.rpartition("/")[2]: module.name
            for module in self._modules
            if module.location.rpartition("/")[0] == prefix
        }
        twin = closest(leaf, siblings)
        if twin is not None:
            return f"Did you mean `{siblings[twin]}`?"
        names = self._names.get(leaf, ())
        return f"There is a module `{names[0]}`." if len(names) == 1 else None

    def for_binding(self, module: Module, name: str) -> str | None:
        """Return the name of a file that an unbound one most likely stands for.

        Only an imported name under another alias, and the same words in another
        order, are evidence enough.
        """
        for found in module.facts.imports:
            if found.name == name and found.is_renamed and not found.scope:
                return found.bound
        wanted = words(name)
        if len(wanted) <= 1:
            return None
        known = sorted(self._symbols.public_names(module))
        return next((other for other in known if words(other) == wanted), None)

    @cached_property
    def _names(self) -> Mapping[str, Sequence[str]]:
        """The modules by the last segment of their names."""
        found: dict[str, list[str]] = {}
        for module in self._modules:
            found.setdefault(module.name.rpartition(".")[2], []).append(module.name)
        return found

    @cached_property
    def _homes(self) -> Mapping[str, Sequence[str]]:
        """Where classes and functions are defined at the level of a module, by name."""
        found: dict[str, list[str]] = {}
        for module in self._modules:
            here: tuple[facts.Class | facts.Function, ...] = (
                *module.facts.classes,
                *module.facts.functions,
            )
            for fact in here:
                if "." not in fact.qualname:
                    home = Definition(module, fact).dotted
                    found.setdefault(fact.qualname, []).append(home)
        return found
