"""Findings that are known from before: of a revision, or in the baseline.

A finding is the same if its identity is; what is known of it are its parts, by name and
number. A gone and a new finding that are equal but for the module, one of each, are one
finding that moved.
"""

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from ssot_audit.rules.finding import Part
from ssot_audit.verdict.identity import Identity
from ssot_audit.verdict.verdict import Reported, Status

Parts = Counter[str]
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.\w+)*")


class Known:
    """What is known, by the names that things have now."""

    def __init__(self, parts: Mapping[Identity, Parts]) -> None:
        """Take the parts of each finding that is known."""
        self.parts: dict[Identity, Parts] = dict(parts)
        self.moved: dict[Identity, Identity] = {}
        """Of findings as they are now: what they were."""

    def follow(self, present: Collection[Identity]) -> None:
        """Find out which of the known findings moved, from all there are now."""
        gone = _by_rest(self.parts.keys() - present)
        come = _by_rest(set(present) - self.parts.keys())
        for rest in gone.keys() & come.keys():
            if len(gone[rest]) == len(come[rest]) == 1:
                (old,), (new,) = gone[rest], come[rest]
                self.moved[new] = old
                modules = {old[1]: new[1]}
                names = self.parts[old]
                self.parts[new] = Counter(
                    {renamed(name, modules): names[name] for name in names}
                )

    def split(self, item: Reported) -> Iterator[Reported]:
        """Yield what is new of a finding, and what is known of it."""
        identity = item.finding.identity
        known = self.parts.get(identity)
        if item.status is not Status.NEW or known is None:
            yield item
            return
        new, old = apart(item.finding.parts, known)
        before = self.moved.get(identity)
        for parts, status in ((new, Status.NEW), (old, Status.BASELINED)):
            if parts:
                yield dataclasses.replace(
                    item,
                    finding=item.finding.narrowed(parts),
                    status=status,
                    moved_from=before[1] if before else item.moved_from,
                )


def part_names(items: Iterable[Reported]) -> dict[Identity, Parts]:
    """Return how many parts of each name every finding has."""
    found: dict[Identity, Parts] = defaultdict(Counter)
    for item in items:
        found[item.finding.identity].update(part.name for part in item.finding.parts)
    return found


def apart(parts: Iterable[Part], known: Parts) -> tuple[list[Part], list[Part]]:
    """Return the parts that are more than are known of their name, and the others."""
    left = known.copy()
    new: list[Part] = []
    old: list[Part] = []
    for part in parts:
        (old if left[part.name] > 0 else new).append(part)
        left[part.name] -= 1
    return new, old


def renamed_identity(identity: Identity, modules: Mapping[str, str]) -> Identity:
    """Return an identity by the new names of modules."""
    code, module, symbol, subject = identity
    module, symbol, subject = (renamed(n, modules) for n in (module, symbol, subject))
    return (code, module, symbol, subject)


def renamed(text: str, modules: Mapping[str, str]) -> str:
    """Give every dotted name in a text the new name of its module."""
    if not modules:
        return text
    return _DOTTED.sub(lambda found: _renamed_name(found[0], modules), text)


def _renamed_name(name: str, modules: Mapping[str, str]) -> str:
    module, rest = name, ""
    while module:
        if module in modules:
            return modules[module] + rest
        module, _, last = module.rpartition(".")
        rest = f".{last}{rest}"
    return name


def _by_rest(identities: Iterable[Identity]) -> dict[Identity, list[Identity]]:
    """Group identities by all but their own module, wherever it is named."""
    groups: dict[Identity, list[Identity]] = defaultdict(list)
    for identity in identities:
        module = identity[1]
        groups[renamed_identity(identity, {module: "*"})].append(identity)
    return groups
