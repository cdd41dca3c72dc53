"""The section about `scan --since HEAD`: a copy of a tree, committed and then edited.

Three states: nothing was ever scanned; the files of the revision were scanned while
they were checked out, as after a pull; the same scan again.
"""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.peers.ours import Ours
from benchmarks.peers.series import Series
from benchmarks.peers.store import Section, circumstances
from benchmarks.peers.trees import Edited, Share, spread

CHANGED = 20
"""Files that are edited."""
AUTHOR = ("-c", "user.name=a", "-c", "user.email=a@localhost", "-c", "gc.auto=0")
COLD, KNOWN, AGAIN = "since, cold", "since, HEAD was scanned", "since, again"


def since(share: Share, rounds: int) -> Section:
    """Scan `--since HEAD` with some files changed."""
    series = Series()
    with TemporaryDirectory(prefix="ssot-audit-peers-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(share.tree, tree, symlinks=True)
        _git(tree, "init", "-q")
        _git(tree, "add", "-A")
        _git(tree, *AUTHOR, "commit", "-qm", "as it was")
        for number in range(rounds):
            scans = Ours(tree, Path(folder) / f"cache-{number}", series)
            _edit(share, tree)
            scans.since(COLD)
            shutil.rmtree(Path(folder) / f"cache-{number}")
            _git(tree, "checkout", "-q", ".")
            scans.fill()
            _edit(share, tree)
            scans.since(KNOWN)
            scans.since(AGAIN)
            _git(tree, "checkout", "-q", ".")
    return Section(
        name="since",
        project=share.project.name,
        circumstances=circumstances(),
        files=len(share.files),
        lines=share.lines,
        whole_lines=share.lines,
        measures=series.measures(),
    )


def _edit(share: Share, tree: Path) -> None:
    """Append a comment to half of some files, and a function to the others."""
    chosen = list(spread(share.files))[:CHANGED]
    for number, file in enumerate(chosen):
        edited = Edited(tree / file)
        (edited.comment if number % 2 else edited.function)()


def _git(tree: Path, *arguments: str) -> None:
    command = ["git", *arguments]
    subprocess.run(command, cwd=tree, check=True)
