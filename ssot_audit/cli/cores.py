"""How many cores this process may use: the machine, its affinity and its container.

A container with two of 64 cores sees all 64; only its control group knows better.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

_V1 = ("cpu.cfs_quota_us", "cpu.cfs_period_us")
_V2 = ("cpu.max",)


def usable_cores(root: Path = Path("/")) -> int:
    """Return the number of cores, at least 1; `root` holds `/proc` and `/sys`."""
    return max(1, min((_affinity(), *_quotas(root))))


def _affinity() -> int:
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _quotas(root: Path) -> Iterator[int]:
    """Yield the limits of the control groups that this process is in, rounded up."""
    for entry in _text(root / "proc/self/cgroup").splitlines():
        number, controllers, group = entry.split(":", 2)
        if number == "0":
            yield from _limits(root / "sys/fs/cgroup", group, _V2)
        elif "cpu" in controllers.split(","):
            yield from _limits(root / "sys/fs/cgroup/cpu", group, _V1)


def _limits(mount: Path, group: str, names: Iterable[str]) -> Iterator[int]:
    """Yield the limits of a group and of all above, of which any may be tighter.

    Inside a container only the outermost of these folders may exist.
    """
    for place in (PurePosixPath(group), *PurePosixPath(group).parents):
        folder = mount / place.relative_to("/")
        words = " ".join(_text(folder / name) for name in names).split()
        # `200000 100000` is a share of a period; `max` and -1 are no limit.
        if len(words) == len(_V1) and all(map(str.isdigit, words)):
            share, period = map(int, words)
            yield -(-share // max(period, 1))


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return ""
