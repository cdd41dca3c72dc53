"""Which bodies compare nothing, and what of them is kept."""

from textwrap import dedent

import pytest

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.testing.facts import Body, Check, decoded


def bodies(code: str) -> dict[str, Body]:
    source = "import pytest\n" + dedent(code)
    found = decoded(extract(source.encode()).tests).bodies
    return {body.qualname: body for body in found}


@pytest.mark.parametrize(
    "body",
    [
        "assert total() == 0",
        "if total(): raise ValueError",
        "raise AssertionError",
        "with pytest.raises(ValueError): total()",
        "pytest.raises(ValueError, total)",
        "pytest.fail('no')",
        "check_total(total())",
        "np.testing.assert_allclose(total(), 0)",
        "self.assertEqual(total(), 0)",
        "run(['ls'], check=True)",
        "client.get('/').raise_for_status()",
        "run(lambda: assert_total())",
        "self.assertEqual(send.mock_calls, total()); self.fail()",
    ],
)
def test_a_body_with_a_check_is_not_kept(body: str) -> None:
    assert bodies(f"def test_it(self): {body}") == {} or "with" in body
    assert bodies(f"def test_it(self):\n    {body}") == {}


@pytest.mark.parametrize(
    "body",
    [
        "send.assert_called_once()",
        "assert send.called",
        "assert send.call_args[0] == (1,)",
        "self.assertEqual(send.call_count, 1)",
    ],
)
def test_how_a_mock_was_called_is_a_check_of_mocks(body: str) -> None:
    (body_fact,) = bodies(f"def test_it(self):\n    {body}").values()
    assert body_fact.check == Check.MOCKS


def test_what_is_raised_in_any_case_is_what_a_stand_in_does() -> None:
    found = bodies("""
        def test_it():
            def fake():
                raise ValueError

            total(fake)
    """)
    assert found["test_it"].check == Check.NONE


def test_calls_are_kept_as_references_and_methods_by_name() -> None:
    found = bodies("""
        from shop import total


        class TestCart:
            def test_it(self, cart):
                cart = total()
                cart.add(1)
                print(self.run_it(), super().test_it())
                self.app.run(self.helper, total)
    """)
    body = found["TestCart.test_it"]
    assert body.calls == ("self.run_it", "super.test_it", "total")
    assert body.handed == ("self.helper", "total")


def test_parameters_that_are_called_or_entered_are_kept() -> None:
    found = bodies("""
        def test_it(run, expectation, client):
            with expectation:
                run(client.get())
    """)
    assert found["test_it"].parameters_called == ("expectation", "run")


def test_a_doctest_is_a_check() -> None:
    assert bodies('def test_it():\n    """\n    >>> 1\n    1\n    """') == {}


def test_an_edit_of_a_body_with_a_check_changes_nothing() -> None:
    one = extract(b"def test_it():\n    assert total() == 0\n").tests
    other = extract(b"def test_it():\n    x = 1\n    assert total(x) == 0\n").tests
    assert one == other
