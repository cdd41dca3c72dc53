"""What the baseline accepts, and when an entry of it is stale."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from ssot_audit.audit import Request, audit_path, audit_tree
from ssot_audit.config.settings import BaselineSetting, Settings
from ssot_audit.discover.memory import in_memory
from ssot_audit.errors import ConfigError
from ssot_audit.verdict.baseline import pruned, updated
from ssot_audit.verdict.baseline_file import Entry, parse, render
from ssot_audit.verdict.verdict import Status, Verdict
from tests.support.projects import EVERY_RULE, Files, settings_for

ENVIRONMENT = "import os\n\n\nPORT = os.environ['PORT']\n"
TILL = "from typing import Protocol\n\n\nclass Till(Protocol):\n"
PAY, REFUND, OPEN = (
    f"    def {name}(self): ...\n" for name in ("pay", "refund", "open")
)
CLERK = "from shop.till import Till\n\n\nclass Clerk(Till):\n    def pay(self): ...\n"
NOBODY = Entry("", "", "", "", "", {})


def shop(*members: str) -> Files:
    till = TILL + "".join(members)
    return {"shop/__init__.py": "", "shop/till.py": till, "shop/clerk.py": CLERK}


def scan(
    files: Files,
    entries: Sequence[Entry] | None = None,
    *,
    setting: BaselineSetting | None = None,
    request: Request = EVERY_RULE,
) -> Verdict:
    settings = replace(settings_for(files, ""), baseline=setting or BaselineSetting())
    accepted = None if entries is None else tuple(entries)
    return audit_tree(
        in_memory(files, settings), settings, replace(request, baseline=accepted)
    )


def accepted(files: Files, said: Entry = NOBODY) -> tuple[Entry, ...]:
    return updated(scan(files), (), BaselineSetting(), said)


def statuses(verdict: Verdict) -> list[tuple[str, Status, tuple[str, ...]]]:
    return [
        (
            item.finding.place.path,
            item.status,
            tuple(p.name for p in item.finding.parts),
        )
        for item in verdict.findings
    ]


def stale(verdict: Verdict) -> list[tuple[str, dict[str, int]]]:
    assert verdict.baseline is not None
    return [(entry.path, entry.parts) for entry in verdict.baseline.stale]


def test_an_accepted_finding_does_not_fail_the_gate_and_still_counts() -> None:
    files = {"a.py": "import gone_b\n\nfrom a_package import x\n", **shop(PAY, REFUND)}
    verdict = scan(files, accepted(files))
    assert {status for _, status, _ in statuses(verdict)} == {Status.BASELINED}
    assert verdict.gate.passed
    assert verdict.score == scan(files).score
    assert not scan(files).gate.passed


def test_lines_may_move() -> None:
    known = accepted({"a.py": ENVIRONMENT})
    verdict = scan({"a.py": "\n\n# more\n" + ENVIRONMENT}, known)
    assert statuses(verdict) == [("a.py", Status.BASELINED, ("read",))]
    assert stale(verdict) == []


def test_a_part_that_is_not_accepted_is_new() -> None:
    verdict = scan(shop(PAY, REFUND, OPEN), accepted(shop(PAY, REFUND)))
    assert statuses(verdict) == [
        ("shop/clerk.py", Status.BASELINED, ("refund",)),
        ("shop/clerk.py", Status.NEW, ("open",)),
    ]


def test_one_more_of_the_same_is_new() -> None:
    known = accepted({"a.py": ENVIRONMENT})
    verdict = scan({"a.py": ENVIRONMENT + "HOST = os.environ['PORT']\n"}, known)
    assert [status for _, status, _ in statuses(verdict)] == [
        Status.BASELINED,
        Status.NEW,
    ]


def test_a_finding_that_moved_to_another_module_is_known() -> None:
    known = accepted({"a.py": ENVIRONMENT, "b.py": ""})
    verdict = scan({"a.py": "", "b.py": ENVIRONMENT}, known)
    assert statuses(verdict) == [("b.py", Status.BASELINED, ("read",))]
    assert verdict.findings[0].moved_from == "a"
    assert stale(verdict) == []


def test_what_is_no_more_is_stale_entry_or_part() -> None:
    known = accepted({**shop(PAY, REFUND, OPEN), "a.py": ENVIRONMENT})
    verdict = scan({**shop(PAY, OPEN), "a.py": ""}, known)
    assert stale(verdict) == [("shop/clerk.py", {"refund": 1}), ("a.py", {"read": 1})]
    assert verdict.gate.passed


def test_stale_entries_fail_the_gate_if_that_is_asked_for() -> None:
    known = accepted({"a.py": ENVIRONMENT})
    verdict = scan({"a.py": ""}, known, setting=BaselineSetting(error_stale=True))
    assert verdict.gate.failures == ("1 baseline entry matches nothing any more",)


def test_what_the_scan_could_not_have_seen_is_not_stale(tmp_path: Path) -> None:
    known = accepted({"a.py": ENVIRONMENT})
    for_others = replace(EVERY_RULE, select=("SSOT1",))
    assert stale(scan({"a.py": ""}, known, request=for_others)) == []
    assert stale(scan({"a.py": "def f(:\n"}, known)) == []
    (tmp_path / "a.py").write_text("")
    (tmp_path / "b.py").write_text("")
    request = replace(EVERY_RULE, baseline=known)
    settings = Settings(root=tmp_path)
    assert stale(audit_path(settings, request, [tmp_path / "b.py"])) == []
    assert stale(audit_path(settings, request)) == [("a.py", {"read": 1})]


def test_an_entry_of_a_deleted_file_is_stale_in_a_whole_scan_only(
    tmp_path: Path,
) -> None:
    known = accepted({"a.py": ENVIRONMENT})
    (tmp_path / "b.py").write_text("")
    (tmp_path / "c.py").write_text("")
    request = replace(EVERY_RULE, baseline=known)
    settings = Settings(root=tmp_path)
    assert stale(audit_path(settings, request, [tmp_path / "b.py"])) == []
    assert stale(audit_path(settings, request)) == [("a.py", {"read": 1})]


def test_an_expired_entry_accepts_nothing() -> None:
    last = EVERY_RULE.today
    known = accepted({"a.py": ENVIRONMENT}, Entry("", "", "", "", "", {}, expires=last))
    assert statuses(scan({"a.py": ENVIRONMENT}, known))[0][1] is Status.BASELINED
    later = replace(EVERY_RULE, today=last + dt.timedelta(days=1))
    verdict = scan({"a.py": ENVIRONMENT}, known, request=later)
    assert statuses(verdict)[0][1] is Status.NEW
    assert verdict.baseline is not None
    assert verdict.baseline.expired == known
    assert verdict.baseline.stale == ()


def test_findings_of_some_rules_are_never_accepted() -> None:
    setting = BaselineSetting(never=("SSOT3",))
    known = accepted({"a.py": ENVIRONMENT})
    verdict = scan({"a.py": ENVIRONMENT}, known, setting=setting)
    assert statuses(verdict) == [("a.py", Status.NEW, ("read",))]
    assert updated(verdict, (), setting, NOBODY) == ()


def test_update_keeps_what_was_said_and_forgets_what_is_no_more() -> None:
    said = Entry("", "", "", "", "", {}, reason="legacy", owner="ann")
    known = accepted({**shop(PAY, REFUND, OPEN), "a.py": ENVIRONMENT}, said)
    files = {**shop(PAY, OPEN), "b.py": ENVIRONMENT, "c.py": ENVIRONMENT}
    new = updated(scan(files, known), known, BaselineSetting(), NOBODY)
    assert [(entry.path, entry.parts, entry.reason) for entry in new] == [
        ("shop/clerk.py", {"open": 1}, "legacy"),
        ("c.py", {"read": 1}, None),
        ("b.py", {"read": 1}, None),
    ]


def test_update_lets_a_reason_move_along() -> None:
    said = Entry("", "", "", "", "", {}, reason="legacy")
    known = accepted({"a.py": ENVIRONMENT, "b.py": ""}, said)
    verdict = scan({"a.py": "", "b.py": ENVIRONMENT}, known)
    (entry,) = updated(verdict, known, BaselineSetting(), NOBODY)
    assert (entry.module, entry.reason) == ("b", "legacy")


def test_update_keeps_the_entries_of_rules_that_did_not_run() -> None:
    known = accepted({"a.py": ENVIRONMENT})
    others = scan({"a.py": ""}, known, request=replace(EVERY_RULE, select=("SSOT1",)))
    assert updated(others, known, BaselineSetting(), NOBODY) == known


def test_prune_takes_away_what_is_stale_and_nothing_else() -> None:
    known = accepted({**shop(PAY, REFUND, OPEN), "a.py": ENVIRONMENT})
    verdict = scan({**shop(PAY, OPEN), "a.py": "", "b.py": "import gone\n"}, known)
    assert verdict.baseline is not None
    left = pruned(known, verdict.baseline.stale)
    assert [(entry.path, entry.parts) for entry in left] == [
        ("shop/clerk.py", {"open": 1})
    ]


def test_the_file_is_the_same_whatever_the_order_and_reads_as_it_was() -> None:
    known = accepted({**shop(PAY, REFUND, OPEN), "a.py": ENVIRONMENT})
    content = render(known)
    assert render(reversed(known)) == content
    assert sorted(parse(content, "b.json"), key=repr) == sorted(known, key=repr)


def test_every_entry_is_a_line_that_ends_alike() -> None:
    known = accepted({**shop(PAY, REFUND), "a.py": ENVIRONMENT})
    lines = render(known).decode().splitlines()
    assert [line[-1] for line in lines[3:-3]] == [",", ","]
    assert lines[-3:] == ["null", "]", "}"]


def test_entries_that_a_merge_left_twice_are_joined() -> None:
    one = Entry("SSOT101", "a.py", "a", "A", "P", {"x": 1}, owner="ann")
    two = msgspec.structs.replace(one, parts={"y": 2, "x": 1}, owner=None, reason="old")
    (entry,) = parse(render([one, two]), "b.json")
    assert entry == msgspec.structs.replace(one, parts={"x": 1, "y": 2}, reason="old")


@pytest.mark.parametrize(
    ("content", "where", "message"),
    [
        (b"", "b.json", "is no baseline"),
        (b"[]", "b.json", "is no baseline"),
        (
            b'{"schema_version": 1, "findings": [{"code": 3}]}',
            "b.json",
            "$.findings[0]",
        ),
        (b'{"schema_version": 2, "findings": []}', "b.json: schema_version", "reads 1"),
        (b"\xff\xfe", "b.json", "is no baseline"),
        (b"{\n<<<<<<< HEAD\n", "b.json:2", "merge conflict"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault(
    content: bytes, where: str, message: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        parse(content, "b.json")
    (fault,) = raised.value.faults
    assert fault.where == where
    assert message in fault.message
