"""What makes two findings the same."""

import dataclasses

import pytest

from ssot_audit.config.settings import Level
from ssot_audit.extract.facts import START, Span
from ssot_audit.rules.finding import Finding, Hop, Part, Place
from ssot_audit.verdict.identity import fingerprint, merged

HERE, THERE = Place("a.py", START), Place("b.py", Span(7, 1, 7, 5))
FINDING = Finding("SSOT101", HERE, "shop.cart", "Cart", "shop.Basket", "it is odd")


def test_a_fingerprint_never_changes_between_versions() -> None:
    assert fingerprint(FINDING) == "643a384cf36dbdedb4b70b2f16396d6a"


@pytest.mark.parametrize(
    "other",
    [
        dataclasses.replace(FINDING, code="SSOT102"),
        dataclasses.replace(FINDING, module="shop.other"),
        dataclasses.replace(FINDING, symbol="Other"),
        dataclasses.replace(FINDING, subject="shop.Other"),
    ],
)
def test_a_fingerprint_tells_causes_apart(other: Finding) -> None:
    assert fingerprint(other) != fingerprint(FINDING)


def test_a_fingerprint_knows_no_place_and_no_free_text() -> None:
    moved = dataclasses.replace(
        FINDING,
        place=THERE,
        message="it is odd indeed",
        help="Mend it.",
        parts=(Part(THERE, "part"),),
        evidence=(Hop(THERE, "here"),),
        level=Level.NOTE,
    )
    assert fingerprint(moved) == fingerprint(FINDING)


def test_parts_of_an_identity_do_not_run_into_each_other() -> None:
    one = dataclasses.replace(FINDING, symbol="ab", subject="c")
    other = dataclasses.replace(FINDING, symbol="a", subject="bc")
    assert fingerprint(one) != fingerprint(other)


def test_names_that_are_no_text_have_a_fingerprint() -> None:
    odd = dataclasses.replace(FINDING, module="caf\udce9")
    assert fingerprint(odd) != fingerprint(FINDING)


def test_findings_with_one_cause_are_joined() -> None:
    first = dataclasses.replace(
        FINDING, parts=(Part(HERE, "a"),), evidence=(Hop(HERE, "a"),)
    )
    again = dataclasses.replace(
        FINDING,
        place=THERE,
        parts=(Part(THERE, "b"), Part(HERE, "a")),
        evidence=(Hop(THERE, "b"),),
    )
    other = dataclasses.replace(FINDING, symbol="Other")
    joined, rest = merged([first, other, again])
    assert joined.place == HERE
    assert joined.parts == (Part(HERE, "a"), Part(THERE, "b"))
    assert joined.evidence == (Hop(HERE, "a"), Hop(THERE, "b"))
    assert rest == other
