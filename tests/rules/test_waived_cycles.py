"""Comments on imports of a cycle take the import out of the graph."""

import pytest

from tests.support.projects import Files, verdict_on

WAIVED = "  # ssot: ignore[SSOT205]"


def cycles(files: Files) -> list[tuple[str, str]]:
    """Return subject and status of each finding on cycles, or on comments."""
    return [
        (item.finding.subject, item.status.value)
        for item in verdict_on(files).findings
        if item.finding.code in {"SSOT003", "SSOT004", "SSOT205"}
    ]


def test_a_waived_import_opens_its_cycle() -> None:
    files = {"a.py": f"import b{WAIVED}", "b.py": "import a"}
    assert cycles(files) == [("a -> b", "suppressed")]


def test_other_cycles_of_the_group_are_still_told() -> None:
    files = {"a.py": f"import b{WAIVED}", "b.py": "import a, c", "c.py": "import a, b"}
    assert cycles(files) == [("a -> b", "suppressed"), ("b c", "new")]


def test_another_import_of_the_same_module_keeps_the_cycle() -> None:
    files = {"a.py": f"import b{WAIVED}\nfrom b import x", "b.py": "import a\nx = 1"}
    assert ("a b", "new") in cycles(files)


def test_in_brackets_the_comment_belongs_to_the_line_of_the_name() -> None:
    statement = f"from p import (\n    x,\n    b,{WAIVED}\n)\nfrom p.a import y"
    files = {"p/__init__.py": "x = y = 1", "p/b.py": "import p.a", "p/a.py": statement}
    assert cycles(files) == [("p.a -> p.b", "suppressed")]


def test_a_comment_for_the_whole_file_waives_all_its_imports() -> None:
    files = {"a.py": "# ssot: file-ignore[SSOT205]\nimport b, c"}
    files |= {"b.py": "import a", "c.py": "import a"}
    assert cycles(files) == [("a -> b", "suppressed"), ("a -> c", "suppressed")]


def test_a_comment_on_no_cycle_hides_nothing() -> None:
    found = cycles({"a.py": f"import b{WAIVED}", "b.py": ""})
    assert [status for _, status in found] == ["new"]
    assert found[0][0].startswith("ignore[SSOT205]")


@pytest.mark.parametrize("until", ["2025-12-31", "2026-01-01"])
def test_an_expired_comment_hides_nothing_any_more(until: str) -> None:
    files = {"a.py": f"import b{WAIVED} until={until}", "b.py": "import a"}
    statuses = [status for _, status in cycles(files)]
    assert statuses == (["new", "new"] if until < "2026" else ["suppressed"])


def test_the_import_to_cut_is_on_most_cycles() -> None:
    files = {
        "hub.py": "from spoke import one, two",
        "spoke.py": "import a, b, c",
        **{f"{name}.py": "import hub" for name in "abc"},
    }
    (item,) = [i for i in verdict_on(files).findings if i.finding.code == "SSOT205"]
    assert item.finding.help.startswith("Cut `hub` → `spoke` first, which takes `one`")
    hop = item.finding.evidence[-1]
    assert (hop.place.path, hop.place.line) == ("hub.py", 1)
    assert hop.message.endswith("(the one to cut first: on 5 of 5 cycles)")
