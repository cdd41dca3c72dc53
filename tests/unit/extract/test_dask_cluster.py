"""Extraction on a real Dask cluster of two worker processes."""

import logging
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.memory import in_memory
from ssot_audit.discover.source import File
from ssot_audit.errors import ConfigError
from ssot_audit.extract import dask_cluster
from ssot_audit.extract.dask_cluster import extract_on_cluster
from ssot_audit.extract.extraction import extract_all
from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.extract.many import Source
from ssot_audit.extract.parse import Parser
from ssot_audit.extract.worker_handle import Limits
from tests.support import poison
from tests.support.command import REPOSITORY
from tests.unit.extract.conftest import Project

FILES = {
    **{f"m{number:02}.py": b"import os\n" * (1 + number % 7) for number in range(40)},
    "empty.py": b"",
    "broken.py": b"def f(:\n",
    "newer.py": b"type Pair[T] = tuple[T, T]\n",
    "odd.py": b'__all__ = ["\\ud800"]\n',
}
FACTS = {path: extract(source) for path, source in FILES.items()}


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """A cluster that gives up a task with the first worker that dies of it."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address=":0",
        preload=["tests.support.poison"],
        scheduler_kwargs={"allowed_failures": 0},
        silence_logs=logging.CRITICAL,
    ) as made:
        yield made


@pytest.fixture
def address(cluster: LocalCluster) -> str:
    return str(cluster.scheduler_address)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> int:
    """The number of files in a batch."""
    monkeypatch.setattr(dask_cluster, "_BATCH_FILES", 6)
    return 6


def extracted(files: dict[str, bytes], address: str) -> dict[str, ModuleFacts]:
    pairs = list(extract_on_cluster(files.items(), Parser.AUTO, address))
    assert len(dict(pairs)) == len(pairs), "no file is answered twice"
    return dict(pairs)


def error_of(address: str) -> str:
    with pytest.raises(ConfigError) as caught:
        extracted(FILES, address)
    message = str(caught.value)
    assert "\n" not in message
    start = f"--executor: Dask cluster {address} "
    assert message.startswith(start)
    return message.removeprefix(start)


@pytest.mark.parametrize("parser", [Parser.AUTO, Parser.LIBCST])
def test_a_cluster_finds_in_a_project_what_one_process_finds(
    address: str, parser: Parser
) -> None:
    tree = discover(Settings(root=REPOSITORY / "fixtures" / "chat_platform"))
    alone = {file.path: extract(tree.read(file), parser) for file in tree.files}
    found = extract_all(tree, parser, cluster=address)
    assert found == alone
    assert list(found) == list(alone)


def test_many_batches_are_filled_as_they_are_needed(
    address: str, small_batches: int
) -> None:
    tree = in_memory(FILES, Settings(root=Path("project")))
    read = 0
    seen: list[int] = []
    ahead: list[int] = []

    def reading(file: File) -> bytes:
        nonlocal read
        read += 1
        return tree.read(file)

    def progress(done: int, _all: int) -> None:
        seen.append(done)
        ahead.append(read - done)

    found = extract_all(replace(tree, read=reading), progress=progress, cluster=address)
    assert found == FACTS
    assert seen == list(range(1, len(FILES) + 1))
    batches_in_flight = 2 * 2
    assert max(ahead) <= batches_in_flight * small_batches


def test_a_file_that_ends_every_worker_costs_only_itself(address: str) -> None:
    few = dict(list(FILES.items())[-10:])
    found = extracted({**few, "terrible.py": poison.ENDS_WORKER}, address)
    failure = found.pop("terrible.py").failure
    assert failure
    assert failure.kind == "not-analysed"
    assert failure.message == "every worker of the cluster that was given it died"
    assert found == {path: FACTS[path] for path in few}


@pytest.mark.usefixtures("small_batches")
def test_files_that_end_the_process_of_their_batch_cost_only_themselves(
    address: str,
) -> None:
    few = dict(list(FILES.items())[:12])
    terrible = {f"m{n:02}-terrible.py": poison.ENDS_PROCESS for n in (0, 9)}
    found = extracted(dict(sorted({**few, **terrible}.items())), address)
    failures = [found.pop(path).failure for path in terrible]
    expected = "its process on the cluster failed: exit code 9"
    assert [failure and failure.message for failure in failures] == [expected] * 2
    assert found == {path: FACTS[path] for path in few}


def test_what_a_batch_had_no_time_for_is_sent_again(address: str) -> None:
    slow = {f"{n}.py": poison.SLOW + b"X = %d\n" % n for n in range(4)}
    assert extracted(slow, address) == {
        path: extract(source) for path, source in slow.items()
    }


@pytest.mark.usefixtures("small_batches")
def test_leaving_early_cancels_what_is_left(
    cluster: LocalCluster, address: str
) -> None:
    with closing(extract_on_cluster(FILES.items(), Parser.AUTO, address)) as answers:
        next(answers)
        assert cluster.scheduler.tasks
    assert not cluster.scheduler.tasks
    assert not cluster.scheduler.clients.keys() - {"fire-and-forget"}


def test_files_in_the_cache_are_not_sent(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = project.scan()
    project.write({"b.py": "B = 2\n"})
    sent: list[str] = []

    def spy(
        sources: Iterator[Source], _parser: Parser, address: str
    ) -> Iterator[tuple[str, ModuleFacts]]:
        assert address == "tcp://cluster:1"
        for path, source in sources:
            sent.append(path)
            yield path, extract(source)

    monkeypatch.setattr(dask_cluster, "extract_on_cluster", spy)
    second = project.scan(cluster="tcp://cluster:1")
    assert sent == ["b.py"]
    assert second.facts == {**first.facts, "b.py": extract(b"B = 2\n")}
    project.scan()
    assert project.parsed == [], "what a cluster found is kept"


def test_a_worker_that_does_not_say_who_it_is_does_not_stop_the_others(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "_PATIENCE", 0.1)
    monkeypatch.setattr(Client, "run", lambda *_, **__: time.sleep(2))
    assert extracted(FILES, address) == FACTS


def test_without_any_file_to_send_nothing_is_connected_to() -> None:
    assert extracted({}, "tcp://127.0.0.1:1") == {}


@pytest.mark.parametrize("joined", ["before the scan", "during the scan"])
@pytest.mark.parametrize("version", ["another version", None])
def test_facts_of_another_extractor_are_never_taken(
    address: str, joined: str, version: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "extractor_identity", lambda _parser: b"other")
    if version:
        monkeypatch.setattr(dask_cluster, "versions", lambda: version)
    if joined == "during the scan":
        monkeypatch.setattr(dask_cluster._Work, "check_workers", lambda _self: None)  # noqa: SLF001
    message = error_of(address)
    assert ("worker tcp://" in message) == (joined == "before the scan")
    assert (version or "the same, but not the same build") in message
    assert "install the same on both sides" in message


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    message = error_of("tcp://127.0.0.1:1")
    assert message.startswith("cannot be used without the package `distributed` (")
    assert message.endswith("install it with `pip install 'ssot-audit[dask]'`")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ssot_audit.extract.dask_connection._PATIENCE", 1)


@pytest.mark.usefixtures("impatient")
def test_nobody_at_the_address() -> None:
    message = error_of("tcp://127.0.0.1:1")
    assert message.startswith("cannot be reached: ")
    assert message.endswith("start it with `dask scheduler`, or mend the address")


@pytest.mark.usefixtures("impatient")
def test_somebody_else_at_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        message = error_of(f"tcp://127.0.0.1:{server.getsockname()[1]}")
    assert message.startswith("cannot be reached: nothing has answered within 1 s; ")


def test_a_worker_at_the_address(cluster: LocalCluster) -> None:
    message = error_of(cluster.workers[0].worker_address)
    assert message.startswith("cannot be reached: that is a Worker; ")


def test_certificates_that_are_missing() -> None:
    message = error_of("tls://127.0.0.1:1")
    assert message.startswith("cannot be reached: TLS expects ")


def test_a_cluster_without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "_NO_WORKER", 1)
    with LocalCluster(
        n_workers=0, dashboard_address=":0", silence_logs=logging.CRITICAL
    ) as empty:
        message = error_of(empty.scheduler_address)
    start, advice = message.split("; ")
    assert start == "has had no worker for 1 s"
    assert advice == f"start one with `dask worker {empty.scheduler_address}`"


def test_a_cluster_that_is_silent(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "_SILENCE", 1)
    monkeypatch.setattr(dask_cluster, "Limits", lambda: Limits(seconds=0))
    with pytest.raises(ConfigError, match="has not answered for minutes"):
        extracted({"hangs.py": poison.HANGS}, address)
