"""Whether the versions that one requirement accepts meet another (PEP 440)."""

import re
from collections.abc import Iterable, Iterator

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from ssot_audit.link.required_versions import Answer


def required_name(requirement: str) -> str:
    """Return the normalised name at the start of a requirement (PEP 503)."""
    return canonicalize_name(re.split(r"[^\w.-]", requirement, maxsplit=1)[0])


def compare(accepted: Iterable[str], requirement: str) -> Answer:
    """Tell which versions that all specifiers accept meet a requirement.

    Both are tried at the versions where either may change its mind. Where nothing can
    be said, some do.
    """
    try:
        asked = Requirement(requirement).specifier
        all_of = SpecifierSet(",".join(filter(None, accepted)))
        versions = [v for v in _probes(all_of, asked) if all_of.contains(v)]
    except ValueError:
        return Answer.SOME
    met = {asked.contains(version) for version in versions}
    if met == {True}:
        return Answer.ALL
    return Answer.NONE if met == {False} else Answer.SOME


def _probes(*specifiers: SpecifierSet) -> Iterator[Version]:
    """Yield each version that is written, some just below and some just above it."""
    yield Version("0")
    yield Version("99999")
    for specifier in specifiers:
        for clause in specifier:
            version = Version(clause.version.removesuffix(".*"))
            release = [*version.release, 0, 0][: max(3, len(version.release))]
            yield version
            yield from map(_version, (*_below(release), *_above(release)))


def _version(release: list[int]) -> Version:
    return Version(".".join(map(str, release)))


def _below(release: list[int]) -> Iterator[list[int]]:
    for position, number in enumerate(release):
        if number:
            yield [*release[:position], number - 1, 99999]


def _above(release: list[int]) -> Iterator[list[int]]:
    yield [*release, 1]
    for position, number in enumerate(release):
        yield [*release[:position], number + 1]
