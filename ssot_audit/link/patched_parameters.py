"""Which parameters of a function `@patch` fills with the mocks it makes."""

from bisect import bisect_left
from collections.abc import Sequence

from ssot_audit.extract.facts import START
from ssot_audit.extract.flow_facts import FunctionFlow
from ssot_audit.link.flow_table import Table
from ssot_audit.link.mocks import asked, is_patch, puts_mock

Origin = tuple[Table, int]
"""A call, by its table and index."""
_PATCHES = frozenset({"patch", "object"})
"""Last segments of `@patch` and `@patch.object`."""


class PatchedParameters:
    """The parameters that the decorators of one module's functions fill."""

    def __init__(self, tables: Sequence[Table]) -> None:
        """Look for the patches among what runs when the module is imported."""
        self._known: dict[int, dict[str, Origin]] = {}
        self._functions = sorted(table.function.span for table in tables[1:])
        self._patches = [
            (call.span, (table, index))
            for table in tables[:1]
            for index, call in table.calls()
            if call.span is not None and is_patch(asked(table, call))
        ]

    def of(self, table: Table) -> dict[str, Origin]:
        """Return the patches by the parameters of a function that get their mocks."""
        key = id(table.function)
        if key not in self._known:
            self._known[key] = self._find(table.function)
        return self._known[key]

    def _find(self, function: FunctionFlow) -> dict[str, Origin]:
        count = sum(_last(d) in _PATCHES for d in function.decorators)
        if not count:
            return {}
        end = function.span
        before = bisect_left(self._functions, end) - 1
        start = self._functions[before] if before >= 0 else START
        patches = [origin for span, origin in self._patches if start < span < end]
        # The lowest decorator is applied first, and its mock comes first.
        making = [p for p in patches[-count:] if puts_mock(p[0], p[0][p[1]])][::-1]
        names = [p.name for p in function.parameters if p.name not in {"self", "cls"}]
        is_certain = len(names) == len(making) or (
            len(names) > len(making) and _gets_fixtures(function)
        )
        if len(patches) < count or not is_certain:
            return {}
        return dict(zip(names, making, strict=False))


def _gets_fixtures(function: FunctionFlow) -> bool:
    """Tell whether pytest gives further arguments, by name and so after the mocks.

    Whoever else calls a function puts its own arguments before them.
    """
    is_test = _last(function.qualname).startswith("test")
    return is_test and all(
        _last(d) in _PATCHES or d.startswith("pytest.") for d in function.decorators
    )


def _last(dotted: str) -> str:
    return dotted.rpartition(".")[2]
