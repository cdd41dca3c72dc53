"""Run a tool, and see to it that it did its work."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.install import environment
from benchmarks.peers.tools import Job, Tool
from benchmarks.peers.trees import Share, without
from benchmarks.process import Run, run

LIMIT = 600.0
"""Seconds: a peer that needs more is given a sample."""


class Refusal(Exception):  # noqa: N818 - no error of ours: a result
    """A peer did not do its work; its text says why in one line."""

    def __init__(self, reason: str, done: Run) -> None:
        """Keep what it said, too."""
        super().__init__(reason)
        self.said = said(done)


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool that is installed and has work to do."""

    tool: Tool
    home: Path
    """Its virtual environment."""
    scratch: Path

    def forget(self) -> None:
        """Empty its cache, so that the next run is a cold one."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(parents=True)

    def version(self) -> str:
        """Return what it says of its version; its files are in memory from then on."""
        program = str(self.home / "bin" / (self.tool.program or self.tool.name))
        done = run([program, "--version"], environment(self.home), limit=LIMIT)
        if reason := refusal(done, frozenset({0})):
            raise Refusal(reason, done)
        return next(filter(_has_digit, said(done).splitlines()), "no version").strip()

    def ran(self, job: Job) -> Run:
        """Run it once; raises `Refusal` if it did not come to its end."""
        variables = {**environment(self.home), **job.environment}
        program = str(self.home / "bin" / job.command[0])
        with written(job.share.tree, job.writes):
            done = run(
                [program, *job.command[1:]],
                variables,
                folder=job.share.tree,
                limit=LIMIT,
            )
        if reason := refusal(done, self.tool.exit_codes):
            raise Refusal(reason, done)
        return done

    def accepted(self, share: Share) -> tuple[Job, Run]:
        """Run it cold on as many of the files as it takes."""
        while True:
            self.forget()
            job = self.tool.job(share, self.scratch)
            try:
                return job, self.ran(job)
            except Refusal as reason:
                stopped = blocking(reason.said) & set(job.share.files)
                if not stopped:
                    raise
                share = without(job.share, stopped)


def refusal(done: Run, accepted: frozenset[int]) -> str:
    """Say in one line why a run shows nothing, or nothing if it does."""
    if done.exit_code in accepted and b"Traceback (most recent" not in done.errors:
        return ""
    if done.seconds >= LIMIT:
        return f"not done after {LIMIT:.0f} s"
    lines = [line.strip() for line in said(done).splitlines() if line.strip()]
    telling = [line for line in lines if re.search("(?i)error|panic|fatal", line)]
    last = (telling or lines or ["it said nothing"])[-1]
    return f"exit code {done.exit_code}: {last[:300]}"


def said(done: Run) -> str:
    """Return all that a command wrote."""
    return (done.output + b"\n" + done.errors).decode(errors="replace")


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def blocking(text: str) -> frozenset[str]:
    """Return the files that made mypy give up before it began, if that happened."""
    if "errors prevented further checking" not in text:
        return frozenset()
    return frozenset(re.findall(r"(?m)^(\S+?\.pyi?):(?:\d+:)? error:", text))


@contextmanager
def written(tree: Path, files: Mapping[str, str]) -> Iterator[None]:
    """Put configuration into a tree while it is needed.

    Raises `RuntimeError` if a file of that name is there, the project's own or one
    that a killed run left behind: the tree can be deleted, it is made anew.
    """
    for name in files:
        if (tree / name).exists():
            raise RuntimeError(f"`{name}` is in the way; is the tree a fresh copy?")
    for name, text in files.items():
        (tree / name).write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        for name in files:
            (tree / name).unlink()
