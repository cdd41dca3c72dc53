"""Which imports take something deprecated: declared, marked (PEP 702), or warned of."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ssot_audit.config.settings import Deprecation
from ssot_audit.extract import facts
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import External, Module, Namespace
from ssot_audit.link.modules import ModuleIndex
from ssot_audit.link.symbols import Definition, Missing, Symbols

PEP_702 = frozenset({"warnings.deprecated", "typing_extensions.deprecated"})
"""Decorators that mark what is deprecated."""
_PYTHONS = tuple((3, minor) for minor in range(100))
_CLAUSE = re.compile(r"(~=|==|!=|[<>]=?)\s*(\d+)\.(\d+)")
_Operators = Mapping[str, Callable[[tuple[int, int], tuple[int, int]], bool]]
_COMPARISONS: _Operators = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
}
_SUPPORT: _Operators = {
    **_COMPARISONS,
    "!=": lambda _version, _limit: True,
    ">": operator.ge,
    "~=": operator.ge,
}
"""The same of `requires-python`, whose clauses may be about patch releases only."""


@dataclass(frozen=True, slots=True)
class Deprecated:
    """Something that must no longer be imported."""

    dotted: str
    module: str
    """The module that has it."""
    reason: str | None
    use: str | None = None
    is_names_only: bool = False
    """Whether it is a package that only its submodules may be taken from."""
    definition: tuple[Module, facts.Span] | None = None
    """Where it says so itself."""


class Deprecations:
    """Judges the imports of one program."""

    def __init__(
        self,
        index: ModuleIndex,
        symbols: Symbols,
        hierarchy: Hierarchy,
        declared: Sequence[Deprecation],
        python_requires: str | None,
    ) -> None:
        """Keep the declarations that hold for the Pythons this project supports."""
        self._index = index
        self._symbols = symbols
        self._hierarchy = hierarchy
        self._declared = [d for d in declared if _holds(d.when, python_requires)]

    @property
    def declared_names(self) -> Iterator[Deprecated]:
        """The declared targets that hold whatever Python runs, with their names."""
        for declared in self._declared:
            if not declared.when:
                home, _, _ = declared.target.rpartition(".")
                yield _declared(
                    declared, declared.target if declared.names_only else home
                )

    def judge(self, importer: Module, found: facts.Import) -> Deprecated | None:
        """Return what an import takes that is deprecated, if anything."""
        located = self._index.locate(importer, found.level, found.module)
        if located is importer:
            return None
        declared = self._judge_declared(importer, found)
        if declared is not None:
            return declared
        if isinstance(located, Module):
            return self._judge_marked(importer, found) or self._judge_warned(
                importer, found, located
            )
        return None

    def _judge_declared(
        self, importer: Module, found: facts.Import
    ) -> Deprecated | None:
        if not self._declared:
            return None
        module, names = self._names(importer, found)
        resolved = self._symbols.imported(importer, found)
        passed_on = resolved.dotted if isinstance(resolved, External) else ""
        for declaration in self._declared:
            target = declaration.target
            if declaration.when and found.guard & (facts.OPTIONAL | facts.CONDITIONAL):
                continue
            if (
                (target in names and not declaration.names_only)
                or (passed_on == target and not declaration.when)
                or self._is_below(declaration, module, found, importer)
            ):
                is_module = target == module
                home = target if is_module else target.rpartition(".")[0]
                return _declared(declaration, home)
        return None

    def _names(self, importer: Module, found: facts.Import) -> tuple[str, set[str]]:
        """Return the module an import names, and every full name of what it takes."""
        located = self._index.locate(importer, found.level, found.module)
        module = _dotted(located, self._index)
        names = {module} if found.name in {None, "*"} else {f"{module}.{found.name}"}
        resolved = self._symbols.imported(importer, found)
        if isinstance(resolved, Definition):
            names.add(resolved.dotted)
        return module, names

    def _is_below(
        self,
        declaration: Deprecation,
        module: str,
        found: facts.Import,
        importer: Module,
    ) -> bool:
        """Tell whether an import takes something from a deprecated module."""
        target = declaration.target
        if importer.name == target or importer.name.startswith(f"{target}."):
            return False
        if not declaration.names_only:
            return module == target or module.startswith(f"{target}.")
        if module != target or found.name is None:
            return False
        if found.name == "*":
            return True
        resolved = self._symbols.imported(importer, found)
        return not isinstance(resolved, (Module, Namespace, Missing))

    def _judge_marked(self, importer: Module, found: facts.Import) -> Deprecated | None:
        """Judge a class or function by its `@deprecated` decorator."""
        resolved = self._symbols.imported(importer, found)
        if not isinstance(resolved, Definition):
            return None
        fact, home = resolved.fact, resolved.module
        if isinstance(fact, facts.Variable) or fact.deprecation is None:
            return None
        is_marked = any(
            self._hierarchy.full_name(home, decorator) in PEP_702
            for decorator in fact.decorators
        )
        if not is_marked or home is importer or _re_exports(importer, home):
            return None
        return Deprecated(
            resolved.dotted,
            home.name,
            fact.deprecation,
            definition=(home, fact.span),
        )

    def _judge_warned(
        self, importer: Module, found: facts.Import, located: Module
    ) -> Deprecated | None:
        """Judge a module that warns whenever it is imported.

        Importing a submodule runs its packages as well, but what is deprecated is
        the module the import names.
        """
        target: object = located
        if found.name not in {None, "*"}:
            resolved = self._symbols.imported(importer, found)
            target = resolved if isinstance(resolved, Module) else located
        if not isinstance(target, Module) or target.facts.deprecation is None:
            return None
        if importer.location.startswith(f"{target.location}/"):
            return None
        if any(d.names_only and d.target == target.name for d in self._declared):
            return None
        return Deprecated(
            target.name,
            target.name,
            target.facts.deprecation or None,
            definition=(target, facts.START),
        )


def _declared(declaration: Deprecation, module: str) -> Deprecated:
    return Deprecated(
        declaration.target,
        module,
        declaration.because or declaration.reason,
        declaration.use,
        declaration.names_only,
    )


def _dotted(located: object, index: ModuleIndex) -> str:
    if isinstance(located, Module):
        return located.name
    if isinstance(located, Namespace):
        return index.dotted(located.location)
    return located.dotted if isinstance(located, External) else ""


def _re_exports(importer: Module, home: Module) -> bool:
    """Tell whether a package takes a name from a module of its own."""
    return importer.file.is_package and home.location.startswith(
        f"{importer.location}/"
    )


def _holds(when: str | None, python_requires: str | None) -> bool:
    """Tell whether some Python that the project supports meets a condition."""
    return any(
        _meets(version, when or "", _COMPARISONS)
        and _meets(version, python_requires or "", _SUPPORT)
        for version in _PYTHONS
    )


def _meets(version: tuple[int, int], clauses: str, operators: _Operators) -> bool:
    return all(
        operators[symbol](version, (int(major), int(minor)))
        for symbol, major, minor in _CLAUSE.findall(clauses)
    )
