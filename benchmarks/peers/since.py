"""The section about `scan --since HEAD`: a copy of a tree, committed and then edited.

Either nothing was ever scanned, or the revision was while it was checked out, as after
a pull. Edits are comments, or definitions, which other files can see.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.peers.ours import Ours
from benchmarks.peers.series import Series
from benchmarks.peers.store import Section, circumstances
from benchmarks.peers.trees import Edited, Share, spread

CHANGED = 20
"""Files that are edited."""
AUTHOR = ("-c", "user.name=a", "-c", "user.email=a@localhost", "-c", "gc.auto=0")
COLD = "definitions edited, never scanned"
COMMENTS = "comments edited, HEAD was scanned"
DEFINITIONS = "definitions edited, HEAD was scanned"
AGAIN = "the same once more"


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
            _edit(share, tree, Edited.function)
            scans.since(COLD)
            shutil.rmtree(Path(folder) / f"cache-{number}")
            _git(tree, "checkout", "-q", ".")
            scans.fill()
            _edit(share, tree, Edited.comment)
            scans.since(COMMENTS)
            _edit(share, tree, Edited.function)
            scans.since(DEFINITIONS)
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


def _edit(share: Share, tree: Path, how: Callable[[Edited], None]) -> None:
    for file in list(spread(share.files))[:CHANGED]:
        how(Edited(tree / file))


def _git(tree: Path, *arguments: str) -> None:
    command = ["git", *arguments]
    subprocess.run(command, cwd=tree, check=True)
