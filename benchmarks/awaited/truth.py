"""What pytest really ran of a generated project, and what 603 says of it."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

from benchmarks.awaited.cases import Generated
from benchmarks.awaited.setups import Setup, project
from ssot_audit.audit import Request, link_path
from ssot_audit.config.settings import Settings

_PLUGIN = Path(__file__).with_name("probe.py")
_COMMAND = ("-m", "pytest", "-q", "-p", "probe", "-p", "no:cacheprovider", "--tb=no")


@dataclass(frozen=True, slots=True)
class Tried:
    """A generated test, what became of it and what was said."""

    generated: Generated
    has_run: bool
    """Whether its body did."""
    is_reported: bool
    outcomes: tuple[str, ...] = ()
    """What pytest says of it; of a hook nothing."""
    has_warned: bool = False
    """Whether pytest warned that it was never awaited."""

    @property
    def agrees(self) -> bool:
        """Whether exactly what did not run is reported."""
        return self.has_run != self.is_reported

    @property
    def is_wrong(self) -> bool:
        """Whether it is a false alarm, or missed without an excuse."""
        return not self.agrees and (self.has_run or not self.generated.excuse)


def tried(setup: Setup, command: Sequence[str]) -> list[Tried]:
    """Write a project, run its tests with a Python, and compare.

    Raises `RuntimeError` if pytest does not come to its end.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        tests = project(setup, folder)
        ran, probed = _run(folder, command)
        reported = _reported(folder)
        return [
            _test(one, one.name in ran, one.name in reported, probed) for one in tests
        ]


def _test(
    generated: Generated,
    has_run: bool,  # noqa: FBT001
    is_reported: bool,  # noqa: FBT001
    probed: dict[str, dict[str, object]],
) -> Tried:
    module, *others = generated.name.split(".")
    found = probed.get("::".join((f"{module}.py", *others)), {})
    outcomes = found.get("outcomes")
    return Tried(
        generated,
        has_run,
        is_reported,
        tuple(outcomes) if isinstance(outcomes, list) else (),
        bool(found.get("warned")),
    )


def _run(
    folder: Path, command: Sequence[str]
) -> tuple[set[str], dict[str, dict[str, object]]]:
    """Return whose body was run, and what the probe saw of each test."""
    ran, probed = folder / "ran.txt", folder / "probed.json"
    ran.touch()
    environment = {
        **os.environ,
        "AWAITED_RAN": str(ran),
        "AWAITED_PROBE": str(probed),
        "PYTHONPATH": str(_PLUGIN.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = run(
        [*command, *_COMMAND],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
    )
    if not probed.exists() or done.returncode not in {0, 1}:
        raise RuntimeError(done.stdout.decode()[-3000:] + done.stderr.decode()[-3000:])
    return set(ran.read_text("utf-8").split()), json.loads(probed.read_text("utf-8"))


def _reported(folder: Path) -> set[str]:
    """Return the names of what nothing awaits, for all that we know."""
    request = Request(datetime.now(tz=UTC).date())
    awaiting = link_path(Settings(root=folder), request).awaiting
    found = set()
    for one in awaiting.unawaited:
        owner = [one.taken.node.source[1].qualname] if one.taken.node else []
        name = one.taken.test.function.qualname.rpartition(".")[2]
        found.add(".".join((one.taken.module.name, *owner, name)))
    for hook in awaiting.hooks:
        found.add(f"{hook.module.name}.{hook.function.qualname}")
    return found
