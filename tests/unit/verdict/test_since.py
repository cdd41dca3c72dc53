"""What counts as new since a revision."""

from collections.abc import Mapping

import pytest

from ssot_audit.audit import audit_tree
from ssot_audit.discover.memory import in_memory
from ssot_audit.discover.renames import renamed_modules
from ssot_audit.verdict.since import compared
from ssot_audit.verdict.verdict import Status, Verdict
from tests.support.projects import EVERY_RULE, Files, settings_for

PROTOCOL = (
    "from typing import Protocol\n\n\nclass Till(Protocol):\n    def pay(self): ...\n"
)
REFUND, OPEN = "    def refund(self): ...\n", "    def open(self): ...\n"
CLERK = "from shop.till import Till\n\n\nclass Clerk(Till):\n    def pay(self): ...\n"
ENVIRONMENT = "import os\n\n\nPORT = os.environ['PORT']\n"
LINES = "".join(f"line_{number} = {number}\n" for number in range(9))
SHOP: Mapping[str, str | bytes] = {
    "shop/__init__.py": "",
    "shop/till.py": PROTOCOL,
    "shop/clerk.py": CLERK,
}

Found = tuple[str, str, Status, tuple[str, ...]]


def since(before: Files, after: Files, toml: str = "") -> Verdict:
    """Compare two states of a project, both by the configuration of the second."""
    settings = settings_for(after, toml)
    then, now = in_memory(before, settings), in_memory(after, settings)
    return compared(
        audit_tree(now, settings, EVERY_RULE),
        audit_tree(then, settings, EVERY_RULE),
        renamed_modules(then, now),
        settings.gate,
        revision="main",
        commit="0" * 40,
    )


def found(verdict: Verdict) -> list[Found]:
    return [
        (
            item.finding.code,
            item.finding.place.path,
            item.status,
            tuple(part.name for part in item.finding.parts),
        )
        for item in verdict.findings
    ]


def fixed(verdict: Verdict) -> list[tuple[str, str, tuple[str, ...]]]:
    assert verdict.since is not None
    return [
        (i.finding.code, i.finding.place.path, tuple(p.name for p in i.finding.parts))
        for i in verdict.since.fixed
    ]


def new(verdict: Verdict) -> list[tuple[str, str]]:
    return [(i.finding.code, i.finding.place.path) for i in verdict.listed]


def test_finding_that_was_there_is_known_wherever_its_lines_are() -> None:
    verdict = since({"a.py": ENVIRONMENT}, {"a.py": "\n\n" + ENVIRONMENT})
    assert found(verdict) == [("SSOT301", "a.py", Status.BASELINED, ("read",))]
    assert verdict.since is not None
    assert verdict.since.gone == 0


def test_finding_that_was_not_there_is_new_and_one_that_went_is_gone() -> None:
    broken = {"a.py": "from b import gone\n", "b.py": ""}
    verdict = since(broken, {"a.py": "", "b.py": ENVIRONMENT})
    assert new(verdict) == [("SSOT301", "b.py")]
    assert fixed(verdict) == [("SSOT202", "a.py", ("a",))]


def test_finding_that_is_in_another_module_now_has_moved() -> None:
    verdict = since(
        {"a.py": ENVIRONMENT, "b.py": ""}, {"a.py": "", "b.py": ENVIRONMENT}
    )
    assert found(verdict) == [("SSOT301", "b.py", Status.BASELINED, ("read",))]
    assert verdict.findings[0].moved_from == "a"
    assert fixed(verdict) == []


def test_findings_of_which_two_went_and_one_came_have_not_moved() -> None:
    verdict = since(
        {"a.py": ENVIRONMENT, "b.py": ENVIRONMENT, "c.py": ""},
        {"a.py": "", "b.py": "", "c.py": ENVIRONMENT},
    )
    assert new(verdict) == [("SSOT301", "c.py")]
    assert [path for _, path, _ in fixed(verdict)] == ["a.py", "b.py"]


