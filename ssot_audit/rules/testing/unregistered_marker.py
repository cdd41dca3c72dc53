"""A pytest marker that is used and registered nowhere.

## Why

pytest takes any name for a marker. A misspelt one does nothing: the test that was to be
left out runs, the one that needed an event loop is never awaited, and all there is to
see is a warning among many. With `--strict-markers` pytest does not collect the file.

## Bad

```toml title="pyproject.toml"
[tool.pytest.ini_options]
markers = ["slow: takes more than a second"]
```

```python title="tests/test_till.py"
import pytest


@pytest.mark.slwo  # expect: SSOT601
def test_many_receipts():
    assert sum([1] * 1000) == 1000


@pytest.mark.network  # expect: SSOT601
def test_card():
    assert True
```

## Good

```toml title="pyproject.toml"
[tool.pytest.ini_options]
markers = ["slow: takes more than a second", "network"]
```

```python title="tests/test_till.py"
import pytest


@pytest.mark.slow
def test_many_receipts():
    assert sum([1] * 1000) == 1000


@pytest.mark.network
def test_card():
    assert True
```

## Not reported

Markers that any settings of pytest from the file upwards register, that any file of the
project adds with `addinivalue_line`, or that a plugin has which the project declares or
imports. `ssot-audit` knows the markers of some fifty plugins; nothing that is installed
is read. Where another plugin is declared, or markers with computed names are added,
nothing is said. A marker of a known plugin that is not declared is reported only where
pytest itself is declared.

Uses that run when a conftest file is imported: pytest does not check them.
"""

from collections.abc import Iterator

from ssot_audit.link.testing.markers import UnknownMark, unknown_marks
from ssot_audit.rules.api import (
    Finding,
    Level,
    Part,
    Place,
    Policy,
    Program,
    Unit,
    rule,
)
from ssot_audit.rules.remedies import RegisterMarker


@rule("SSOT601", level=Level.WARNING, unit=Unit.PROGRAM)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each marker that is not registered, once for each configuration."""
    for unknown in unknown_marks(program):
        yield _finding(unknown, unknown.home(program))


def _finding(unknown: UnknownMark, home: str | None) -> Finding:
    parts = tuple(
        Part(
            Place.of(use.module, use.mark.span),
            f"{use.module.name}.{use.mark.qualname}".rstrip("."),
        )
        for use in unknown.uses
    )
    return Finding(
        code="SSOT601",
        place=parts[0].place,
        module=unknown.settings.path or unknown.settings.directory or ".",
        symbol="",
        subject=unknown.name,
        message=_message(unknown),
        help=_help(unknown, home),
        parts=parts,
        level=Level.ERROR if unknown.is_refused else None,
        remedy=RegisterMarker(marker=unknown.name, path=home) if home else None,
    )


def _message(unknown: UnknownMark) -> str:
    uses = len(unknown.uses)
    times = "once" if uses == 1 else f"{uses} times"
    message = f"the marker `{unknown.name}` is used {times} and not registered"
    if unknown.providers:
        owners = " or ".join(f"`{name}`" for name in unknown.providers)
        message += f"; it is one of {owners}, which is not declared"
    elif unknown.meant:
        message += f"; did you mean `{unknown.meant}`?"
    if unknown.is_refused and unknown.refused:
        files = len(unknown.refused)
        lost = "a file" if files == 1 else f"{files} files"
        message += f" (pytest fails to collect {lost})"
    return message


def _help(unknown: UnknownMark, home: str | None) -> str:
    if unknown.providers:
        return f"Declare `{unknown.providers[0]}` among what the tests need."
    if unknown.meant:
        return "Mend the spelling, or register the marker in the settings of pytest."
    where = f"`{home}`" if home else "the settings of pytest"
    return f"Register it as one of the `markers` in {where}."
