"""Workflow commands of GitHub Actions."""

import pytest

from ssot_audit.config.settings import Level
from ssot_audit.report import github
from ssot_audit.verdict.verdict import Status
from tests.support.verdicts import place, reported, verdict


def test_a_finding_is_an_annotation_at_its_line() -> None:
    assert github.render(verdict(reported())) == (
        "::error file=shop/cart.py,line=3,col=1,title=SSOT101 missing-member::"
        "`Cart` is odd. Mend it.\n"
    )


@pytest.mark.parametrize(
    ("level", "command"),
    [(Level.ERROR, "error"), (Level.WARNING, "warning"), (Level.NOTE, "notice")],
)
def test_levels_have_commands(level: Level, command: str) -> None:
    assert github.render(verdict(reported(level=level))).startswith(f"::{command} ")


def test_names_can_neither_end_a_property_nor_a_line() -> None:
    odd = "a,b:c%\r\n::error::x"
    (line,) = github.render(verdict(reported(odd, at=place(odd)))).splitlines()
    assert line == (
        "::error file=a%2Cb%3Ac%25%0D%0A%3A%3Aerror%3A%3Ax,line=3,col=1,"
        "title=SSOT101 missing-member::a,b:c%25%0D%0A::error::x. Mend it."
    )


def test_ten_of_a_kind_are_shown_new_ones_first_and_the_rest_is_counted() -> None:
    known = [reported(f"k{n}", status=Status.BASELINED) for n in range(12)]
    new = [reported(f"n{n}") for n in range(3)]
    notes = [reported("small", level=Level.NOTE)]
    lines = github.render(verdict(*notes, *known, *new)).splitlines()
    assert [line[:8] for line in lines] == ["::error "] * 10 + ["::notice", "and 5 mo"]
    assert [line.rpartition("::")[2] for line in lines[:4]] == [
        "n0. Mend it.",
        "n1. Mend it.",
        "n2. Mend it.",
        "k0. Mend it.",
    ]
    assert lines[-1] == "and 5 more findings without annotation"


def test_nothing_found_is_nothing_said() -> None:
    assert github.render(verdict()) == ""
