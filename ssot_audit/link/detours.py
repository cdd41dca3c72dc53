"""Imports that take a name from elsewhere than where it is to be taken from.

Either the right place is declared, or the code itself shows it: others take the name
from there, and the module in between has it for its own use only.
"""

import enum
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ssot_audit.extract import facts
from ssot_audit.link.bindings import bindings_of
from ssot_audit.link.homes import Home
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.takings import Taking


class Reason(enum.Enum):
    """Why an import is a detour."""

    DECLARED = "declared"
    """Another home is declared."""
    THIRD_PARTY = "third party"
    """It takes what a module has imported for itself."""
    RIVAL = "rival"
    """Outside its package, the name is taken by several paths, mostly by another."""


@dataclass(frozen=True, slots=True)
class Detour:
    """Imports of one name by one path, and the path they should take."""

    reason: Reason
    takings: tuple[Taking, ...]
    instead: str
    """Dotted."""
    by_instead: int = 0
    """How many imports take that path already; of declared ones, not counted."""
    because: str | None = None
    """What the declaration gives as its reason."""

    @property
    def path(self) -> str:
        """The dotted path it takes."""
        return self.takings[0].path

    @property
    def source(self) -> Module:
        """The module it takes the name from."""
        return self.takings[0].source


def declared_detours(program: Program, homes: Iterable[Home]) -> Iterator[Detour]:
    """Yield the imports of declared names that do not lead home at once."""
    by_definition = {home.definition.dotted: home for home in homes}
    found: dict[str, list[Taking]] = {}
    for taking in program.takings:
        home = by_definition.get(taking.definition.dotted)
        if home is not None and not home.lets(taking):
            found.setdefault(taking.path, []).append(taking)
    for takings in found.values():
        home = by_definition[takings[0].definition.dotted]
        because = home.declared.because
        yield Detour(Reason.DECLARED, tuple(takings), home.dotted, because=because)


def third_party_detours(program: Program) -> Iterator[Detour]:
    """Yield production imports of what the module between has for its own use only.

    It defines something itself, is no package, uses the name, does not list it in
    `__all__` nor import it `as` itself or with `# noqa: F401`, and is not the only one
    who knows the home: at least as many others go there at once.
    """
    direct: Counter[tuple[str, Module]] = Counter()
    around: dict[str, list[Taking]] = {}
    for taking in program.takings:
        if taking.importer.is_test or taking.fact.name != taking.definition.qualname:
            continue
        if taking.is_from_home:
            direct[taking.definition.dotted, taking.importer] += 1
        elif not (taking.source.file.is_package or taking.importer.file.is_package):
            around.setdefault(taking.path, []).append(taking)
    by_home = Counter(dotted for dotted, _ in direct)
    for takings in around.values():
        source, home = takings[0].source, takings[0].definition
        others = by_home[home.dotted] - bool(direct[home.dotted, source])
        if (
            others >= len(takings)
            and _is_for_itself(takings[0])
            and _uses(program, takings[0])
        ):
            yield Detour(Reason.THIRD_PARTY, tuple(takings), home.dotted, others)


def _is_for_itself(taking: Taking) -> bool:
    """Tell whether the source of a taking does not mean to hand its name on."""
    source, home = taking.source, taking.definition.module
    known = source.facts
    if not (known.classes or known.functions) or known.has_computed_exports:
        return False
    if known.exports is not None and taking.fact.name in known.exports:
        return False
    if not {"*", taking.fact.name}.isdisjoint(known.kept_imports):
        return False
    if _private(home.name) - _private(source.name):
        return False
    bound = bindings_of(source).get(taking.fact.name or "", ())
    return len(bound) == 1 and all(
        isinstance(binding, facts.Import)
        and binding.name is not None
        and not (binding.is_renamed or binding.guard)
        for binding in bound
    )


def _uses(program: Program, taking: Taking) -> bool:
    """Tell whether the source of a taking does anything with the name."""
    return any(
        names.root == taking.fact.name
        for scope in program.uses(taking.source).scopes
        for names in scope.names
    )


def rival_detours(program: Program) -> Iterator[Detour]:
    """Yield imports by the less used of two paths, of what a package hands out.

    Only imports from outside that package count, and only in production.
    """
    by_definition: defaultdict[str, list[Taking]] = defaultdict(list)
    for taking in program.takings:
        if not taking.importer.is_test:
            by_definition[taking.definition.dotted].append(taking)
    for takings in by_definition.values():
        faces = {t.source for t in takings if _is_face(t)}
        for face in sorted(faces, key=lambda module: module.path):
            yield from _rivals(face, takings)


def _rivals(face: Module, takings: Iterable[Taking]) -> Iterator[Detour]:
    paths: dict[str, list[Taking]] = {}
    for taking in takings:
        if not f"{taking.importer.location}/".startswith(f"{face.location}/") and (
            taking.is_from_home or taking.source is face
        ):
            paths.setdefault(taking.path, []).append(taking)
    usual = max(paths, key=lambda path: (len(paths[path]), -len(path)), default="")
    for path, rivals in paths.items():
        if path != usual:
            count = len(paths[usual])
            yield Detour(Reason.RIVAL, tuple(rivals), usual, count)


def _is_face(taking: Taking) -> bool:
    """Tell whether a package hands out what one of its modules makes."""
    home = taking.definition.module.location
    return taking.source.file.is_package and home.startswith(
        f"{taking.source.location}/"
    )


def _private(dotted: str) -> set[str]:
    return {segment for segment in dotted.split(".") if segment.startswith("_")}
