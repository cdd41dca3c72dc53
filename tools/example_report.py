"""Write the reports of `docs/examples` anew: `python -m tools.example_report`.

Two releases of a project, pinned by the digests of their source distributions, become
two commits of a repository that is thrown away afterwards.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.fetch import Pin, fetch

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
_PAIRS = (
    (
        Pin(
            "scrapy",
            "2.11.2",
            "sdist",
            "dfbd565384fc3fffeba121f5a3a2d0899ac1f756d41432ca0879933fbfb3401d",
        ),
        Pin(
            "scrapy",
            "2.12.0",
            "sdist",
            "d66d6e76009b12447604196875a463b61d10721140032a8084a0a52df7f4788f",
        ),
    ),
)
_NOBODY = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org")


def main() -> None:
    """Write all of them."""
    for before, now in _PAIRS:
        with tempfile.TemporaryDirectory() as name:
            report = _report(before, now, Path(name))
        (EXAMPLES / f"{now.name}.md").write_text(report, encoding="utf-8")


def _report(before: Pin, now: Pin, folder: Path) -> str:
    """Return what `diff` says of two releases."""
    repository = folder / "repository"
    repository.mkdir()
    _git(repository, "init", "--quiet")
    for pin in (before, now):
        _commit(repository, fetch(pin, folder), pin.version)
    command = [sys.executable, "-m", "ssot_audit", "diff", before.version, now.version]
    options = ["--output", "markdown", "--no-cache", "--exit-zero", "--quiet"]
    ran = subprocess.run(
        [*command, *options], cwd=repository, check=True, stdout=subprocess.PIPE
    )
    return ran.stdout.decode("utf-8")


def _commit(repository: Path, files: Path, tag: str) -> None:
    """Commit a directory as all that there is."""
    for old in repository.iterdir():
        if old.name != ".git":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(files, repository, dirs_exist_ok=True)
    _git(repository, "add", "--all", "--force")
    _git(repository, "commit", "--quiet", "--message", tag)
    _git(repository, "tag", tag)


def _git(repository: Path, *arguments: str) -> None:
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    git = shutil.which("git") or sys.exit("needs git")
    command = [git, *_NOBODY, *arguments]
    subprocess.run(command, cwd=repository, check=True, env={**os.environ, **alone})


if __name__ == "__main__":
    main()