def test_of_a_finding_that_shrank_the_parts_that_went_are_fixed() -> None:
    before = {**SHOP, "shop/till.py": PROTOCOL + REFUND + OPEN}
    verdict = since(before, {**SHOP, "shop/till.py": PROTOCOL + OPEN})
    assert fixed(verdict) == [("SSOT101", "shop/clerk.py", ("refund",))]
    assert verdict.listed == ()


def test_what_nobody_can_read_any_more_is_not_fixed() -> None:
    verdict = since({"a.py": ENVIRONMENT}, {"a.py": ENVIRONMENT + "def f(:\n"})
    assert fixed(verdict) == []
    assert new(verdict) == [("SSOT001", "a.py")]


def test_what_a_comment_hides_now_is_not_fixed() -> None:
    hidden = ENVIRONMENT.replace(
        "['PORT']", "['PORT']  # ssot: ignore[SSOT301] reason=\"x\""
    )
    assert fixed(since({"a.py": ENVIRONMENT}, {"a.py": hidden})) == []


def test_protocol_that_grew_is_new_at_the_untouched_class() -> None:
    grown = {**SHOP, "shop/till.py": PROTOCOL + REFUND}
    assert new(since(SHOP, grown)) == [("SSOT101", "shop/clerk.py")]


def test_deleted_module_is_new_at_its_untouched_importers() -> None:
    less = {path: text for path, text in SHOP.items() if path != "shop/till.py"}
    assert new(since(SHOP, less)) == [("SSOT201", "shop/clerk.py")]


def test_only_the_new_parts_of_a_known_finding_are_new() -> None:
    before = {**SHOP, "shop/till.py": PROTOCOL + REFUND}
    after = {
        **SHOP,
        "shop/till.py": PROTOCOL + REFUND + OPEN,
    }
    verdict = since(before, after)
    assert found(verdict) == [
        ("SSOT101", "shop/clerk.py", Status.BASELINED, ("refund",)),
        ("SSOT101", "shop/clerk.py", Status.NEW, ("open",)),
    ]
    assert len({item.fingerprint for item in verdict.findings}) == 1


def test_one_more_of_a_kind_is_new_and_shown_where_it_is() -> None:
    verdict = since(
        {"a.py": "import gone\n", "b.py": "import gone\n", "gone/x.txt": ""},
        {"a.py": "import gone\n", "b.py": "import gone\nimport gone\n"},
    )
    assert all(status is Status.BASELINED for _, _, status, _ in found(verdict))
    more = ENVIRONMENT + "PORT = os.environ['PORT']\n"
    verdict = since({"a.py": ENVIRONMENT}, {"a.py": more})
    lines = [(i.status, i.finding.place.line) for i in verdict.findings]
    assert (Status.BASELINED, 4) in lines
    assert (Status.NEW, 5) in lines


@pytest.mark.parametrize("path", ["store/till.py", "shop/desk.py"])
def test_findings_in_a_renamed_file_are_known(path: str) -> None:
    before = {"shop/till.py": ENVIRONMENT + LINES}
    verdict = since(before, {path: "# moved\n" + ENVIRONMENT + LINES})
    assert found(verdict) == [("SSOT301", path, Status.BASELINED, ("read",))]
    assert verdict.since is not None
    assert verdict.since.gone == 0


def test_findings_about_a_renamed_module_are_known() -> None:
    grown = PROTOCOL + REFUND
    before = {**SHOP, "shop/till.py": grown}
    after = {
        "shop/__init__.py": "",
        "shop/desk.py": grown,
        "shop/clerk.py": CLERK.replace("shop.till", "shop.desk"),
    }
    verdict = since(before, after)
    assert new(verdict) == []
    assert verdict.since is not None
    assert verdict.since.gone == 0


def test_finding_that_a_rename_causes_is_new() -> None:
    after = {
        "shop/__init__.py": "",
        "shop/desk.py": PROTOCOL,
        "shop/clerk.py": CLERK,
    }
    assert new(since(SHOP, after)) == [("SSOT201", "shop/clerk.py")]


