"""Which parameters of a function `@patch` fills with the mocks it makes."""

from collections.abc import Sequence

from ssot_audit.extract.flow_facts import FunctionFlow
from ssot_audit.link.flow_table import Table
from ssot_audit.link.mocks import asked, is_patch, puts_mock

_PATCHES = frozenset({"patch", "object"})
"""Last segments of `@patch` and `@patch.object`."""


def patched_parameters(
    all_tables: Sequence[Table], table: Table
) -> dict[str, tuple[Table, int]]:
    """Return the parameters that decorators fill, the lowest one first."""
    function = table.function
    count = sum(_last(d) in _PATCHES for d in function.decorators)
    if not count:
        return {}
    around = all_tables[0]
    start = max(
        (
            other.function.span.line
            for other in all_tables[1:]
            if other.function.span.line < function.span.line
        ),
        default=0,
    )
    calls = [
        (around, index)
        for index, call in around.calls()
        if call.span is not None
        and start < call.span.line < function.span.line
        and is_patch(asked(around, call))
    ]
    making = [c for c in calls[-count:] if puts_mock(c[0], c[0][c[1]])]
    names = [p.name for p in function.parameters if p.name not in {"self", "cls"}]
    is_certain = len(names) == len(making) or (
        len(names) > len(making) and _gets_fixtures(function)
    )
    if len(calls) < count or not is_certain:
        return {}
    return dict(zip(names, reversed(making), strict=False))


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
