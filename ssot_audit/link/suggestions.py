"""Did you mean: where a missing name may have gone."""

import difflib
import operator
import re
from collections.abc import Iterable

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
