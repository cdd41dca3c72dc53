"""Where a missing name may have gone."""

import pytest

from ssot_audit.link.suggestions import closest, words
from tests.support.projects import Files, verdict_on


@pytest.mark.parametrize(
    ("name", "candidates", "expected"),
    [
        ("limit", ["_limit", "limits"], "_limit"),
        ("_limit", ["limit"], "limit"),
        ("AgentValidator", ["ValidatorAgent", "AgentValidated"], "ValidatorAgent"),
        ("get_users_page", ["get_page_user", "unlike"], "get_page_user"),
        ("calculate", ["calculte", "calc"], "calculte"),
        ("total", ["price", "tax"], None),
        ("total", ["total"], None),
        ("total", [], None),
    ],
)
def test_the_closest_is_a_twin_a_permutation_or_a_slip_of_the_pen(
    name: str, candidates: list[str], expected: str | None
) -> None:
    assert closest(name, candidates) == expected
    assert closest(name, reversed(candidates)) == expected


def test_one_word_has_no_other_order() -> None:
    assert closest("Agents", ["Agent_"]) == "Agent_"
    assert closest("Users", ["UsersUsersUsers"]) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AgentValidator", ("agent", "validator")),
        ("HTTPServer2", ("2", "http", "server")),
        ("get_all_users", ("all", "get", "user")),
        ("__init__", ("init",)),
    ],
)
def test_words_are_told_by_case_and_underscores(
    name: str, expected: tuple[str, ...]
) -> None:
    assert words(name) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"a.py": "class X: ...", "b.py": "", "c.py": "from b import X"},
            "`X` is defined as `a.X`.",
        ),
        (
            {"a.py": "class X: ...", "b.py": "_X = 1", "c.py": "from b import X"},
            "`X` is defined as `a.X`.",
        ),
        ({"b.py": "_X = 1", "c.py": "from b import X"}, "Did you mean `_X`?"),
        ({"b.py": "", "c.py": "from b import X"}, "Mend or remove the imports."),
        (
            {
                "a.py": "class X: ...",
                "d.py": "class X: ...",
                "b.py": "",
                "c.py": "from b import X",
            },
            "Mend or remove the imports.",
        ),
        (
            {"b/__init__.py": "", "b/price.py": "", "c.py": "import b.prices"},
            "Did you mean `b.price`?",
        ),
        (
            {"b/__init__.py": "", "d/prices.py": "", "c.py": "import b.prices"},
            "There is a module `d.prices`.",
        ),
    ],
)
def test_the_remedy_names_the_one_place_that_is_likely(
    files: Files, expected: str
) -> None:
    (item,) = verdict_on(files).findings
    assert item.finding.help == expected
