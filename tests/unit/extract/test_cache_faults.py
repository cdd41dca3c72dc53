"""Whatever happens to the cache, the facts are right, and one line says what it is."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ssot_audit.extract.cache import FactCache
from ssot_audit.extract.parse import Parser
from tests.support.command import environment
from tests.unit.extract.conftest import Project, Scanned

BITS = 80


def require_harmless(project: Project, expected: Scanned, warnings: int) -> None:
    """Require the right facts, and a sound cache afterwards."""
    scanned = project.scan()
    assert scanned.facts == expected.facts
    assert len(scanned.warnings) <= warnings
    again = project.scan()
    assert (again.parsed, again.warnings) == (0, [])
    assert again.facts == expected.facts


@pytest.mark.parametrize("size", [1, 15, 99, 100, 4096, 4097, 8192, 12_000])
def test_truncated_cache(project: Project, size: int) -> None:
    expected = project.scan()
    assert project.file.stat().st_size > size
    os.truncate(project.file, size)
    require_harmless(project, expected, warnings=1)


def test_emptied_cache(project: Project) -> None:
    expected = project.scan()
    os.truncate(project.file, 0)
    require_harmless(project, expected, warnings=0)


def test_a_cache_of_noise(project: Project) -> None:
    expected = project.scan()
    project.file.write_bytes(b"no database" * 5_000)
    assert len(project.scan().warnings) == 1
    require_harmless(project, expected, warnings=0)


def test_bit_flipped_cache(project: Project) -> None:
    expected = project.scan()
    sound = project.file.read_bytes()
    picked = random.Random(7)  # noqa: S311 - the same bits each time
    used = [place for place, byte in enumerate(sound) if byte]
    noticed = 0
    for _ in range(BITS):
        place = picked.choice(used)
        damaged = bytearray(sound)
        damaged[place] ^= 1 << picked.randrange(8)
        shutil.rmtree(project.file.parent)
        project.file.parent.mkdir()
        project.file.write_bytes(damaged)
        scanned = project.scan()
        assert scanned.facts == expected.facts, place
        assert len(scanned.warnings) <= 1, place
        noticed += len(scanned.warnings)
    assert noticed, "no flipped bit was of any consequence"


def altered(project: Project, *statements: str) -> bytes:
    connection = sqlite3.connect(project.file)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return project.file.read_bytes()


def test_foreign_sqlite_file(project: Project) -> None:
    expected = project.scan()
    shutil.rmtree(project.file.parent)
    project.file.parent.mkdir()
    before = altered(project, "CREATE TABLE tax (year INTEGER)")
    scanned = project.scan()
    assert scanned.facts == expected.facts
    (warning,) = scanned.warnings
    assert "belongs to another program" in warning
    assert project.file.read_bytes() == before


def test_newer_schema(project: Project) -> None:
    expected = project.scan()
    before = altered(project, "PRAGMA user_version = 1000")
    scanned = project.scan()
    assert scanned.facts == expected.facts
    (warning,) = scanned.warnings
    assert "newer version of ssot-audit" in warning
    assert project.file.read_bytes() == before


def test_missing_table(project: Project) -> None:
    expected = project.scan()
    altered(project, "DROP TABLE usage")
    assert len(project.scan().warnings) == 1
    require_harmless(project, expected, warnings=0)


def connecting(
    monkeypatch: pytest.MonkeyPatch, connect: Callable[..., sqlite3.Connection]
) -> None:
    monkeypatch.setattr("ssot_audit.extract.store.sqlite3.connect", connect)


def test_read_only_directory(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    # The super-user may write anywhere, so the refusal is played.
    def refuse(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    scanned = project.scan()
    assert len(scanned.facts) == 3
    (warning,) = scanned.warnings
    assert "Permission denied" in warning
    assert not project.cache.exists()


def test_read_only_file(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.scan()
    project.write({"b.py": "C = 1\n"})
    connect = sqlite3.connect

    def read_only(file: Path, **_: object) -> sqlite3.Connection:
        return connect(f"{file.as_uri()}?mode=ro", uri=True, isolation_level=None)

    connecting(monkeypatch, read_only)
    scanned = project.scan()
    assert scanned.facts["b.py"].variables[0].name == "C"
    assert scanned.parsed == 1, "what can be read is used"
    assert len(scanned.warnings) == 1


@pytest.mark.parametrize("pages", [1, 3, 6, 9])
def test_full_disk(
    project: Project, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    many = "".join(f"def function_{n}(a, b, c): ...\n" for n in range(2_000))
    project.write({"b.py": many})
    connect = sqlite3.connect

    def confined(file: Path, **_: object) -> sqlite3.Connection:
        connection = connect(file, isolation_level=None)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    connecting(monkeypatch, confined)
    scanned = project.scan()
    assert len(scanned.facts["b.py"].functions) == 2_000
    (warning,) = scanned.warnings
    assert "full" in warning
    connecting(monkeypatch, connect)
    require_harmless(project, scanned, warnings=0)


def test_no_room_for_a_directory(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    scanned = project.scan()
    assert len(scanned.facts) == 3
    assert len(scanned.warnings) == 1


def test_locked_for_good(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = project.scan()
    project.write({"b.py": "C = 1\n"})
    monkeypatch.setattr("ssot_audit.extract.store._PATIENCE", 0.05)
    other = sqlite3.connect(project.file)
    other.execute("BEGIN IMMEDIATE")
    scanned = project.scan()
    other.close()
    assert scanned.facts["a.py"] == expected.facts["a.py"]
    assert len(scanned.warnings) == 1


KILLED = """
import sys, time
from pathlib import Path
from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.extract import store
from ssot_audit.extract.cache import FactCache
from ssot_audit.extract.extraction import extract_all
from ssot_audit.extract.parse import Parser

def stop_inside_the_transaction(*_):
    print("writing", flush=True)
    time.sleep(60)

store._Transaction.__exit__ = stop_inside_the_transaction
root, folder = map(Path, sys.argv[1:])
with FactCache(folder, root, Parser.AUTO, warn=print) as cache:
    extract_all(discover(Settings(root=root)), cache=cache)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
@pytest.mark.parametrize("is_cold", [True, False])
def test_process_killed_in_the_middle_of_a_write(
    project: Project, is_cold: bool
) -> None:
    if not is_cold:
        project.scan()
        project.write({"b.py": "C = 1\n"})
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(project.root), str(project.cache)],
        env=environment(),
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"writing\n"
        child.send_signal(signal.SIGKILL)
    scanned = project.scan()
    assert scanned.warnings == []
    assert scanned.parsed == (3 if is_cold else 1)
    require_harmless(project, scanned, warnings=0)


def test_a_damaged_result_is_none(project: Project) -> None:
    key = bytes(range(16))
    with FactCache(
        project.cache, project.root, Parser.AUTO, warn=lambda _text: None
    ) as cache:
        cache.keep_result(key, b"verdict")
    altered(project, "UPDATE results SET result = zeroblob(length(result))")
    warnings: list[str] = []
    with FactCache(
        project.cache, project.root, Parser.AUTO, warn=warnings.append
    ) as cache:
        assert cache.result(key) is None
    assert len(warnings) == 1


def test_the_latest_results_are_kept(project: Project) -> None:
    keys = [bytes([number]) * 16 for number in range(20)]
    with FactCache(
        project.cache, project.root, Parser.AUTO, warn=lambda _text: None
    ) as cache:
        for key in keys:
            cache.keep_result(key, key)
        kept = [key for key in keys if cache.result(key) is not None]
    assert len(kept) == 16
