"""The suite in as many processes as there are cores, forked when it is collected.

pytest-xdist is not for us: its processes have a thread for their messages. With a
thread our own workers are not forked but started in the slow way that users do not
meet, and a fork, which most tests of the command are, is a risk. These have none.

A file is run by one process from its first test to its last, so what its tests share
is made once.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from itertools import groupby
from multiprocessing.connection import Connection, wait

import pytest
from _pytest.runner import runtestprotocol

from ssot_audit.cli.cores import usable_cores

_WORTH_IT = 10
"""Files for each process: fewer are run sooner than it is started."""
_CONTEXT = multiprocessing.get_context("fork" if hasattr(os, "fork") else None)

File = Sequence[pytest.Item]


def run_all(session: pytest.Session) -> bool | None:
    """Run the suite in several processes, or leave it to pytest in this one."""
    files = [tuple(items) for _, items in groupby(session.items, lambda it: it.path)]
    count = min(_processes(session.config), len(files) // _WORTH_IT)
    if count < 2 or session.testsfailed or session.config.option.collectonly:
        return None
    elsewhere = [file for file in files if _may_leave(file)]
    with closing(_reports(session, elsewhere, count)) as reports:
        for report in reports:
            _tell(session, report)
    for file in files:
        if not _may_leave(file):
            _run(file)
            _stop_if_told(session)
    return True


def _processes(config: pytest.Config) -> int:
    """Return how many may be used; debuggers and coverage want to see but one."""
    options = config.option
    is_watched = options.usepdb or options.trace or options.capture == "no"
    if is_watched or config.pluginmanager.hasplugin("_cov") or not hasattr(os, "fork"):
        return 1
    count: int = options.processes or usable_cores()
    return count


def _may_leave(file: File) -> bool:
    """Tell whether another process may run a file; snapshots are counted in one."""
    return not any(item.get_closest_marker("syrupy_snapshot") for item in file)


def _run(file: File) -> None:
    for item, following in zip(file, [*file[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _tell(session: pytest.Session, report: pytest.TestReport) -> None:
    """Do with a report what pytest does with those of its own process."""
    hook = session.config.hook
    hook.pytest_runtest_logreport(report=report)
    if report.when == "teardown":
        hook.pytest_runtest_logfinish(nodeid=report.nodeid, location=report.location)
    _stop_if_told(session)


def _stop_if_told(session: pytest.Session) -> None:
    if session.shouldfail:
        raise session.Failed(session.shouldfail)
    if session.shouldstop:
        raise session.Interrupted(session.shouldstop)


def _reports(
    session: pytest.Session, files: Sequence[File], count: int
) -> Generator[pytest.TestReport]:
    """Yield the reports of all tests, of several files at a time."""
    # Folders of tests are made below this one, which is made here, and so once.
    session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined] # noqa: SLF001
    numbers = iter(range(len(files)))
    crew: list[_Worker] = []
    try:
        for _ in range(count):
            crew.append(_Worker(session, files, [sister.pipe for sister in crew]))
        while crew:
            ready = wait([worker.pipe for worker in crew])
            for worker in [each for each in crew if each.pipe in ready]:
                report = worker.receive()
                if report is not None:
                    yield report
                elif (number := next(numbers, None)) is not None:
                    worker.give(number)
                else:
                    worker.dismiss()
                    crew.remove(worker)
    finally:
        for worker in crew:
            worker.kill()


class _Worker:
    """A process that runs files, seen by the one that shows the reports."""

    def __init__(
        self,
        session: pytest.Session,
        files: Sequence[File],
        sisters: Sequence[Connection],
    ) -> None:
        self.pipe, theirs = _CONTEXT.Pipe()
        self._session = session
        self._files = files
        self._items: deque[pytest.Item] = deque()
        self._process = _CONTEXT.Process(
            target=_serve, args=(session, files, theirs, (*sisters, self.pipe))
        )
        self._process.start()
        theirs.close()

    def receive(self) -> pytest.TestReport | None:
        """Return a report, or None if the process asks for a file."""
        try:
            data = self.pipe.recv()
        except EOFError:
            return self._obituary()
        if data is None:
            return None
        config = self._session.config
        report: pytest.TestReport = config.hook.pytest_report_from_serializable(
            config=config, data=data
        )
        if report.when == "teardown":
            self._items.popleft()
        return report

    def give(self, number: int) -> None:
        """Let it run a file."""
        self._items.extend(self._files[number])
        self.pipe.send(number)

    def dismiss(self) -> None:
        """Let it end."""
        self.pipe.close()
        self._process.join()

    def kill(self) -> None:
        """End it."""
        self._process.kill()
        self._process.join()

    def _obituary(self) -> pytest.TestReport:
        """Blame the test in flight, and let the suite end: those behind it are lost."""
        self._process.join()
        self._session.shouldfail = "a process that runs tests has ended"
        item = self._items[0]
        return pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome="failed",
            longrepr=f"its process has ended: exit code {self._process.exitcode}",
            when="call",
        )


def _serve(
    session: pytest.Session,
    files: Sequence[File],
    pipe: Connection,
    inherited: Sequence[Connection],
) -> None:
    """Run the files whose numbers are sent, until the pipe ends."""
    for copy in inherited:
        copy.close()
    # What is captured lies in files, which a fork shares.
    capture = session.config.pluginmanager.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    capture.suspend_global_capture(in_=False)
    session.config.pluginmanager.register(_Sender(pipe))
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            pipe.send(None)
            _run(files[pipe.recv()])


class _Sender:
    """Sends the reports of this process to the one that shows them."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> bool:
        hook = item.config.hook
        for report in runtestprotocol(item, log=False, nextitem=nextitem):
            data = hook.pytest_report_to_serializable(config=item.config, report=report)
            self._pipe.send(data)
        return True
