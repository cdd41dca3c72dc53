"""SARIF: what GitHub code scanning takes, and takes note of."""

import dataclasses
import json
from typing import Any

import pytest

from ssot_audit.config.settings import Level
from ssot_audit.extract.facts import Span
from ssot_audit.report import sarif
from ssot_audit.rules.finding import Hop, Part, Place
from ssot_audit.verdict.verdict import Baseline, Reported, Since, Status, Verdict
from tests.support.verdicts import audited, place, reported, score, verdict

HOSTILE = "a]]>`|@user\n::error::\x1b[31m[x](1)"


def run_of(shown: Verdict) -> dict[str, Any]:
    log = json.loads(sarif.render(shown))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    found: dict[str, Any] = run
    return found


def results(*items: Reported) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run_of(verdict(*items))["results"]
    return found


def test_a_finding_is_a_result_at_one_line() -> None:
    several = Place("shop/cart.py", Span(3, 5, 9, 1))
    (one,) = results(reported(at=several))
    assert one["ruleId"] == "SSOT101"
    assert one["level"] == "error"
    assert one["message"]["text"] == "`Cart` is odd. Mend it."
    (location,) = one["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 5}
    (one,) = results(reported(at=place(line=3, column=5)))
    assert one["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 3,
        "startColumn": 5,
        "endColumn": 9,
    }


def test_every_rule_that_ran_is_described_and_found_by_index() -> None:
    run = run_of(audited({"a.py": "import os\nos.environ['PORT']\n"}))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(rule["id"] for rule in rules)
    for rule in rules:
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["markdown"].startswith(f"# {rule['id']} ")
        assert len(rule["properties"]["tags"]) <= 10
        assert "security-severity" not in rule["properties"]
    (result,) = run["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "SSOT301"


def test_the_key_of_the_line_is_left_to_github() -> None:
    (one,) = results(reported())
    assert one["partialFingerprints"] == {"ssotAudit/v1": "0" * 32}


def test_further_places_are_related_and_linked_by_the_message() -> None:
    parts = tuple(Part(place(line=n), f"part {n}") for n in (3, 4, 5, 5))
    (one,) = results(reported(parts=parts))
    assert [
        (each["id"], each["physicalLocation"]["region"]["startLine"])
        for each in one["relatedLocations"]
    ] == [(1, 4), (2, 5)]
    assert one["message"]["text"].endswith(
        "See also [shop/cart.py:4](1), [shop/cart.py:5](2)."
    )


def test_evidence_is_a_code_flow() -> None:
    hops = (Hop(place(line=7), "made here"), Hop(place(line=9), "used here"))
    (one,) = results(reported(evidence=hops))
    (flow,) = one["codeFlows"]
    (thread,) = flow["threadFlows"]
    assert [
        (
            step["location"]["message"]["text"],
            step["location"]["physicalLocation"]["region"]["startLine"],
        )
        for step in thread["locations"]
    ] == [("made here", 7), ("used here", 9)]


def test_evidence_that_is_the_place_itself_is_no_flow() -> None:
    (one,) = results(reported(evidence=(Hop(place(), "here"),)))
    assert "codeFlows" not in one


def test_suppressed_findings_say_so() -> None:
    (one,) = results(reported(status=Status.SUPPRESSED))
    assert one["suppressions"] == [{"kind": "inSource"}]
    assert "suppressions" not in results(reported())[0]


def test_states_are_given_if_there_is_something_to_compare_with() -> None:
    known, new = reported("old", status=Status.BASELINED), reported("new")
    fixed = reported("fixed", status=Status.FIXED)
    compared = verdict(known, new)
    assert all("baselineState" not in each for each in run_of(compared)["results"])
    accepted = dataclasses.replace(compared, baseline=Baseline("b.json", 1, (), ()))
    states = [each["baselineState"] for each in run_of(accepted)["results"]]
    assert states == ["new", "unchanged"]
    since = Since("main", "0" * 40, score(), (fixed,))
    states = [
        (each["message"]["text"], each["baselineState"])
        for each in run_of(dataclasses.replace(compared, since=since))["results"]
    ]
    assert states == [
        ("new. Mend it.", "new"),
        ("fixed. Mend it.", "absent"),
        ("old. Mend it.", "unchanged"),
    ]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("shop/cart.py", "shop/cart.py"),
        ("a b/ü.py", "a%20b/%C3%BC.py"),
        ("bad\udcff name.py", "bad%FF%20name.py"),
        ("x#y?z%.py", "x%23y%3Fz%25.py"),
    ],
)
def test_a_path_is_a_uri(path: str, uri: str) -> None:
    (one,) = results(reported(at=place(path)))
    artifact = one["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_names_from_code_cannot_make_links_or_move_cursors() -> None:
    hops = (Hop(place(line=7), HOSTILE), Hop(place(line=8), HOSTILE))
    (one,) = results(
        reported(HOSTILE, evidence=hops, parts=(Part(place(line=4), HOSTILE),))
    )
    texts = [
        one["message"]["text"],
        one["relatedLocations"][0]["message"]["text"],
        one["codeFlows"][0]["threadFlows"][0]["locations"][0]["location"]["message"][
            "text"
        ],
    ]
    for text in texts:
        assert r"a\]\]>`|@user\\x0a::error::\\x1b\[31m\[x\](1)" in text


def test_long_texts_are_cut() -> None:
    (one,) = results(reported("x" * 10_000))
    assert len(one["message"]["text"]) <= sarif.MOST_TEXT


def test_what_is_too_much_for_github_is_cut_the_least_relevant_first_and_said() -> None:
    notes = [reported(f"note {n}", level=Level.NOTE) for n in range(29_999)]
    run = run_of(verdict(*notes, reported("bad")))
    assert len(run["results"]) == sarif.MOST_RESULTS
    assert run["results"][0]["message"]["text"] == "bad. Mend it."
    (notice,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notice["message"]["text"] == (
        "25000 of 30000 results are left out: the least relevant ones"
    )


def test_places_and_steps_that_are_too_many_are_cut_and_said() -> None:
    parts = tuple(Part(place(line=n), str(n)) for n in range(3, 1_500))
    hops = tuple(Hop(place(line=n), "hop") for n in range(3, 1_500))
    run = run_of(verdict(reported(parts=parts, evidence=hops)))
    (one,) = run["results"]
    assert len(one["relatedLocations"]) == sarif.MOST_LOCATIONS
    assert "and 1491 more" in one["message"]["text"]
    steps = one["codeFlows"][0]["threadFlows"][0]["locations"]
    assert len(steps) == sarif.MOST_STEPS
    notices = run["invocations"][0]["toolExecutionNotifications"]
    assert [notice["message"]["text"] for notice in notices] == [
        "1 results have more than 100 places",
        "1 results have more than 1000 steps of evidence",
    ]


def test_a_file_nobody_could_analyse_is_a_notice() -> None:
    run = run_of(audited({"a.py": "def f(:\n", "b.py": ""}))
    (notice,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notice["message"]["text"] == "a.py could not be analysed"
