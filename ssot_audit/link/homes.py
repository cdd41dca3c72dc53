"""Where declared names live (`[[canonical]]`), and who may take them elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ssot_audit.config.settings import Canonical
from ssot_audit.link.located import Module, Unknown
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition
from ssot_audit.link.takings import Taking


@dataclass(frozen=True, slots=True)
class Home:
    """A name, where it is to be taken from, and what it is."""

    declared: Canonical
    module: Module
    definition: Definition

    @property
    def dotted(self) -> str:
        """The canonical import path."""
        return f"{self.module.name}.{self.declared.name}"

    def lets(self, taking: Taking) -> bool:
        """Tell whether an import of the name may stay as it is.

        Nobody above or inside the home is sent to it: its package hands the name on,
        and its own modules would import what is importing them.
        """
        if taking.source.location == self.module.location:
            return True
        ours, theirs = self.module.location, taking.importer.location
        is_inside = theirs == ours or theirs.startswith(f"{ours}/")
        is_above = taking.importer.file.is_package and ours.startswith(f"{theirs}/")
        return is_inside or is_above or theirs == self.definition.module.location


def homes(program: Program, declared: Sequence[Canonical]) -> Iterator[Home]:
    """Yield the home of each declared name that has one, as far as that is known."""
    for canonical in declared:
        found = home_of(program, canonical)
        if isinstance(found, Home):
            yield found


def home_of(program: Program, canonical: Canonical) -> Home | str | None:
    """Return the home of a declared name, or why it is none; None: unknown.

    A module is the home of what it makes. A package is also the home of what one of
    its own modules makes and its `__init__` hands out.
    """
    module = program.lookup(canonical.home)
    if not isinstance(module, Module):
        if isinstance(module, Unknown):
            return None
        return f"there is no module `{canonical.home}` in the project"
    found = program.member(module, canonical.name)
    if isinstance(found, Unknown):
        return None
    if not isinstance(found, Definition):
        return f"`{canonical.home}` does not define `{canonical.name}`"
    made_in = found.module.location
    if made_in == module.location or made_in.startswith(f"{module.location}/"):
        return Home(canonical, module, found)
    return (
        f"`{canonical.home}` does not define `{canonical.name}`, "
        f"it takes `{found.dotted}` from elsewhere"
    )
