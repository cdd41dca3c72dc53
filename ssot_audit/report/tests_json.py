"""How real tests are, as JSON; schema: `docs/schema/tests-1.schema.json`."""

from typing import Any

from ssot_audit.link.testing.reality import Standing, State
from ssot_audit.link.testing.tallies import Reality, Tally
from ssot_audit.link.testing.written import Guess
from ssot_audit.report.answer_json import document, place
from ssot_audit.report.printable import encodable
from ssot_audit.report.tests_words import name
from ssot_audit.verdict.verdict import Ratio


def render(found: Reality) -> str:
    """Return the numbers of each directory, and each test that is not checking."""
    return document(
        {
            "runner": found.runner.value,
            "total": _tally(found.total),
            "directories": [
                {"directory": encodable(directory), **_tally(tally)}
                for directory, tally in found.directories.items()
            ],
            "tests": [
                _test(one) for one in found.tests if one.state is not State.CHECKING
            ],
            "guesses": [_guess(guess) for guess in found.guesses],
        }
    )


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "percent": Ratio(tally.checking, tally.written).percent,
        "written": tally.written,
        "collectable": tally.collectable,
        "skipped": tally.skipped,
        "awaited": tally.awaited,
        "checking": tally.checking,
        "mocked_only": tally.mocked_only,
        "unknown": tally.unknown,
    }


def _test(standing: Standing) -> dict[str, Any]:
    test = standing.test
    cause = (
        place(standing.module, standing.span)
        if standing.module is not None and standing.span is not None
        else None
    )
    return {
        "test": encodable(name(standing)),
        "place": place(test.module, test.function.span),
        "state": standing.state.value,
        "reason": encodable(standing.reason),
        "cause": cause,
    }


def _guess(guess: Guess) -> dict[str, Any]:
    return {
        "path": encodable(guess.module.path),
        "name": encodable(guess.qualname),
        "reason": encodable(guess.reason),
    }
