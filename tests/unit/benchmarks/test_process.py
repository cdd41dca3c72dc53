import sys
from pathlib import Path

import pytest

from benchmarks.bare_parse import bare
from benchmarks.process import run

MEGABYTE = 1_000_000
HOLD = "import time; held = bytearray(60_000_000); time.sleep(1)"
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


@linux_only
def test_the_peak_is_the_sum_over_a_process_and_its_children() -> None:
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLD!r}])"
    twice = start.replace("subprocess.run", "child = subprocess.Popen")

    done = run([sys.executable, "-c", f"{twice}; {HOLD}; child.wait()"], {})

    assert 120 * MEGABYTE < done.peak < 200 * MEGABYTE


def test_processor_time_is_that_of_all_processes() -> None:
    work = "sum(range(20_000_000))"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"

    # A busy machine makes the same work cost more, now and then.
    alone = min(run([sys.executable, "-c", work], {}).processor for _ in range(3))
    both = max(
        run([sys.executable, "-c", f"{start}; {work}"], {}).processor for _ in range(3)
    )

    assert both > 1.5 * alone


def test_a_command_that_takes_too_long_is_ended_with_what_it_started() -> None:
    start = "import subprocess; subprocess.run(['sleep', '60'])"

    done = run([sys.executable, "-c", start], {}, limit=0.5)

    assert done.exit_code < 0
    assert done.seconds < 30


def test_a_command_runs_in_the_folder_that_is_asked_for(tmp_path: Path) -> None:
    script = "import os; print(os.getcwd())"

    done = run([sys.executable, "-c", script], {}, folder=tmp_path)

    assert done.output.decode().strip() == str(tmp_path.resolve())


@linux_only
@pytest.mark.parametrize("processes", [1, 2])
def test_bare_parsing_counts_what_is_refused(tmp_path: Path, processes: int) -> None:
    texts = ("a = 1", "def", "b = (", "c = 2", "class")
    paths = [tmp_path / f"{number}.py" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)

    assert bare(paths, processes) == 3
