"""What is measured of the object flow: the trees, the clocks, the growth."""

from pathlib import Path
from time import perf_counter

import pytest

from benchmarks.flow_cost import STAGES, Clocks, Cost, Spent, assemble, growth, solved
from benchmarks.flow_cost import production as production_files


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    for path in ("shop/__init__.py", "shop/till.py", "shop/deep/down.py"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x = 1\n" * 10, encoding="utf-8")
    (root / "tests").mkdir()
    (root / "tests/test_till.py").write_text("x = 1\n", encoding="utf-8")
    (root / "pyproject.toml").write_text("[project]\nname = 'shop'\n", encoding="utf-8")
    return root


def test_production_is_listed_from_the_root_downwards(project: Path) -> None:
    names = [path.name for path in production_files(project)]
    assert names == ["__init__.py", "till.py", "down.py"]


@pytest.mark.parametrize(("lines", "files"), [(10, 1), (11, 2), (1_000, 3)])
def test_a_tree_grows_by_whole_files(
    project: Path, tmp_path: Path, lines: int, files: int
) -> None:
    assemble([project], tmp_path / "tree", lines)
    assert len([*(tmp_path / "tree").rglob("*.py")]) == files
    assert (tmp_path / "tree/shop/pyproject.toml").is_file()


def test_a_clock_adds_up_what_each_call_takes() -> None:
    def wait() -> None:
        end = perf_counter() + 0.01
        while perf_counter() < end:
            pass

    clocks = Clocks({})
    timed = clocks.around("wait", wait)
    timed()
    timed()
    assert clocks.seconds["wait"].wall >= 0.02


def test_every_stage_of_a_tree_is_timed(project: Path, tmp_path: Path) -> None:
    cost = Cost.of(solved(project, tmp_path / "cache"), peak=1)
    assert cost.seconds.keys() == set(STAGES)
    assert (cost.files, cost.lines) == (3, 30)


def test_twice_the_time_for_twice_the_lines_is_linear() -> None:
    def cost(lines: int, seconds: float) -> Cost:
        spent = {stage: Spent(seconds, seconds) for stage in STAGES}
        return Cost(lines, 1, spent, 1, 1, 1)

    assert growth(cost(10, 1.0), cost(20, 2.0)) == pytest.approx(1.0)
    assert growth(cost(10, 1.0), cost(20, 4.0)) == pytest.approx(2.0)
