"""Runs of the same thing, collected."""

from benchmarks.peers.store import Measure
from benchmarks.process import Run


class Series:
    """Seconds and memory of repeated runs, by name."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._runs: dict[str, list[Run]] = {}
        self._commands: dict[str, str] = {}

    def add(self, name: str, done: Run, command: str) -> None:
        """Keep one more run; the command is shown as it is given here."""
        self._runs.setdefault(name, []).append(done)
        self._commands[name] = command

    @property
    def longest(self) -> float:
        """Return the seconds of the longest run."""
        return max(run.seconds for runs in self._runs.values() for run in runs)

    def measures(self) -> dict[str, Measure]:
        """Return what was measured, without what the runs wrote."""
        return {
            name: Measure(
                seconds=tuple(round(run.seconds, 3) for run in runs),
                peak=max(run.peak for run in runs),
                command=self._commands[name],
                processors=tuple(round(run.processor, 3) for run in runs),
            )
            for name, runs in self._runs.items()
        }
