"""Projects of a few texts, mended in memory."""

from collections.abc import Mapping
from dataclasses import replace

from ssot_audit.audit import Request
from ssot_audit.discover.memory import in_memory
from ssot_audit.fix.mend import Outcome
from ssot_audit.repair import repair_tree
from tests.support.projects import TODAY, Files, settings_for

REQUEST = Request(today=TODAY)


def mended(
    files: Files, toml: str, *, unsafe: bool = False, select: tuple[str, ...] = ()
) -> Outcome:
    """Run `fix` on a project that is on no disk."""
    settings = settings_for(files, toml)
    tree = in_memory(files, settings)
    request = replace(REQUEST, select=select)
    return repair_tree(tree, settings, request, is_unsafe=unsafe)


def after(
    files: Files, toml: str, *, unsafe: bool = False, select: tuple[str, ...] = ()
) -> Mapping[str, str]:
    """Return the changed files as they are afterwards."""
    outcome = mended(files, toml, unsafe=unsafe, select=select)
    return {change.path: change.after.decode() for change in outcome.changes}


def reasons(files: Files, toml: str, *, unsafe: bool = False) -> list[str]:
    """Return why places are left as they are."""
    return [unfixed.reason for unfixed in mended(files, toml, unsafe=unsafe).unfixed]
