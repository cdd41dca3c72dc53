"""What modules and classes set `pytestmark` to."""

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.testing.facts import Pytestmark, decoded


def pytestmarks(source: str) -> tuple[Pytestmark, ...]:
    return decoded(extract(source.encode()).tests).pytestmarks


def test_of_a_module_with_and_without_a_list() -> None:
    assert pytestmarks("pytestmark = pytest.mark.asyncio(scope='class')") == (
        Pytestmark("", ("pytest.mark.asyncio",)),
    )
    assert pytestmarks("pytestmark = [mark.slow, made[0]]\npytestmark += more") == (
        Pytestmark("", ("mark.slow", "")),
        Pytestmark("", ("more",)),
    )


def test_of_nested_classes_and_in_branches() -> None:
    source = """
class TestCart:
    class TestItems:
        pytestmark: list = [pytest.mark.anyio]

if True:
    pytestmark = pytest.mark.trio
"""
    assert pytestmarks(source) == (
        Pytestmark("TestCart.TestItems", ("pytest.mark.anyio",)),
        Pytestmark("", ("pytest.mark.trio",)),
    )


def test_of_what_is_local_to_a_function_nothing_is_said() -> None:
    assert not pytestmarks("def test():\n    pytestmark = pytest.mark.asyncio\n")
