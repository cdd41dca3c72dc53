"""The concise report: a line for each open finding, and nothing else."""

from ssot_audit.report import concise
from ssot_audit.verdict.verdict import Status
from tests.support.verdicts import place, reported, verdict


def test_one_line_for_each_finding() -> None:
    given = verdict(reported("first"), reported("second", at=place(line=8, column=5)))
    assert concise.render(given) == (
        "shop/cart.py:3:1: SSOT101 first\nshop/cart.py:8:5: SSOT101 second\n"
    )


def test_no_finding_is_no_text() -> None:
    assert not concise.render(verdict())


def test_suppressed_findings_are_left_out_and_baselined_ones_are_not() -> None:
    hidden = reported("hidden", status=Status.SUPPRESSED)
    known = reported("known", status=Status.BASELINED)
    assert concise.render(verdict(hidden, known)).endswith("SSOT101 known\n")
    assert "hidden" not in concise.render(verdict(hidden, known))


def test_a_file_name_cannot_forge_a_line() -> None:
    forged = reported("odd", at=place("a.py:1:1: SSOT000 fine\nb.py"))
    assert concise.render(verdict(forged)).count("\n") == 1
