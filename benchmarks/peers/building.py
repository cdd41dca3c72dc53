"""Copies of the projects, made of the corpus: trees that may be written into."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.fetch import corpus
from benchmarks.peers.pins import Project


def built(project: Project, from_corpus: Path, into: Path) -> Path:
    """Return a copy of a project's tree, made of the corpus if it is missing."""
    target = into / project.name.lower()
    if not target.is_dir():
        roots = corpus(from_corpus, project.made_of)
        into.mkdir(parents=True, exist_ok=True)
        # A finished tree arrives by rename: a directory that exists is complete.
        with TemporaryDirectory(dir=into, prefix=".unfinished-") as scratch:
            tree = Path(scratch) / "tree"
            for name, root in roots.items():
                place = tree / name.lower() if len(roots) > 1 else tree
                shutil.copytree(
                    root,
                    place,
                    symlinks=True,
                    ignore=shutil.ignore_patterns(".ssot_audit_cache"),
                )
            tree.rename(target)
    return target