def test_another_file_by_an_old_name_does_not_hide_what_is_new_in_it() -> None:
    before = {"a.py": LINES, "b.py": ENVIRONMENT}
    after = {"a.py": ENVIRONMENT, "c.py": LINES, "b.py": ENVIRONMENT}
    assert new(since(before, after)) == [("SSOT301", "a.py")]


def test_finding_that_loses_its_comment_is_new() -> None:
    comment = "  # ssot: ignore[SSOT301] reason='bootstrap'\n"
    before = {"a.py": ENVIRONMENT.rstrip("\n") + comment.replace("'", '"')}
    assert new(since(before, {"a.py": ENVIRONMENT})) == [("SSOT301", "a.py")]
    verdict = since({"a.py": ENVIRONMENT}, before)
    assert [item.status for item in verdict.findings] == [Status.SUPPRESSED]


def test_gate_counts_new_findings_and_the_score_all_of_them() -> None:
    broken = {"a.py": "from b import gone\n", "b.py": "B = 1\n"}
    verdict = since(broken, broken)
    assert verdict.gate.passed
    assert verdict.score.overall.met == 1
    worse = {**broken, "c.py": "from b import gone_too\n"}
    verdict = since(broken, worse)
    assert verdict.gate.failures == ("1 finding of level error or worse",)
    assert verdict.score.overall.percent == 33.3
    assert verdict.since is not None
    assert verdict.since.score.overall.percent == 50.0


TWO_RINGS = {
    "a.py": "import b\n",
    "b.py": "import a, c\n",
    "c.py": "import b, d\n",
    "d.py": "import c\n",
}


def cut(files: Files, path: str, text: str) -> Files:
    return {**files, path: text}


def test_cycles_that_a_big_one_is_split_into_are_known() -> None:
    verdict = since(TWO_RINGS, cut(TWO_RINGS, "b.py", "import a\n"))
    assert found(verdict) == [
        ("SSOT205", "a.py", Status.BASELINED, ("a", "b")),
        ("SSOT205", "c.py", Status.BASELINED, ("c", "d")),
    ]
    assert fixed(verdict) == []


def test_another_cycle_of_a_group_is_known_when_the_one_shown_is_cut() -> None:
    verdict = since(TWO_RINGS, cut(TWO_RINGS, "a.py", ""))
    assert [(status, parts) for _, _, status, parts in found(verdict)] == [
        (Status.BASELINED, ("b", "c")),
    ]
    assert fixed(verdict) == [("SSOT205", "a.py", ("a", "b"))]


def test_a_cycle_that_is_only_not_the_one_shown_any_more_is_not_fixed() -> None:
    before = cut(TWO_RINGS, "a.py", "")
    verdict = since(before, TWO_RINGS)
    assert new(verdict) == [("SSOT205", "a.py")]
    assert fixed(verdict) == []


def test_a_cycle_with_one_import_that_was_on_none_is_new() -> None:
    files = {"a.py": "import b, c\n", "b.py": "import a\n", "c.py": "", "d.py": ""}
    after = {**files, "b.py": "", "c.py": "import a\n"}
    verdict = since(files, after)
    assert new(verdict) == [("SSOT205", "a.py")]
    assert fixed(verdict) == [("SSOT205", "a.py", ("a", "b"))]


def test_cycles_of_a_group_are_known_by_the_new_names_of_modules() -> None:
    before = {**TWO_RINGS, "a.py": "import b\n" + LINES}
    after = {"z.py": "import b\n" + LINES, "b.py": "import z\n"}
    after |= {"c.py": "import d\n", "d.py": "import c\n"}
    assert new(since(before, after)) == []


def test_cycle_of_which_a_comment_waives_an_import_is_not_fixed() -> None:
    before = {"a.py": "import b\n", "b.py": "import a\n"}
    after = {**before, "a.py": "import b  # ssot: ignore[SSOT205]\n"}
    assert fixed(since(before, after)) == []
