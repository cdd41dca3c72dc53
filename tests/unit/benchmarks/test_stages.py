import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.stages import REPORT, REST, STAGES, Clock, by_stage


def slow() -> Iterator[int]:
    time.sleep(0.05)
    yield 1


def test_what_is_yielded_later_counts_for_the_stage_that_yields_it() -> None:
    clock = Clock()

    made = clock.around("rules", slow)()

    assert clock.seconds["rules"] >= 0.05
    assert list(made) == [1]


def test_repeated_calls_add_up() -> None:
    clock = Clock()
    timed = clock.around("link", time.sleep)

    timed(0.02)
    timed(0.02)

    assert clock.seconds["link"] >= 0.04


def test_all_stages_of_the_recipe_are_timed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import os\n\nHOME = os.environ['HOME']\n")

    seconds = by_stage(tmp_path, 1, None)

    assert list(seconds) == [*STAGES, REPORT, REST]
    assert all(seconds[stage] > 0 for stage in (*STAGES, REPORT))
