"""Ask git about the work tree that a directory is, or lies in."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

# A repository's own configuration may name a program for git to run; this is the only
# one that the questions asked here would start.
_SAFELY = ("-c", "core.fsmonitor=false")
# A clone may lack objects; git would fetch them by any means its configuration names.
_OFFLINE = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": ""}
# Set inside a hook: they name a repository, whatever the directory is.
_REPOSITORY = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"}
)
_LIST = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
_TRACKED = ("ls-files", "-z", "--cached")
_STAGED = ("ls-files", "-z", "--stage")
_CONVERTED = ("ls-files", "-z", "--cached", "--", ".")
_PLAIN = ":(exclude,attr:!filter !ident !working-tree-encoding)"


# To compare a file that a filter makes, git would run the filter.
_UNFILTERED = ":(attr:!filter !ident !working-tree-encoding)"
_CHANGED = ("--porcelain=v1", "-z", "--untracked-files=no", "--ignore-submodules=all")


class IndexPlace(NamedTuple):
    """Where a work tree's index is, and where in it a directory begins."""

    file: str
    prefix: str
    """Ends in a slash, or is `""` at the top."""


def listed(root: str) -> frozenset[str] | None:
    """Return tracked and unignored paths below `root`; None if git cannot tell.

    A submodule or nested repository is one path: that of its directory.
    """
    paths = _paths(root, *_LIST)
    # An empty answer may mean that the directory itself is ignored.
    return paths or None


def converted(root: str) -> frozenset[str] | None:
    """Return tracked paths below `root` that attributes let git rewrite on checkout.

    Line ends are not among them: to convert them changes the size of a file.
    """
    return _paths(root, *_CONVERTED, _PLAIN)


def uncommitted(root: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return paths below `root` of which no commit has what the files hold, sorted.

    These are tracked paths that differ from the last commit, and `wanted` paths that
    are not tracked, or that git could compare only by running a program. Repositories
    below, such as submodules, are asked if a wanted path is in them.
    """
    by_repository: dict[str, set[str]] = {"": set()}
    for path in wanted:
        *around, nearest = ("", *_repositories(root, path))
        for folder in around:
            by_repository.setdefault(folder, set())
        by_repository.setdefault(nearest, set()).add(path.removeprefix(nearest))
    return tuple(
        sorted(
            f"{folder}{path}"
            for folder, below in by_repository.items()
            for path in _uncommitted_here(f"{root}/{folder}", below)
        )
    )


def _repositories(root: str, path: str) -> Iterator[str]:
    """Yield the folders below `root` around a path that are repositories, with `/`."""
    parts = path.split("/")
    for end in range(1, len(parts)):
        folder = "/".join(parts[:end])
        if os.path.lexists(f"{root}/{folder}/.git"):
            yield f"{folder}/"


def _uncommitted_here(root: str, wanted: AbstractSet[str]) -> Iterable[str]:
    prefix = answer(root, "rev-parse", "--show-prefix")
    listing = ("status", *_CHANGED, "--no-renames", "--", _UNFILTERED)
    printed = answer(root, "--no-optional-locks", *listing)
    if prefix is None or printed is None:
        return ()
    top = os.fsdecode(prefix.rstrip(b"\n"))
    # Two letters and a space; paths are those of the repository.
    paths = {entry[3:] for entry in os.fsdecode(printed).split("\0") if entry}
    below = {path.removeprefix(top) for path in paths if path.startswith(top)}
    untracked = wanted - (_paths(root, *_TRACKED) or set())
    return below | untracked | ((converted(root) or set()) & wanted)


def index_place(root: str) -> IndexPlace | None:
    """Return where the index is that knows the files of `root`; None: there is none."""
    printed = answer(root, "rev-parse", "--show-prefix", "--git-path", "index")
    if printed is None:
        return None
    lines = os.fsdecode(printed).split("\n")
    if len(lines) != 3:  # noqa: PLR2004 - two answers and the end; more: odd names
        return None
    prefix, file, _ = lines
    return IndexPlace(os.path.join(root, file), prefix)  # noqa: PTH118 - bytes survive


def _paths(root: str, *arguments: str) -> frozenset[str] | None:
    printed = answer(root, *arguments)
    if printed is None:
        return None
    paths = os.fsdecode(printed).split("\0")
    return frozenset(path.removesuffix("/") for path in paths if path)


def staged(root: str) -> bytes | None:
    """Return the index below `root`, as `ls-files --stage -z` prints it; None: none.

    Inside a hook it is the index that git names: perhaps a temporary one, of a commit
    that takes some files only.
    """
    return answer(root, *_STAGED, in_hook=True)


def answer(
    root: str, *arguments: str, given: bytes = b"", in_hook: bool = False
) -> bytes | None:
    """Return what git prints when it is `given` something; None if it fails."""
    try:
        with started(root, *arguments, in_hook=in_hook) as process:
            printed, _ = process.communicate(given)
    except OSError:
        return None
    return None if process.returncode else printed


def started(
    root: str, *arguments: str, in_hook: bool = False
) -> subprocess.Popen[bytes]:
    """Return a git that has just been started; raises `OSError`.

    `in_hook` lets it use the index that a hook is told to.
    """
    git = shutil.which("git")
    if git is None:
        raise FileNotFoundError
    environment = {k: v for k, v in os.environ.items() if k not in _REPOSITORY}
    index = os.environ.get("GIT_INDEX_FILE") if in_hook else None
    if index:
        environment["GIT_INDEX_FILE"] = os.path.abspath(index)  # noqa: PTH100 - bytes survive
    return subprocess.Popen(  # noqa: S603 - an argument list, no shell
        [git, "-C", root, *_SAFELY, *arguments],
        env=environment | _OFFLINE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
