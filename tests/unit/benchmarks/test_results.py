from pathlib import Path

import pytest

from benchmarks.peers.object_flow import object_flow
from benchmarks.peers.page import page
from benchmarks.peers.store import Circumstances, Measure, Section, find, load, save
from benchmarks.peers.targets import MEGABYTE, PROJECTS, Target, targets
from benchmarks.stages import REPORT, REST, STAGES

HERE = Circumstances("2026-01-02 03:04 UTC", "Linux", 0.5, {"ty": "1.2"})


def section(name: str, project: str = "Django", **measures: float) -> Section:
    named = {key.replace("_", " "): value for key, value in measures.items()}
    return Section(
        name,
        project,
        HERE,
        files=10,
        lines=1_000,
        measures={key: Measure((value,)) for key, value in named.items()},
    )


def judged(what: str, *sections: Section) -> Target:
    (target,) = (each for each in targets(sections) if what in each.what)
    return target


def test_a_section_is_kept_and_found_again(tmp_path: Path) -> None:
    kept = section("ty", peer_cold=1.5)

    save(section("ty", peer_cold=9.0), tmp_path)
    save(kept, tmp_path)

    assert load(tmp_path) == (kept,)
    assert find(load(tmp_path), "ty", "Django") == kept
    assert find(load(tmp_path), "ty", "big") is None


def test_seconds_on_a_sample_are_extrapolated_by_lines() -> None:
    part = Section("ty", "big", HERE, lines=100, whole_lines=1_000, is_sample=True)

    assert part.scale == 10
    assert section("ty").scale == 1


def test_a_target_that_nothing_was_measured_for_is_not_met() -> None:
    assert judged("whole cold scan").verdict == "not measured"


@pytest.mark.parametrize(
    ("cold", "verdict"), [(2.5, "met"), (2.6, "missed")], ids=["met", "missed"]
)
def test_a_ratio_is_met_up_to_its_limit(cold: float, verdict: str) -> None:
    target = judged(
        "whole cold scan",
        *(section("ours", each, cold=cold, bare_parse=1.0) for each in PROJECTS),
    )

    assert target.verdict == verdict


def test_a_target_met_on_one_project_only_is_partly_missed() -> None:
    target = judged(
        "whole cold scan",
        section("ours", cold=2.0, bare_parse=1.0),
        section("ours", "big", cold=3.0, bare_parse=1.0),
    )

    assert target.verdict == "partly missed"
    assert [reading.shown for reading in target.readings] == [
        "Django 2.00 x",
        "big 3.00 x",
    ]


def test_time_and_memory_must_both_be_within_their_limits() -> None:
    warm = Measure((1.0,), peak=500 * MEGABYTE)
    big = Section("ours", "big", HERE, measures={"warm": warm})

    assert [each.is_met for each in judged("nothing changed", big).readings] == [
        True,
        False,
    ]


def test_a_cold_scan_must_be_faster_than_the_peer_is_cold() -> None:
    run = section("ty", cold=2.0, warm=1.0, peer_cold=4.0)

    assert judged("cold vs ty", run).readings[0].shown == "Django ty 2.0 x"
    assert judged("cold vs ty", run).readings[0].is_met


def test_a_warm_scan_must_be_faster_than_the_peer_at_its_best() -> None:
    run = section("mypy", cold=2.0, warm=1.0, peer_cold=4.0, peer_warm=0.5)

    assert judged("warm vs ty", run).readings[0].shown == "Django mypy 0.5 x"
    assert judged("warm vs ty", run).verdict == "missed"


def test_a_target_is_not_met_while_something_is_not_measured() -> None:
    target = judged("cold vs ty", section("ty", cold=2.0, warm=1.0, peer_cold=4.0))

    assert target.verdict == "not complete"
    assert "Django mypy" in target.missing
    assert "Django ty" not in target.missing


def test_pyrefly_need_be_beaten_on_the_big_tree_only() -> None:
    small = section("pyrefly", cold=2.0, warm=1.0, peer_cold=1.0)
    big = section("pyrefly", "big", cold=2.0, warm=1.0, peer_cold=1.0)

    assert judged("cold vs ty", small).verdict == "not measured"
    assert judged("cold vs ty", small, big).verdict == "missed"


def test_a_peer_that_refused_is_told_with_its_reason() -> None:
    refused = Section("ty", "Django", HERE, files=3, fault="exit code 2: no room")

    text = page([refused])

    assert "| ty 1.2 | 3 | refused |" in text
    assert "ty: exit code 2: no room" in text


def test_a_figure_from_a_sample_is_marked() -> None:
    part = Section(
        "ty",
        "Django",
        HERE,
        files=3,
        lines=100,
        whole_lines=1_000,
        is_sample=True,
        measures={
            "cold": Measure((2.0,), processors=(3.0,)),
            "warm": Measure((1.0,)),
            "peer cold": Measure((4.0,), 0, "ty check FILES", processors=(6.0,)),
        },
    )

    text = page([part])

    assert "| ~40.00 | ~20.00 | ~20.00 |" in text
    assert "    ty check FILES  # Django" in text


def test_every_section_has_its_place_on_the_page() -> None:
    steps = {"bare parse": 1.0, "cold": 2.0, "warm": 0.5}
    measures = {name: Measure((value,), MEGABYTE) for name, value in steps.items()}
    stages = {
        f"{state} {stage}": Measure((0.25,))
        for state in ("cold", "warm")
        for stage in (*STAGES, REPORT, REST)
    }
    grown = {f"1000 {name}": each for name, each in measures.items()}

    text = page(
        [
            Section("ours", "Django", HERE, measures=measures),
            section("extraction", ast_parse=1.0, ast_extract=3.0),
            Section("stages", "Django", HERE, measures=stages),
            Section("growth", "", HERE, measures=grown),
            section("start-up", "", version=0.08, bare=0.01),
        ]
    )

    assert "| cold | 2.00 | 2.00 | - | - | 1 |" in text
    assert "extraction 3.00 s: 3.00 x" in text
    assert "| discover | 0.25 | 0.25 |" in text
    assert "| cold | 2.00 (2.00) | 1 |" in text
    assert "0.080 s" in text


def test_the_page_has_the_mutants_of_all_projects_without_examples(
    tmp_path: Path,
) -> None:
    (tmp_path / "mutants.txt").write_text(
        "2026-01-02\n\n"
        "A        mutants  found\ndelete         8      5\n\n"
        "A        mutants  found\nshop           8      5\n\n"
        "A: why 3 are missed\n    3  class is open\n         shop: till.py:1\n"
    )

    text = "\n".join(object_flow(tmp_path))

    assert "delete         8      5" in text
    assert "    3  class is open" in text
    assert "\nshop " not in text
    assert "till.py" not in text
    assert "Cost of object flow" not in text
