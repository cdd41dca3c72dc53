"""Ask git which files of a directory belong to the project."""

import os
import shutil
import subprocess

# A repository's own configuration may name a program for git to run; this is the only
# one that listing files would start.
_SAFELY = ("-c", "core.fsmonitor=false")
# Set inside a hook: they name a repository, whatever the directory is.
_REPOSITORY = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"}
)
_LIST = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")


def listed(root: str) -> frozenset[str] | None:
    """Return tracked and unignored paths below `root`; None if git cannot tell.

    A submodule or nested repository is one path: that of its directory.
    """
    git = shutil.which("git")
    if git is None:
        return None
    environment = {k: v for k, v in os.environ.items() if k not in _REPOSITORY}
    try:
        answer = subprocess.run(  # noqa: S603 - an argument list, no shell
            [git, "-C", root, *_SAFELY, *_LIST],
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
    if answer.returncode:
        return None
    paths = os.fsdecode(answer.stdout).split("\0")
    # An empty answer may mean that the directory itself is ignored.
    return frozenset(path.removesuffix("/") for path in paths if path) or None
