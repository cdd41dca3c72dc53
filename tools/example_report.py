"""Write the pull-request reports of `docs/examples` anew: `python -m tools.example_report`.

Two releases of a project, by the hashes that the package index gives their source
distributions, become two commits of a repository that is thrown away afterwards.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
_NOBODY = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org")


@dataclass(frozen=True, slots=True)
class Release:
    """A source distribution."""

    project: str
    version: str
    sha256: str

    def unpack(self, folder: Path) -> Path:
        """Download and unpack it; return the directory of its files."""
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        asked = ["--no-binary", ":all:", "--dest", str(folder)]
        subprocess.run([*pip, *asked, f"{self.project}=={self.version}"], check=True)
        (archive,) = folder.glob("*.tar.gz")
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != self.sha256:
            sys.exit(f"{archive.name} has the hash {found}, not {self.sha256}")
        with tarfile.open(archive) as opened:
            opened.extractall(folder / "files", filter="data")
        (top,) = (folder / "files").iterdir()
        return top


_PAIRS = (
    (
        Release(
            "scrapy",
            "2.11.2",
            "dfbd565384fc3fffeba121f5a3a2d0899ac1f756d41432ca0879933fbfb3401d",
        ),
        Release(
            "scrapy",
            "2.12.0",
            "d66d6e76009b12447604196875a463b61d10721140032a8084a0a52df7f4788f",
        ),
    ),
)


def main() -> None:
    """Write all of them."""
    for before, now in _PAIRS:
        with tempfile.TemporaryDirectory() as name:
            report = _report(before, now, Path(name))
        (EXAMPLES / f"{now.project}.md").write_text(report, encoding="utf-8")


def _report(before: Release, now: Release, folder: Path) -> str:
    """Return what `diff` says of two releases."""
    repository = folder / "repository"
    repository.mkdir()
    _git(repository, "init", "--quiet")
    for release in (before, now):
        place = folder / release.version
        place.mkdir()
        _commit(repository, release.unpack(place), release.version)
    command = [sys.executable, "-m", "ssot_audit", "diff", before.version, now.version]
    options = ["--output", "markdown", "--no-cache", "--exit-zero", "--quiet"]
    ran = subprocess.run(
        [*command, *options], cwd=repository, check=True, stdout=subprocess.PIPE
    )
    return ran.stdout.decode("utf-8")


def _commit(repository: Path, files: Path, tag: str) -> None:
    for old in repository.iterdir():
        if old.name == ".git":
            continue
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(files, repository, dirs_exist_ok=True)
    _git(repository, "add", "--all", "--force")
    _git(repository, "commit", "--quiet", "--message", tag)
    _git(repository, "tag", tag)


def _git(repository: Path, *arguments: str) -> None:
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    git = shutil.which("git") or sys.exit("needs git")
    subprocess.run(
        [git, *_NOBODY, *arguments],
        cwd=repository,
        check=True,
        env={**os.environ, **alone},
    )


if __name__ == "__main__":
    main()
