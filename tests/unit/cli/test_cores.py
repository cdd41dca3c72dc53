"""The cores that a container leaves us."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ssot_audit.cli import cores

V2 = {"proc/self/cgroup": "0::/jobs/one\n"}
V1 = {"proc/self/cgroup": "4:memory:/jobs\n3:cpu,cpuacct:/docker/abc\n"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, 8, id="no control groups"),
        pytest.param(V2, 8, id="v2 without files"),
        pytest.param(V2 | {"sys/fs/cgroup/cpu.max": "max 100000"}, 8, id="no limit"),
        pytest.param(V2 | {"sys/fs/cgroup/cpu.max": "200000 100000"}, 2, id="v2"),
        pytest.param(
            V2 | {"sys/fs/cgroup/jobs/cpu.max": "150000 100000"}, 2, id="rounded up"
        ),
        pytest.param(
            V2
            | {
                "sys/fs/cgroup/jobs/cpu.max": "100000 100000",
                "sys/fs/cgroup/jobs/one/cpu.max": "400000 100000",
            },
            1,
            id="an outer group is tighter",
        ),
        pytest.param(
            V2 | {"sys/fs/cgroup/cpu.max": "1000 100000"}, 1, id="never less than one"
        ),
        pytest.param(
            V2 | {"sys/fs/cgroup/cpu.max": "6400000 100000"}, 8, id="more than there is"
        ),
        pytest.param(
            V1
            | {
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "300000\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            3,
            id="v1, seen from inside a container",
        ),
        pytest.param(
            V1
            | {
                "sys/fs/cgroup/cpu/docker/abc/cpu.cfs_quota_us": "-1\n",
                "sys/fs/cgroup/cpu/docker/abc/cpu.cfs_period_us": "100000\n",
            },
            8,
            id="v1 without limit",
        ),
        pytest.param(
            V2 | {"sys/fs/cgroup/cpu.max": "nonsense"}, 8, id="an unknown format"
        ),
    ],
)
def test_the_tightest_limit_counts(
    files: Mapping[str, str],
    expected: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cores, "_affinity", lambda: 8)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="ascii")
    assert cores.usable_cores(tmp_path) == expected


def test_this_machine_has_a_core() -> None:
    assert cores.usable_cores() >= 1
