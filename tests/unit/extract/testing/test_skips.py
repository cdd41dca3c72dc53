"""What is told not to run, and the reason that is given."""

from textwrap import dedent

import pytest

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.testing.facts import Skip, decoded


def skips(code: str) -> tuple[Skip, ...]:
    return decoded(extract(dedent(code).encode()).tests).skips


def first(decorator: str) -> tuple[str, str | None]:
    (found,) = skips(f"""
        import pytest
        import unittest as u
        from unittest import skipIf

        {decorator}
        def test_it():
            assert 1
    """)
    return found.kind, found.reason


@pytest.mark.parametrize(
    ("decorator", "kind", "reason"),
    [
        ("@pytest.mark.skip", "skip", None),
        ("@pytest.mark.skip()", "skip", None),
        ("@pytest.mark.skip('slow')", "skip", "slow"),
        ("@pytest.mark.skip(reason='')", "skip", None),
        ("@pytest.mark.skip(reason=WHY)", "skip", ""),
        ("@pytest.mark.skip(**WHY)", "skip", ""),
        ("@pytest.mark.skip  # slow", "skip", "slow"),
        ("@pytest.mark.skip  # noqa", "skip", None),
        ("@pytest.mark.skipif(X, reason=f'no {X}')", "skipif", "no "),
        ("@pytest.mark.xfail", "xfail", None),
        ("@u.skip('slow')", "skip", "slow"),
        ("@skipIf(X, 'slow')", "skipif", "slow"),
    ],
)
def test_a_decorator_skips(decorator: str, kind: str, reason: str | None) -> None:
    assert first(decorator) == (kind, reason)


def test_modules_and_classes_are_skipped_by_their_marks() -> None:
    found = skips("""
        import pytest

        pytestmark = [pytest.mark.slow, pytest.mark.skip]


        class TestCart:
            pytestmark = pytest.mark.skip("later")
    """)
    assert [(skip.qualname, skip.reason) for skip in found] == [
        ("", None),
        ("TestCart", "later"),
    ]


def test_a_call_under_a_condition_is_told_from_one_that_always_skips() -> None:
    found = skips("""
        import unittest


        class TestCart(unittest.TestCase):
            def test_one(self):
                self.skipTest("later")

            def test_two(self):
                if not self:
                    raise unittest.SkipTest("never")
    """)
    assert [(skip.kind, skip.reason) for skip in found] == [
        ("call", "later"),
        ("call-if", "never"),
    ]


def test_what_is_only_called_skip_is_none() -> None:
    assert skips("import pytest\n\n\ndef test_it(self):\n    self.bytes.skip()\n") == ()
