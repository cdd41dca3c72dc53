"""The fixtures of a program, by name."""

from collections.abc import Iterable, Iterator

from ssot_audit.discover.paths import parent_of
from ssot_audit.extract.facts import Function
from ssot_audit.link.located import Module

_MAKERS = frozenset({"fixture", "yield_fixture"})


class Fixtures:
    """Finds the functions that a parameter of a test may be filled by."""

    def __init__(self, modules: Iterable[Module]) -> None:
        """Collect what is decorated as one."""
        self._known: dict[str, list[tuple[Module, Function]]] = {}
        for module in modules:
            for function in _functions(module):
                if function.decorators and any(
                    d.rpartition(".")[2] in _MAKERS for d in function.decorators
                ):
                    name = function.qualname.rpartition(".")[2]
                    self._known.setdefault(name, []).append((module, function))

    def named(self, name: str, seen_from: Module) -> list[tuple[Module, Function]]:
        """Return those of the file, else of the files above it, else of any."""
        known = self._known.get(name, [])
        own = [found for found in known if found[0] is seen_from]
        above = [found for found in known if _is_above(found[0], seen_from)]
        return own or above or known


def _functions(module: Module) -> Iterator[Function]:
    yield from module.facts.functions
    for made in module.facts.classes:
        for member in made.members:
            if member.function is not None:
                yield member.function


def _is_above(conftest: Module, module: Module) -> bool:
    home = parent_of(conftest.path)
    is_conftest = conftest.location.rpartition("/")[2] == "conftest"
    return is_conftest and (not home or module.path.startswith(f"{home}/"))
