"""What decorators make of a function that may be a test.

Of decorators that are not known it is taken that they hand back one function, as almost
all of them do.
"""

from collections.abc import Callable

from ssot_audit.extract import facts
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import Module
from ssot_audit.link.symbols import Definition, Symbols
from ssot_audit.link.testing.switches import Switches

_NO_TESTS = frozenset(
    {
        *("fixture", "yield_fixture"),
        *("abstractproperty", "cached_property", "property", "singledispatchmethod"),
        "nottest",
    }
)
"""Last segments of what makes something of a function that pytest does not collect."""
_CALLABLE = frozenset({"fixture", "yield_fixture", "singledispatchmethod"})
"""Those of them whose result can be called as an attribute of its class."""
_MULTIPLIERS = frozenset(
    {"data", "expand", "file_data", "idata", "named_data", "named_parameters", "unpack"}
)
"""Last segments of decorators that put other tests in the place of one."""
_IS_TEST = "istest"
_MARK = "pytest.mark."


class Decorators:
    """Judges functions by what decorates them."""

    def __init__(
        self,
        symbols: Symbols,
        hierarchy: Hierarchy,
        tests_in: Callable[[Module], ModuleTests],
        switches: Switches,
    ) -> None:
        """Remember whom to ask."""
        self._switches = switches
        self._symbols = symbols
        self._hierarchy = hierarchy
        self._tests_in = tests_in

    def flag(
        self, module: Module, function: facts.Function, *, in_case: bool = False
    ) -> bool | None:
        """Tell whether a function is a test, or is none, whatever its name.

        The loader of unittest takes from a test case whatever can be called.
        """
        if self._switches.doubt(module, function.span):
            return True
        said = self._tests_in(module)
        if not (function.decorators or said.untested or said.tested):
            return None
        names = {self._name(module, decorator) for decorator in function.decorators}
        if function.qualname in said.untested or not names.isdisjoint(
            _NO_TESTS - _CALLABLE if in_case else _NO_TESTS
        ):
            return False
        return True if function.qualname in said.tested or _IS_TEST in names else None

    def doubt(self, module: Module, function: facts.Function) -> str:
        """Tell why a function may not be one test of its name."""
        if switched := self._switches.doubt(module, function.span):
            return switched
        for decorator in function.decorators:
            if not decorator:
                return "a decorator is an expression"
            if self._name(module, decorator) in _MULTIPLIERS or (
                decorator.startswith("parameterized")
            ):
                return f"`{decorator}` makes tests of other names"
        return ""

    def is_refused(self, module: Module, function: facts.Function) -> bool:
        """Tell whether pytest sees that a function is a generator, and refuses it."""
        return (
            function.is_generator
            and not function.is_async
            and all(
                self._hierarchy.full_name(module, decorator).startswith(_MARK)
                for decorator in function.decorators
            )
        )

    def _name(self, module: Module, decorator: str) -> str:
        """Return what a decorator is called where it is made."""
        found = self._symbols.resolve(module, decorator) if decorator else None
        if (
            isinstance(found, Definition)
            and isinstance(found.fact, facts.Variable)
            and found.fact.name in self._tests_in(found.module).fixtures
        ):
            return "fixture"
        full = self._hierarchy.full_name(module, decorator) or decorator
        return full.rpartition(".")[2]
