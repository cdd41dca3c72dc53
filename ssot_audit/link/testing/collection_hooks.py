"""Hooks by which a conftest decides what is collected, also those it takes over.

Source: "Writing hook functions" and `_importconftest` of `_pytest/config/__init__.py`
(pytest 9.2): whatever a conftest or plugin has under the name of a hook is one.
"""

from collections.abc import Callable, Iterator

from ssot_audit.extract import facts
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.located import Located, Module

SUBTRACTING = frozenset({"collect_ignore", "collect_ignore_glob"})
"""What only leaves files out."""
DECIDING = SUBTRACTING | {
    *("pytest_collect_directory", "pytest_collect_file", "pytest_collection"),
    *("pytest_ignore_collect", "pytest_pycollect_makeitem"),
    *("pytest_pycollect_makemodule", "python_classes", "python_files"),
    "python_functions",
}
"""Hooks that add tests or leave files out, and settings that a hook changes."""
ANY = "*"
"""A hook of an unknown name."""
CHOOSING = "pytest_collection_modifyitems"
_HOOKS = DECIDING | {CHOOSING}
_NEVER_RUN = facts.TYPE_ONLY | facts.DEFERRED


class CollectionHooks:
    """Tells the hooks of files that pytest reads before those with tests."""

    def __init__(
        self,
        tests_in: Callable[[Module], ModuleTests],
        locate: Callable[[Module, facts.Import], Located],
    ) -> None:
        """Remember whom to ask."""
        self._tests_in = tests_in
        self._locate = locate
        self._known: dict[Module, tuple[str, ...]] = {}

    def of(self, module: Module) -> tuple[str, ...]:
        """Return the hooks of a conftest or plugin; `*`: there may be any."""
        if module not in self._known:
            self._known[module] = ()  # for those that take over from each other
            self._known[module] = tuple(dict.fromkeys(self._read(module)))
        return self._known[module]

    def of_named(self, near: Module, plugin: str) -> tuple[str, ...]:
        """Return the hooks of a plugin of ours that is named to pytest."""
        found = self._locate(near, _import_of(plugin))
        return self.of(found) if isinstance(found, Module) else ()

    def _read(self, module: Module) -> Iterator[str]:
        said = self._tests_in(module)
        yield from said.hooks
        for made in module.facts.classes:  # one may be registered as a plugin
            yield from (m.name for m in made.members if m.name in _HOOKS)
        for variable in module.facts.variables:
            if variable.name in _HOOKS - SUBTRACTING:
                yield variable.name
        for found in module.facts.imports:
            if not found.scope and not found.guard & _NEVER_RUN:
                yield from self._imported(module, found)
        for plugin in said.plugins:
            yield from self.of_named(module, plugin)

    def _imported(self, module: Module, found: facts.Import) -> Iterator[str]:
        if found.name == ANY:
            located = self._locate(module, found)
            yield from self.of(located) if isinstance(located, Module) else (ANY,)
        elif found.bound in DECIDING:
            yield found.bound
        elif found.bound == CHOOSING:
            located = self._locate(module, found)
            if not isinstance(located, Module) or CHOOSING in self.of(located):
                yield CHOOSING


def _import_of(dotted: str) -> facts.Import:
    return facts.Import(
        module=dotted,
        level=0,
        name=None,
        bound="",
        is_renamed=False,
        guard=0,
        span=facts.START,
        scope="",
    )
