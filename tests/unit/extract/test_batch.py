"""A batch of files in a process of its own."""

import sys
from pathlib import Path

import msgspec
import pytest

from ssot_audit.extract.batch import Batch, Reply, answer, run_batch
from ssot_audit.extract.extractor import extract
from ssot_audit.extract.identity import extractor_identity
from ssot_audit.extract.parse import Parser

SOURCES = (b"import os\n", b"", b"def f(:\n", b"type Pair[T] = tuple[T, T]\n")
IDENTITY = extractor_identity(Parser.AUTO)
BATCH = Batch(Parser.AUTO, IDENTITY, SOURCES)
FACTS = {number: extract(source) for number, source in enumerate(SOURCES)}


def reply_to(batch: Batch) -> Reply:
    return msgspec.msgpack.decode(run_batch(msgspec.msgpack.encode(batch)), type=Reply)


def test_the_facts_are_those_of_each_file() -> None:
    reply = reply_to(BATCH)
    assert reply.facts == FACTS
    assert (reply.identity, reply.failure) == (IDENTITY, "")


def test_another_extractor_gets_no_facts() -> None:
    reply = reply_to(Batch(Parser.AUTO, b"of another version", SOURCES))
    assert (reply.identity, reply.facts) == (IDENTITY, {})


def test_without_time_one_file_is_read_and_the_rest_given_back() -> None:
    found = answer(BATCH, budget=0).facts
    assert len(found) == 1
    assert found.items() <= FACTS.items()


def test_nothing_in_the_working_folder_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "msgspec.py").write_text("raise SystemExit('executed')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    assert reply_to(BATCH).facts == FACTS


def test_a_process_that_fails_is_a_reply() -> None:
    reply = msgspec.msgpack.decode(run_batch(b"no batch"), type=Reply)
    assert reply.failure.startswith("its process on the cluster failed: exit code 1 ")
    assert "DecodeError" in reply.failure or "ValidationError" in reply.failure


def test_a_process_that_cannot_start_is_a_reply(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert "No such file or directory: '/nowhere/python'" in reply_to(BATCH).failure


def test_a_process_that_hangs_is_a_reply(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = tmp_path / "python"
    hanging.write_text("#!/bin/sh\nexec sleep 600\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(hanging))
    monkeypatch.setattr("ssot_audit.extract.batch.BUDGET", -29.5)
    assert "timed out after" in reply_to(BATCH).failure
