"""A reason with a date holds through that day, whenever it is asked."""

from datetime import date

import pytest

from ssot_audit.audit import Request
from tests.support.projects import verdict_on

FILES = {
    "tests/test_cart.py": """
import pytest


@pytest.mark.skip(reason="until 2026-03-31")
def test_total():
    assert not []
"""
}


@pytest.mark.parametrize(
    ("today", "count"), [(date(2026, 3, 31), 0), (date(2026, 4, 1), 1)]
)
def test_a_skip_is_reported_after_its_date(today: date, count: int) -> None:
    verdict = verdict_on(FILES, request=Request(today=today, select=("SSOT606",)))
    assert len(verdict.findings) == count
