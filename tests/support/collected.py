"""What pytest collects of several projects, told by one process."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.collection.truth import PLUGIN, Truth, read_record
from tests.support.command import environment

_DRIVER = """
import json, os, sys
import pytest

known, path = set(sys.modules), list(sys.path)
with open(os.devnull, "w") as silence:
    sys.stdout = silence
    for folder, record in json.load(sys.stdin):
        os.chdir(folder)
        os.environ["COLLECTION_RECORD"] = record
        pytest.main(
            ["--collect-only", "-p", "no:cacheprovider", "-p", "no:terminalreporter"]
            + ["-p", "collection_recorder"]
        )
        for name in set(sys.modules) - known - {"collection_recorder"}:
            del sys.modules[name]
        sys.path[:] = path
"""


def collected_in(folders: Sequence[Path], scratch: Path) -> Mapping[Path, Truth]:
    """Collect in each folder as if pytest were called there."""
    records = {folder: scratch / f"{n}.json" for n, folder in enumerate(folders)}
    told = json.dumps([(str(folder), str(path)) for folder, path in records.items()])
    own = {key: text for key, text in environment().items() if "PYTEST" not in key}
    changed = {
        "PYTHONPATH": str(PLUGIN),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    subprocess.run(
        [sys.executable, "-c", _DRIVER],
        input=told,
        text=True,
        env=own | changed,
        cwd=scratch,
        check=True,
    )
    return {
        folder: read_record(path.read_bytes(), folder)
        for folder, path in records.items()
    }
