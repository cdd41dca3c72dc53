"""JUnit XML: well-formed, and with a failure where the scan has one."""

from xml.etree import ElementTree as ET

from ssot_audit.config.settings import Level
from ssot_audit.report import junit
from ssot_audit.verdict.verdict import Status, Verdict
from tests.support.verdicts import place, reported, verdict

HOSTILE = "]]>\x00\x1b[31m</failure><x a='\"'>&amp;\n"


def suite(shown: Verdict) -> ET.Element:
    root = ET.fromstring(junit.render(shown))  # noqa: S314 - our own document
    (found,) = root
    assert root.attrib["tests"] == found.attrib["tests"] == str(len(found))
    failing = [case for case in found if case.find("failure") is not None]
    assert found.attrib["failures"] == str(len(failing))
    return found


def case(shown: Verdict, name: str) -> ET.Element:
    (found,) = [each for each in suite(shown) if each.attrib["name"].startswith(name)]
    return found


def test_every_rule_is_a_case_and_so_is_the_gate() -> None:
    names = [each.attrib["name"].partition(" ")[0] for each in suite(verdict())]
    assert names == [rule.code for rule in verdict().rules] + ["gate"]


def test_new_errors_and_warnings_fail_their_rule() -> None:
    shown = verdict(
        reported("one", at=place("a.py", 3)), reported("two", level=Level.WARNING)
    )
    failure = case(shown, "SSOT101").find("failure")
    assert failure is not None
    assert failure.attrib == {"message": "2 findings", "type": "error"}
    assert (failure.text or "").splitlines()[1:] == [
        "a.py:3:1: error: one",
        "shop/cart.py:3:1: warning: two",
    ]


def test_notes_and_known_findings_do_not_fail() -> None:
    shown = verdict(
        reported("small", level=Level.NOTE), reported("old", status=Status.BASELINED)
    )
    found = case(shown, "SSOT101")
    assert found.find("failure") is None
    assert (found.findtext("system-out") or "").split("\n")[1:3] == [
        "shop/cart.py:3:1: note: small",
        "shop/cart.py:3:1: error: old (baselined)",
    ]


def test_a_failed_gate_is_a_failure() -> None:
    failure = case(verdict(failures=("score is 1 %",)), "gate").find("failure")
    assert failure is not None
    assert failure.attrib["message"] == "score is 1 %"


def test_no_name_breaks_the_document() -> None:
    shown = verdict(reported(HOSTILE, at=place(HOSTILE)), failures=(HOSTILE,))
    text = case(shown, "SSOT101").findtext("failure") or ""
    assert r"]]>\x00\x1b[31m</failure><x a='" in text
