"""The words for a figure."""

from ssot_audit.report.figures import counted, not_computed, ratio
from ssot_audit.verdict.verdict import Ratio


def test_a_figure_has_numerator_and_denominator() -> None:
    assert ratio(Ratio(41, 60)) == "68.3 % (41 of 60)"


def test_nothing_owed_is_no_figure() -> None:
    assert ratio(Ratio(0, 0)) == "not computed"


def test_nearly_all_is_not_all() -> None:
    assert ratio(Ratio(99_999, 100_000)) == "99.9 % (99999 of 100000)"


def test_a_figure_without_known_reason_says_that_too() -> None:
    assert not_computed("events") == "not computed (there is nothing to count)"


def test_one_is_singular() -> None:
    assert counted(1, "file") == "1 file"
    assert counted(0, "class", "classes") == "0 classes"
